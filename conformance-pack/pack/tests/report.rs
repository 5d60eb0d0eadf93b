//! `cargo pack report` and `cargo pack evaluate --format html`: reading AWS Config over HTTP, page
//! by page, and the errors when that fails.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use local_aws::engine::{self, Options};
use local_aws::{AccountId, Organization, Permissions, Scenario};
use serde_json::Value;

/// Pages of two, so that each list has several.
const SCENARIO: &str = r#"
    page-size = 2
    [organization]
    aggregators = ["all-accounts", "another", "third"]
    [accounts.111111111111]
    name = "Management"
    [accounts.222222222222]
    name = "Shop"
    unit = "Workloads/Production"
    [accounts.222222222222.root]
    mfa = []
    [accounts.333333333333]
    name = "Shop staging"
    unit = "Workloads/Staging"
    [accounts.444444444444]
    name = "No root credentials"
    unit = "Sandbox"
    [accounts.444444444444.root]
    password = false
    mfa = []
    [accounts.555555555555]
    name = "Closed"
    state = "SUSPENDED"
"#;
const RULE: &str = "root-mfa-enabled";
/// As a conformance pack deploys it.
const DEPLOYED: &str = "root-mfa-enabled-conformance-pack-abc123xyz";
const READS: [&str; 7] = [
    "config:DescribeConfigurationAggregators",
    "config:DescribeAggregateComplianceByConfigRules",
    "config:GetAggregateComplianceDetailsByConfigRule",
    "organizations:DescribeOrganization",
    "organizations:ListRoots",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
];

fn id(text: &str) -> AccountId {
    text.parse().unwrap()
}

async fn organization() -> Arc<Organization> {
    Arc::new(
        Organization::start(SCENARIO.parse::<Scenario>().unwrap())
            .await
            .unwrap(),
    )
}

/// Runs a rule, as AWS Config does, in all accounts that are not closed.
async fn deploy(organization: &Arc<Organization>) {
    let binary = Path::new(env!("CARGO_BIN_EXE_pack")).with_file_name(RULE);
    let rules = [
        engine::RunnableRule::new(DEPLOYED, &binary, Duration::from_secs(60)),
        engine::RunnableRule::new("someone-elses-rule", &binary, Duration::from_secs(60)),
    ];
    let options = Options {
        accounts: [
            "111111111111",
            "222222222222",
            "333333333333",
            "444444444444",
        ]
        .map(id)
        .to_vec(),
        ..Options::default()
    };
    engine::evaluate(organization, &rules, &options, |_| {})
        .await
        .unwrap();
}

/// As an auditor in the management account with these actions.
async fn report(organization: &Organization, actions: &[&str], arguments: &[&str]) -> Output {
    let permissions = Permissions {
        own: actions.iter().map(|action| (*action).to_owned()).collect(),
        organization: Vec::new(),
    };
    let credentials = organization.credentials(&id("111111111111"), "auditor", Some(permissions));
    let mut command = Command::new(env!("CARGO_BIN_EXE_pack"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command
        .args(["report", "--endpoint", &organization.endpoint()])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", credentials.access_key_id)
        .env("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key)
        .env("AWS_SESSION_TOKEN", credentials.session_token);
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Entries of the rule by account.
fn of_rule(output: &Output) -> BTreeMap<String, Value> {
    let list: Vec<Value> = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)));
    list.into_iter()
        .filter(|entry| entry["rule"] == RULE)
        .map(|entry| (entry["account"].as_str().unwrap().to_owned(), entry))
        .collect()
}

const JSON: [&str; 4] = ["--aggregator", "all-accounts", "--format", "json"];

#[tokio::test(flavor = "multi_thread")]
async fn the_aggregator_returns_verdict_reason_and_time_of_every_account() {
    let organization = organization().await;
    deploy(&organization).await;
    let output = report(&organization, &READS, &JSON).await;
    let found = of_rule(&output);
    let verdicts: Vec<_> = found
        .iter()
        .map(|(account, entry)| (account.as_str(), entry["compliance"].as_str()))
        .collect();
    assert_eq!(
        verdicts,
        [
            ("111111111111", Some("COMPLIANT")),
            ("222222222222", Some("NON_COMPLIANT")),
            ("333333333333", Some("COMPLIANT")),
            // NOT_APPLICABLE, which AWS Config does not aggregate.
            ("444444444444", None),
        ]
    );
    let shop = &found["222222222222"];
    assert!(shop["annotation"].as_str().unwrap().contains("MFA is off"));
    assert!(shop["time"].is_string());
    assert_eq!(found["444444444444"]["error"], Value::Null);

    let called: BTreeSet<String> = organization
        .calls()
        .iter()
        .filter(|call| call.caller.as_ref().and_then(|caller| caller.role()) == Some("auditor"))
        .map(local_aws::Call::action)
        .collect();
    assert_eq!(called, READS.map(str::to_owned).into());
}

#[tokio::test(flavor = "multi_thread")]
async fn reasons_of_compliant_results_may_be_left_out() {
    let organization = organization().await;
    deploy(&organization).await;
    let mut arguments = JSON.to_vec();
    arguments.extend(["--details", "non-compliant"]);
    let found = of_rule(&report(&organization, &READS, &arguments).await);
    assert_eq!(found["111111111111"]["compliance"], "COMPLIANT");
    assert_eq!(found["111111111111"]["annotation"], Value::Null);
    assert!(found["222222222222"]["annotation"].is_string());
    let details = organization
        .calls()
        .iter()
        .filter(|call| call.operation == "GetAggregateComplianceDetailsByConfigRule")
        .count();
    // Their times are read: an old result doesn't count as a pass.
    assert_eq!(details, 3);
    assert!(found["111111111111"]["time"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn table_and_page_show_what_the_aggregator_holds() {
    let organization = organization().await;
    deploy(&organization).await;
    let table = report(&organization, &READS, &["--aggregator", "all-accounts"]).await;
    let table = text(&table.stdout);
    for shown in [
        "Shop staging",
        "? none",
        "nothing in AWS Config",
        "MFA is off",
    ] {
        assert!(table.contains(shown), "{shown}: {table}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.html");
    let arguments = [
        "--aggregator",
        "all-accounts",
        "--format",
        "html",
        "--output",
    ];
    let arguments: Vec<_> = arguments.into_iter().chain(file.to_str()).collect();
    let output = report(&organization, &READS, &arguments).await;
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = fs::read_to_string(file).unwrap();
    for shown in [
        "Workloads/Production",
        "AWS Config aggregator all-accounts",
        "MFA is off",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(!page.contains("Closed\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_organizations_the_accounts_are_those_of_the_results() {
    let organization = organization().await;
    deploy(&organization).await;
    let output = report(&organization, &READS[..3], &JSON).await;
    let found = of_rule(&output);
    let accounts: Vec<_> = found.keys().map(String::as_str).collect();
    assert_eq!(accounts, ["111111111111", "222222222222", "333333333333"]);
    let told = text(&output.stderr);
    assert!(
        told.contains("organizations:DescribeOrganization is denied"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_read_says_what_to_do() {
    let organization = organization().await;
    let nothing = report(&organization, &READS, &JSON).await;
    deploy(&organization).await;
    let unknown = report(&organization, &READS, &["--aggregator", "nowhere"]).await;
    let no_list = report(&organization, &[], &JSON).await;
    let no_details = report(&organization, &[&READS[..2], &READS[3..]].concat(), &JSON).await;
    for (output, expected) in [
        (
            nothing,
            &["holds no verdict of these rules", "docs/deployment.md"][..],
        ),
        (
            unknown,
            &[
                "no aggregator nowhere",
                "us-east-1",
                "all-accounts, another, third",
            ],
        ),
        (
            no_list,
            &["config:DescribeConfigurationAggregators is denied"],
        ),
        (
            no_details,
            &["config:GetAggregateComplianceDetailsByConfigRule is denied"],
        ),
    ] {
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        let error = text(&output.stderr);
        for part in expected {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}

#[test]
fn an_invalid_earlier_result_is_refused_before_anything_runs() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, "{}").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_pack"))
        .args([
            "evaluate",
            "--binaries",
            "/no/such/folder",
            "--format",
            "html",
        ])
        .arg("--previous")
        .arg(file.path())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = text(&output.stderr);
    assert!(
        error.contains("is not a result of `--format json`"),
        "{error}"
    );
}
