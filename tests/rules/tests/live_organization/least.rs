//! What the caller and its sessions may do: no more than it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use local_aws::{Organization, Permissions, Scenario};
use rule_tests::WORKSPACE;
use serde_json::Value;

use crate::command::{MANAGEMENT, command, only, scan, text};
use crate::generated::generated;

/// A member's session may do what the rules that run declare, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_limited_to_what_the_rules_declare() {
    let organization = Organization::start(generated(3)).await.unwrap();
    let rules = ["root-access-keys-absent", "root-mfa-hardware"];
    scan(&organization, MANAGEMENT, &only(&rules)).await;
    let calls = organization.calls();
    let sessions: Vec<_> = calls
        .iter()
        .filter(|call| call.action() == "sts:AssumeRole")
        .map(|call| call.parameters["Policy"].as_str().unwrap())
        .collect();
    let allowed = r#"{"Statement":[{"Action":["iam:GetAccountSummary","iam:ListVirtualMFADevices"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#;
    let nothing =
        r#"{"Statement":[{"Action":"*","Effect":"Deny","Resource":"*"}],"Version":"2012-10-17"}"#;
    assert_eq!(
        sessions,
        [nothing, allowed, allowed, allowed],
        "one to see that the role lets in"
    );
}

/// The actions in the policy on docs/scan.md, by statement.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let page = std::fs::read_to_string(format!("{WORKSPACE}/docs/scan.md")).unwrap();
    let (_, rest) = page.split_once("```json\n").unwrap();
    let (policy, _) = rest.split_once("```").unwrap();
    let policy: Value = serde_json::from_str(policy).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let statements = policy["Statement"].as_array().unwrap().iter();
    let named = statements.map(|statement| {
        let actions = statement["Action"].as_array().unwrap();
        (text(&statement["Sid"]), actions.iter().map(text).collect())
    });
    named.collect()
}

/// A caller with the documented policy gets every verdict, and uses all of it between both ways.
#[tokio::test(flavor = "multi_thread")]
async fn the_documented_policy_is_enough_and_not_too_much() {
    let mut scenario = Scenario::from_file(rule_tests::sample()).unwrap();
    let facts = scenario.organization.as_mut().unwrap();
    facts
        .trusted_access
        .push("account.amazonaws.com".to_owned());
    let organization = Arc::new(Organization::start(scenario).await.unwrap());
    let mut documented = documented();
    let permissions = Permissions {
        own: documented.values().flatten().cloned().collect(),
        organization: Vec::new(),
    };
    for access in ["role", "root-audit"] {
        let mut arguments = vec!["--member-access", access, "--yes"];
        arguments.extend(["--account", MANAGEMENT, "--account", "222222222222"]);
        let mut command = command(
            &organization,
            MANAGEMENT,
            Some(permissions.clone()),
            &arguments,
        );
        let output = command.output().await.unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{access}: {}",
            text(&output.stderr)
        );
    }
    let calls = organization.calls();
    let used: BTreeSet<String> = calls
        .iter()
        .filter(|call| {
            let caller = call.caller.as_ref();
            caller.is_some_and(|caller| caller.account.as_str() == MANAGEMENT)
        })
        .map(local_aws::Call::action)
        .filter(|action| action != "sts:GetCallerIdentity")
        .collect();
    // What rules declare for their own account, they use in some account of their cases.
    assert!(documented.remove("ReadTheManagementAccount").is_some());
    for (statement, actions) in documented {
        let unused: Vec<_> = actions.difference(&used).collect();
        assert!(unused.is_empty(), "{statement}: {unused:?}");
    }
}
