//! `cargo pack evaluate` as people and pipelines use it: its output and its exit status.

#![cfg(test)]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use local_aws::{AccountId, Organization, Scenario};
use serde_json::Value;

const DRIFTED: &str = r#"
    [organization]
    [accounts.222222222222.root]
    mfa = []
"#;
const WELL_KEPT: &str = "[organization]\n[accounts.222222222222]\n";
const UNREADABLE: &str = r#"
    [organization]
    [accounts.222222222222]
    [[faults]]
    call = "iam:GetAccountSummary"
    kind = "access-denied"
"#;

/// With the functions built next to `cargo pack`.
fn evaluate(arguments: &[&str]) -> Command {
    let binaries = Path::new(env!("CARGO_BIN_EXE_pack")).parent().unwrap();
    let mut command = building(arguments);
    command.arg("--binaries").arg(binaries);
    command
}

/// As people run it: it builds the functions first.
fn building(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pack"));
    command
        .arg("evaluate")
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command
}

/// The exit status and what was printed, for a scenario and the rule root-mfa-enabled in its
/// member account.
fn with_scenario(scenario: &str, arguments: &[&str]) -> Output {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, scenario).unwrap();
    let file = file.path().to_str().unwrap();
    let mut all = vec!["--scenario", file, "--rule", "root-mfa-enabled"];
    all.extend(["--account", "222222222222"]);
    all.extend(arguments);
    evaluate(&all).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn list(output: &Output) -> Vec<Value> {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)))
}

#[test]
fn the_sample_organization_shows_every_verdict() {
    let output = evaluate(&["--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let list = list(&output);
    let mut seen = BTreeSet::new();
    let mut accounts = BTreeSet::new();
    for entry in &list {
        let keys: Vec<_> = entry.as_object().unwrap().keys().collect();
        let expected = ["account", "annotation", "compliance", "rule", "time"];
        assert_eq!(keys, expected);
        seen.insert(entry["compliance"].as_str().unwrap());
        accounts.insert(entry["account"].as_str().unwrap());
    }
    assert_eq!(
        seen,
        BTreeSet::from(["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE"])
    );
    assert!(accounts.len() > 2);
    assert_eq!(list.len() % accounts.len(), 0, "each rule in each account");
}

#[test]
fn a_framework_leaves_the_rules_that_are_evidence_for_it() {
    let output = evaluate(&["--framework", "fsbp", "--format", "json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let rules: BTreeSet<_> = list(&output)
        .iter()
        .map(|entry| entry["rule"].as_str().unwrap().to_owned())
        .collect();
    let expected = ["root-access-keys-absent", "root-mfa-hardware"];
    assert_eq!(rules, expected.map(str::to_owned).into());

    for (arguments, named) in [
        (&["--framework", "fsb"][..], "did you mean fsbp?"),
        (
            &["--framework", "fsbp", "--rule", "root-mfa-enabled"],
            "evidence for fsbp",
        ),
    ] {
        let output = evaluate(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains(named), "{arguments:?}");
    }
}

#[test]
fn in_a_pipe_the_table_is_plain_and_80_columns_wide() {
    let output = evaluate(&[]).output().unwrap();
    let table = text(&output.stdout);
    assert!(table.contains("Accounts by recommendation"), "{table}");
    assert!(!table.contains('\u{1b}'));
    for line in table.lines() {
        assert!(textwrap::core::display_width(line) <= 80, "{line}");
    }
}

/// README.md shows a command and its full output, which `cargo pack test --bless` puts there.
#[test]
fn the_readme_shows_what_is_printed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = fs::read_to_string(path).unwrap();
    let (_, rest) = readme.split_once("<!-- evaluate: begin -->").unwrap();
    let (shown, _) = rest.split_once("<!-- evaluate: end -->").unwrap();
    let shown = shown.trim().trim_start_matches("```console\n");
    let shown = shown.trim_end_matches("```");
    let (command, expected) = shown.split_once('\n').unwrap();
    let arguments: Vec<_> = command
        .strip_prefix("$ cargo pack evaluate")
        .unwrap()
        .split_whitespace()
        .collect();
    let output = building(&arguments).output().unwrap();
    let printed = text(&output.stdout);
    if env::var_os("BLESS").is_some() {
        fs::write(path, readme.replace(expected, &printed)).unwrap();
        return;
    }
    assert_eq!(printed, expected, "{}", text(&output.stderr));
}

/// docs/start.md shows a part of the sample organization, and the effect of a change to it.
#[test]
fn the_start_page_turns_a_verdict() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = fs::read_to_string(folder.join("../sample-organization.toml")).unwrap();
    let page = fs::read_to_string(folder.join("../../docs/start.md")).unwrap();
    let (_, rest) = page.split_once("```toml\n").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    assert!(sample.contains(shown), "{shown}");
    let hardware = shown.replace(
        r#"kind = "virtual", name = "safe-phone""#,
        r#"kind = "hardware""#,
    );
    assert_ne!(shown, hardware);
    let changed = sample.replace(shown, &hardware);
    for (scenario, status) in [(&sample, 4), (&changed, 0)] {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, scenario).unwrap();
        let mut command = evaluate(&["--rule", "root-mfa-hardware", "--account", "111111111111"]);
        command.args(["--fail-on", "non-compliant", "--scenario"]);
        let output = command.arg(file.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{output:?}");
    }
}

#[test]
fn colour_is_for_those_who_want_it() {
    let colours =
        |command: &mut Command| text(&command.output().unwrap().stdout).contains('\u{1b}');
    let one = ["--rule", "root-mfa-enabled", "--account", "111111111111"];
    assert!(colours(evaluate(&one).env("CLICOLOR_FORCE", "1")));
    assert!(!colours(evaluate(&one).env("NO_COLOR", "1")));
}

#[test]
fn the_exit_status_shows_the_outcome() {
    let fail_on = ["--fail-on", "non-compliant"];
    for (scenario, arguments, status) in [
        (WELL_KEPT, &[][..], 0),
        (WELL_KEPT, &fail_on, 0),
        (DRIFTED, &[], 0),
        (DRIFTED, &fail_on, 4),
        (UNREADABLE, &[], 3),
        (UNREADABLE, &fail_on, 3),
        ("[nonsense]", &[], 1),
        (WELL_KEPT, &["--rule", "no-rule"], 1),
        (WELL_KEPT, &["--account", "999999999999"], 1),
        (WELL_KEPT, &["--account", "99"], 2),
        (WELL_KEPT, &["--parameter", "no-rule.x=1"], 1),
    ] {
        let output = with_scenario(scenario, arguments);
        assert_eq!(
            output.status.code(),
            Some(status),
            "{scenario} {arguments:?}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn a_rule_that_could_not_be_evaluated_says_why() {
    let output = with_scenario(UNREADABLE, &["--format", "json"]);
    let list = list(&output);
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["compliance"], Value::Null);
    let error = list[0]["error"].as_str().unwrap();
    assert!(error.contains("iam:GetAccountSummary"), "{error}");

    let table = text(&with_scenario(UNREADABLE, &[]).stdout);
    assert!(table.contains("Could not be evaluated"), "{table}");
    assert!(table.contains("iam:GetAccountSummary"), "{table}");
}

#[test]
fn a_parameter_reaches_its_rule() {
    let scenario = "[organization]\n[accounts.222222222222.root]\nmfa = [{ kind = 'virtual' }]";
    let verdict = |arguments: &[&str]| {
        let mut all = vec!["--format", "json", "--rule", "root-mfa-hardware"];
        all.extend(arguments);
        let list = list(&with_scenario(scenario, &all));
        let entry = list
            .iter()
            .find(|entry| entry["rule"] == "root-mfa-hardware")
            .unwrap();
        entry["compliance"].clone()
    };
    assert_eq!(verdict(&[]), "NON_COMPLIANT");
    assert_eq!(
        verdict(&["--parameter", "root-mfa-hardware.memberVirtualAllowed=true"]),
        "COMPLIANT"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn live_reads_the_account_of_the_caller_and_reports_nothing_to_it() {
    let scenario: Scenario = DRIFTED.parse().unwrap();
    let account: AccountId = "222222222222".parse().unwrap();
    let stand_in = Organization::start(scenario).await.unwrap();
    let credentials = stand_in.credentials(&account, "auditor", None);
    let mut command = evaluate(&["--live", "--rule", "root-mfa-enabled", "--format", "json"]);
    command
        .env("AWS_ENDPOINT_URL", stand_in.endpoint())
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ACCESS_KEY_ID", credentials.access_key_id)
        .env("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key)
        .env("AWS_SESSION_TOKEN", credentials.session_token);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    let list = list(&output);
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["account"], "222222222222");
    assert_eq!(list[0]["compliance"], "NON_COMPLIANT");
    let called: BTreeSet<String> = stand_in
        .calls()
        .into_iter()
        .map(|call| format!("{}:{}", call.service, call.operation))
        .collect();
    assert_eq!(
        called,
        BTreeSet::from([
            "iam:GetAccountSummary".to_owned(),
            "organizations:DescribeOrganization".to_owned(),
            "sts:GetCallerIdentity".to_owned(),
        ])
    );
}

#[test]
fn live_says_what_is_missing() {
    let home = tempfile::tempdir().unwrap();
    let mut command = evaluate(&["--live"]);
    command
        .env("HOME", home.path())
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_REGION", "eu-central-1");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = text(&output.stderr);
    assert!(error.contains("credentials"), "{error}");
}
