//! What a rule takes from an event, and what it never takes: which identity to use, which endpoint
//! to call, and whose data to read.

#![cfg(test)]

use std::collections::BTreeMap;
use std::time::Duration;

use local_aws::runtime_api::{Function, FunctionConfig, InvocationOutcome};
use local_aws::{AccountId, Call, FunctionId, Organization};
use rule_metadata::{ParameterType, RuleFolder};
use serde_json::{Value, json};

const MANAGEMENT: &str = "111111111111";
const MEMBER: &str = "222222222222";
const OTHER: &str = "333333333333";

/// Occurs in an event, and nowhere else.
const MARK: &str = "quokka";

/// Parameters of other projects' rules that this project must not accept.
const NAMES: &[&str] = &[
    "executionRoleArn",
    "ExecutionRoleName",
    "organizationReaderRoleArn",
    "ORGANIZATION_READER_ROLE_ARN",
    "roleArn",
    "roleName",
    "externalId",
    "accountId",
    "account",
    "managementAccountId",
    "endpoint",
    "endpointUrl",
    "AWS_ENDPOINT_URL",
    "region",
    "profile",
    "parameterName",
    "parameterPath",
];

async fn organization() -> Organization {
    let scenario = "[organization]\n[accounts.222222222222]\n[accounts.333333333333]";
    Organization::start(scenario.parse().unwrap())
        .await
        .unwrap()
}

fn id(account: &str) -> AccountId {
    account.parse().unwrap()
}

/// The rule's function in the member account, limited to what the rule declares.
fn function(organization: &Organization, folder: &RuleFolder) -> (FunctionId, Function) {
    let rule = rule_tests::engine_rule(folder);
    let mut permissions = rule.permissions.unwrap();
    permissions.own.push("config:PutEvaluations".to_owned());
    permissions.own.push("sts:AssumeRole".to_owned());
    let identity = organization.function(&id(MEMBER), &rule.name, Some(permissions));
    let function = Function::new(FunctionConfig {
        binary: rule.binary,
        arn: identity.arn,
        timeout: Duration::from_secs(60),
        environment: identity.environment,
    });
    (identity.id, function)
}

/// A value for each parameter that required.
fn required(folder: &RuleFolder) -> BTreeMap<String, String> {
    folder
        .rule
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
        .map(|parameter| {
            assert_eq!(parameter.name, "managementPhoneDigest", "say its value here");
            let digest = "$argon2id$v=19$m=19456,t=2,p=1$by1leGFtcGxlb3JnMQ$MyYlr7IMTl3tyLW4T/quR10aZG58aOcpWtMWHgm3Ktg";
            (parameter.name.clone(), digest.to_owned())
        })
        .collect()
}

fn event_for(
    organization: &Organization,
    account: &str,
    folder: &RuleFolder,
    parameters: &BTreeMap<String, String>,
) -> Value {
    let mut event = organization
        .notify(&id(account), &folder.rule.name, parameters)
        .event;
    // The role of the recorder, which AWS Config names in each event.
    event["executionRoleArn"] = json!(format!("arn:aws:iam::{OTHER}:role/{MARK}"));
    event
}

/// Whether the call's own content has the mark. The report may repeat a parameter.
fn is_marked(call: &Call) -> bool {
    call.operation != "PutEvaluations" && format!("{call:?}").contains(MARK)
}

/// Whether the caller is the member itself, or the reader role bound to it by its tag.
fn is_own(call: &Call) -> bool {
    let Some(caller) = &call.caller else {
        return false;
    };
    match caller.account.as_str() {
        MEMBER => true,
        MANAGEMENT => {
            caller.session_tags == BTreeMap::from([("account".to_owned(), MEMBER.to_owned())])
        }
        _ => false,
    }
}

#[tokio::test]
async fn no_role_endpoint_or_account_is_taken_from_parameters() {
    let organization = organization().await;
    let mut problems = Vec::new();
    for folder in rule_tests::rules() {
        let rule = &folder.rule.name;
        let (id, mut function) = function(&organization, &folder);
        for name in NAMES {
            let mut parameters = required(&folder);
            parameters.insert((*name).to_owned(), format!("{MARK}-{OTHER}"));
            let event = event_for(&organization, MEMBER, &folder, &parameters);
            match function.invoke(&event).await.unwrap().outcome {
                InvocationOutcome::Err { error_message, .. }
                    if error_message.contains("is unknown to this rule") => {}
                other => problems.push(format!("{rule} takes {name}: {other:?}")),
            }
        }
        let calls = organization.calls_of(id);
        if !calls.is_empty() {
            problems.push(format!("{rule} calls {calls:?}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[tokio::test]
async fn what_an_event_says_reaches_no_call_and_every_call_is_made_for_the_own_account() {
    let organization = organization().await;
    let mut problems = Vec::new();
    let mut read_by_role = 0;
    for folder in rule_tests::rules() {
        let rule = &folder.rule.name;
        let (id, mut function) = function(&organization, &folder);
        let mut parameters = required(&folder);
        for parameter in &folder.rule.parameters {
            if parameter.kind == ParameterType::List {
                // Each list takes one of them: domains, or actions.
                let value = if parameter.name.contains("omain") {
                    format!("{MARK}.example.com")
                } else {
                    format!("{MARK}:Describe*")
                };
                parameters.insert(parameter.name.clone(), value);
            }
        }
        let event = event_for(&organization, MEMBER, &folder, &parameters);
        let outcome = function.invoke(&event).await.unwrap().outcome;
        if !matches!(outcome, InvocationOutcome::Ok(_)) {
            problems.push(format!("{rule}: {outcome:?}"));
        }
        let calls = organization.calls_of(id);
        for call in &calls {
            if is_marked(call) || !is_own(call) {
                problems.push(format!("{rule}: {call:?}"));
            }
            if call
                .caller
                .as_ref()
                .is_some_and(|c| !c.session_tags.is_empty())
            {
                read_by_role += 1;
            }
        }
        // Another account's event, to a process that has judged its own account already.
        let event = event_for(&organization, OTHER, &folder, &required(&folder));
        match function.invoke(&event).await.unwrap().outcome {
            InvocationOutcome::Err { error_message, .. } if error_message.contains(OTHER) => {}
            other => problems.push(format!("{rule} judges {OTHER}: {other:?}")),
        }
        if organization.calls_of(id).len() != calls.len() {
            problems.push(format!("{rule} calls for {OTHER}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(read_by_role > 0 || std::env::var_os("RULE").is_some());
}
