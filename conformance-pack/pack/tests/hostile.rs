//! Whatever others wrote, and wherever the command line prints it, it can't affect a terminal or
//! continuous integration.

#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use local_aws::{Organization, Permissions, Scenario};
use tempfile::TempDir;

/// Clears the screen, sets the title, hides and turns what follows, forges lines and commands.
const HOSTILE: &str = "\u{1b}[2J\r\nFORGED 1\n::error::forged\n##vso[task.complete]\n##[error]x \
                       ##teamcity[a] ::error::y \u{a0}::error::z\u{1b}]0;t\u{7}\u{9b}8m\u{7f}\
                       \u{202e}a\u{2066}b\u{2028}c\u{200b}d\u{3164}\u{e0041}\u{fffe}\u{feff}";
const RULE: &str = "root-mfa-enabled";
const ACCOUNT: &str = "222222222222";

fn pack(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pack"));
    command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command
}

/// Text in both outputs that must have no effect.
fn inert(output: &Output, what: &str) -> String {
    let mut all = String::new();
    for bytes in [&output.stdout, &output.stderr] {
        all += std::str::from_utf8(bytes).expect(what);
        all.push('\n');
    }
    for letter in all.chars().filter(|letter| *letter != '\n') {
        let acts = letter.is_control()
            || (letter.is_whitespace() && letter != ' ')
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(
                letter,
                '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{3164}'
            )
            || matches!(letter, '\u{e0000}'..='\u{e0fff}');
        assert!(!acts, "{what}: {letter:?} in {all:?}");
    }
    for line in all.lines().map(str::trim_start) {
        assert!(!line.starts_with("::"), "{what}: {line}");
        assert!(!line.starts_with("FORGED"), "{what}: {line}");
    }
    assert!(!all.contains("##"), "{what}: {all}");
    all
}

/// Also checks that a part of the text is shown; otherwise this would test nothing.
fn inert_run(arguments: &[&str]) {
    let output = pack(arguments).output().unwrap();
    let what = arguments.join(" ");
    let all = inert(&output, &what);
    assert!(all.contains("FORGED"), "{what} shows nothing of it: {all}");
}

/// As in TOML and JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text)
        .unwrap()
        .replace('\u{7f}', "\\u007f")
}

fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// An account whose name is hostile, and a rule that complains of a hostile parameter.
fn scenario() -> String {
    format!(
        "[organization]\n[accounts.{ACCOUNT}]\nname = {0}\nunit = {0}\n\
         [accounts.{ACCOUNT}.root]\nmfa = []\n[rule-parameters.{RULE}]\n{0} = {0}\n",
        quoted(HOSTILE)
    )
}

#[test]
fn evaluate_in_every_format() {
    let folder = TempDir::new().unwrap();
    let file = write(&folder, "scenario.toml", &scenario());
    let binaries = Path::new(env!("CARGO_BIN_EXE_pack")).parent().unwrap();
    for format in ["table", "json", "html", "junit", "ocsf"] {
        let output = pack(&["evaluate", "--scenario", &file, "--account", ACCOUNT])
            .args(["--rule", RULE, "--format", format, "--binaries"])
            .arg(binaries)
            .output()
            .unwrap();
        // The page has its own text, and isn't shown on a terminal. Its input is part of it.
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        if format == "html" {
            for acts in [
                '\u{1b}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{2028}', '\u{fffe}',
            ] {
                assert!(!text.contains(acts), "{acts:?}");
            }
            assert!(text.contains("FORGED"));
        } else {
            let all = inert(&output, format);
            // JSON has no names.
            let shows = all.contains("FORGED") || format == "json";
            assert!(shows, "{format}: {all}");
        }
    }
}

#[test]
fn files_and_their_names() {
    let folder = TempDir::new().unwrap();
    let name = HOSTILE.replace('/', "");
    let document = format!(
        "{{\"schemaVersion\": 1, \"attestedBy\": [{0}, {0}], {0}: {0}, \"claims\": {{{0}: {0}}}}}",
        quoted(HOSTILE)
    );
    let attestation = write(&folder, &format!("{name}.json"), &document);
    let not_json = write(&folder, "not.json", &format!("{{{HOSTILE}"));
    let not_toml = write(&folder, "not.toml", &format!("[organization]\n{HOSTILE}"));
    let new = folder.path().join(format!("{name}-new.json"));
    let new = new.to_str().unwrap();
    let empty = folder.path().join(format!("{name}-empty"));
    fs::create_dir(&empty).unwrap();
    let empty = empty.to_str().unwrap();
    let missing = folder.path().join(format!("{name}-missing"));
    let missing = missing.to_str().unwrap();
    for arguments in [
        &["attest", "check", &attestation][..],
        &[
            "attest",
            "check",
            "--rule",
            "root-access-reviewed",
            &attestation,
        ],
        &["attest", "check", empty],
        &["attest", "check", missing],
        &["attest", "put", &attestation],
        &["attest", "init", "root-access-reviewed", "--output", new],
        &["attest", "init", "root-access-reviewed", "--output", new],
        &["use", "init", "--output", &format!("{new}2")],
        &["use", "check", &attestation],
        &["evaluate", "--scenario", missing],
        &["evaluate", "--previous", &attestation],
        &["evaluate", "--binaries", missing, "--rule", HOSTILE],
        &["report", "--aggregator", "a", "--previous", missing],
    ] {
        inert_run(arguments);
    }
    for arguments in [
        &[
            "attest",
            "check",
            "--rule",
            "root-access-reviewed",
            &not_json,
        ][..],
        &["use", "check", &not_json],
        &["evaluate", "--scenario", &not_toml],
    ] {
        // Not every message quotes the file.
        let output = pack(arguments).output().unwrap();
        inert(&output, &arguments.join(" "));
    }
}

#[test]
fn names_and_values_of_the_command_line() {
    for arguments in [
        &["attest", "init", HOSTILE][..],
        &["attest", "check", "--scope", HOSTILE, "x"],
        &["attest", "check", "--rule", HOSTILE, "Cargo.toml"],
        &["use", "init", "--purpose", HOSTILE],
        &["evaluate", "--rule", HOSTILE],
        &["evaluate", "--account", HOSTILE],
        &["evaluate", "--parameter", HOSTILE],
        &["evaluate", "--parameter", &format!("{HOSTILE}.x=1")],
        &["evaluate", "--format", HOSTILE],
        &["new", HOSTILE],
        &["package", "--rule", HOSTILE],
        &["sbom", HOSTILE],
        &["test", "--only", HOSTILE],
        &["bench", HOSTILE],
        &["simulate", HOSTILE],
        &["generate", HOSTILE],
        &["phone-digest", HOSTILE],
        &[HOSTILE],
    ] {
        inert_run(arguments);
    }
}

/// Parameter Store and the aggregator answer with what a member has put there.
#[tokio::test(flavor = "multi_thread")]
async fn what_aws_answers() {
    // Parameter Store doesn't accept such names today, but this doesn't rely on it.
    let parameters = ["attestations", "uses"].map(|kind| {
        let name = format!("/root-credential-rules/{kind}/{HOSTILE}/{HOSTILE}");
        format!("{} = {}", quoted(&name), quoted(HOSTILE))
    });
    let scenario = format!(
        "{}\n[accounts.{ACCOUNT}.parameters]\n{}\n",
        scenario(),
        parameters.join("\n")
    );
    let organization = Organization::start(scenario.parse::<Scenario>().unwrap())
        .await
        .unwrap();
    let actions = ["config:*", "ssm:*", "organizations:*"];
    let permissions = Permissions {
        own: actions.map(str::to_owned).to_vec(),
        organization: Vec::new(),
    };
    let id = ACCOUNT.parse().unwrap();
    let credentials = organization.credentials(&id, "auditor", Some(permissions));
    for arguments in [
        &["attest", "list"][..],
        &["use", "list"],
        &["report", "--aggregator", HOSTILE],
    ] {
        let mut command = pack(arguments);
        command
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT_URL", organization.endpoint())
            .env("AWS_ACCESS_KEY_ID", &credentials.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key)
            .env("AWS_SESSION_TOKEN", &credentials.session_token);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap();
        let what = arguments.join(" ");
        let all = inert(&output, &what);
        assert!(all.contains("FORGED"), "{what} shows nothing of it: {all}");
    }
}
