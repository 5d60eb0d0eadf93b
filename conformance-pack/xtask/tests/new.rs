//! A scaffolded rule, in a copy of the workspace, compiles, passes its tests and reports what its
//! cases expect. So does the rule of docs/add-a-rule.md.

#![cfg(test)]

mod checkout;
mod guide;

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use local_aws::engine::{self, RunOutcome, RunnableRule};
use local_aws::{Case, Expect, Organization};

use crate::checkout::Checkout;
use crate::guide::Step;

const SCAFFOLDED: &str = "root-scaffolded-rule";
/// The rule of the guide.
const GUIDED: &str = "security-contact-set";

/// In one copy, because each copy compiles the shared crates again.
#[tokio::test]
#[ignore = "rebuilds packages, which takes minutes: cargo pack test --only new"]
async fn new_rules_work() {
    let checkout = Checkout::copy();
    scaffold(&checkout);
    follow_the_guide(&checkout);
    for rule in [SCAFFOLDED, GUIDED] {
        checkout.run(&format!("cargo fmt --package {rule} --check"));
        keeps_its_promises(&checkout, rule).await;
    }
    checkout.run("cargo pack generate --check");
}

fn scaffold(checkout: &Checkout) {
    for command in [
        "cargo pack new",
        // No `--package`, which would change the features of already built crates.
        "cargo test --bin",
        "cargo clippy --bin",
        "cargo build --bin",
    ] {
        let strict = if command.contains("clippy") {
            "-- -D warnings"
        } else {
            ""
        };
        checkout.run(&format!("{command} {SCAFFOLDED} {strict}"));
    }
    checkout.run("cargo pack generate");
    let page = checkout.read(&format!("docs/rules/{SCAFFOLDED}.md"));
    assert!(page.contains("The root user of a member account has an access key."));
    let template = checkout.read("cdk/templates/member-account.yaml");
    assert!(template.contains(SCAFFOLDED));
}

/// Follows the page, and checks its output.
fn follow_the_guide(checkout: &Checkout) {
    let page = checkout.read("docs/add-a-rule.md");
    let mut printed = String::new();
    let mut shown = 0;
    for step in guide::steps(&page) {
        match step {
            Step::Write { path, text } => checkout.write(&path, &text),
            Step::Run(commands) => printed = checkout.run(&commands),
            Step::See(lines) => {
                for line in lines.lines() {
                    assert!(printed.contains(line), "not printed: {line}\n{printed}");
                    shown += 1;
                }
            }
        }
    }
    assert!(shown > 0, "the page shows no output");
    for made in [
        format!("docs/rules/{GUIDED}.md"),
        "docs/SUMMARY.md".to_owned(),
        "conformance-pack/member-accounts.yaml".to_owned(),
    ] {
        assert!(checkout.read(&made).contains(GUIDED), "{made}");
    }
}

/// Runs the rule's cases.
async fn keeps_its_promises(checkout: &Checkout, name: &str) {
    let cases = Case::all(&checkout.path(&format!("rules/{name}"))).unwrap();
    assert!(cases.len() >= 3);
    for case in cases {
        let rule = RunnableRule::new(name, checkout.binary(name), Duration::from_secs(60));
        let organization = Arc::new(Organization::start(case.scenario).await.unwrap());
        let run = engine::run(&organization, &case.account, &rule)
            .await
            .unwrap();
        let reported = match run.outcome {
            RunOutcome::Evaluation {
                compliance,
                annotation,
            } => Expect::Evaluation {
                compliance,
                annotation,
            },
            RunOutcome::Error { error_type, .. } => Expect::Error(error_type),
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
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["new", name])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(problem), "{name}: {error}");
    }
}
