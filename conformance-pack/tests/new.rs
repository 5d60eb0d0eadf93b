//! A scaffolded rule, in a copy of the workspace, compiles, passes its tests and reports what its
//! cases promise.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is how a test fails"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use local_config::engine::{self, Outcome, Rule};
use local_config::{Case, Expect, Organization};

const RULE: &str = "root-scaffolded-rule";
/// What a checkout needs for its rules to compile, and for `cargo pack generate`.
const COPIED: [&str; 7] = [
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "clippy.toml",
    "conformance-pack",
    "rules",
    "tests",
];
/// What others install into the folders, or build there.
const LEFT_OUT: [&str; 2] = ["node_modules", "target"];

#[tokio::test]
#[ignore = "compiles packages anew, which takes minutes: cargo pack test --only new"]
async fn a_scaffolded_rule_works() {
    let checkout = tempfile::tempdir().unwrap();
    let checkout = checkout.path();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for name in COPIED {
        copy(&workspace.join(name), &checkout.join(name));
    }
    // Dependencies are built already; cargo keeps this checkout's own packages apart.
    let target = target_directory();

    let pack = env!("CARGO_BIN_EXE_pack");
    run(Command::new(pack).args(["new", RULE]).current_dir(checkout));
    for arguments in [
        &["fmt", "--package", RULE, "--check"][..],
        // No `--package` where it would change the features of what is built already.
        &["test", "--bin", RULE],
        &["clippy", "--bin", RULE, "--", "-D", "warnings"],
        &["build", "--bin", RULE],
    ] {
        run(Command::new(env!("CARGO"))
            .args(arguments)
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(checkout));
    }
    run(Command::new(pack).arg("generate").current_dir(checkout));
    run(Command::new(pack)
        .args(["generate", "--check"])
        .current_dir(checkout));
    let page = fs::read_to_string(checkout.join(format!("docs/rules/{RULE}.md"))).unwrap();
    assert!(page.contains("The root user of a member account has an access key."));

    let cases: Vec<_> = fs::read_dir(checkout.join("rules").join(RULE).join("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let case = Case::from_file(case).unwrap();
        let binary = target.join("debug").join(RULE);
        let rule = Rule::new(RULE, binary, Duration::from_secs(60));
        let organization = Arc::new(Organization::start(case.scenario).await.unwrap());
        let run = engine::run(&organization, &case.account, &rule)
            .await
            .unwrap();
        let Outcome::Evaluation {
            compliance,
            annotation,
        } = run.outcome
        else {
            panic!("{}: {:?}", case.title, run.outcome);
        };
        let reported = Expect::Evaluation {
            compliance,
            annotation,
        };
        assert_eq!(reported, case.expect, "{}", case.title);
    }
}

#[test]
fn a_name_that_no_rule_can_have_or_that_one_has_is_refused() {
    for (name, problem) in [
        ("Root_Mfa", "kebab-case"),
        ("root-mfa-enabled", "exists already"),
        (
            "root-with-a-name-that-goes-on-and-on-and-on",
            "longer than 37",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_pack"))
            .args(["new", name])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(problem), "{name}: {error}");
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Where this build goes: the folder above the profile's.
fn target_directory() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_pack"))
        .ancestors()
        .nth(2)
        .unwrap()
        .to_owned()
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name();
        if LEFT_OUT.iter().all(|left_out| name != *left_out) {
            copy(&from.join(&name), &to.join(&name));
        }
    }
}
