//! Valid and invalid AWS Config events, sent to the rules' real binaries.

#![cfg(test)]

use std::collections::BTreeMap;
use std::time::Duration;

use local_aws::runtime_api::{Function, FunctionConfig, InvocationOutcome};
use local_aws::{AccountId, FunctionId, Notification, Organization};
use serde_json::{Value, json};

const MEMBER: &str = "222222222222";
const OTHER: &str = "333333333333";

async fn organization() -> Organization {
    let scenario = "[organization]\n[accounts.222222222222]\n[accounts.333333333333]";
    Organization::start(scenario.parse().unwrap())
        .await
        .unwrap()
}

fn id(account: &str) -> AccountId {
    account.parse().unwrap()
}

/// The rule's function in the member account.
fn function(organization: &Organization, rule: &str) -> (FunctionId, Function) {
    let identity = organization.function(&id(MEMBER), rule, None);
    let function = Function::new(FunctionConfig {
        binary: rule_tests::binary(rule),
        arn: identity.arn,
        timeout: Duration::from_secs(60),
        environment: identity.environment,
    });
    (identity.id, function)
}

fn notify(organization: &Organization, rule: &str) -> Notification {
    organization.notify(&id(MEMBER), rule, &BTreeMap::new())
}

/// `event` with the fields of its invoking event changed.
fn invoking(event: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut inner: Value = serde_json::from_str(event["invokingEvent"].as_str().unwrap()).unwrap();
    change(&mut inner);
    let mut event = event.clone();
    event["invokingEvent"] = json!(inner.to_string());
    event
}

fn with(event: &Value, field: &str, value: Value) -> Value {
    let mut event = event.clone();
    event[field] = value;
    event
}

fn without(event: &Value, field: &str) -> Value {
    let mut event = event.clone();
    event.as_object_mut().unwrap().remove(field);
    event
}

/// Each with the word that the error must contain.
fn malformed(event: &Value, has_required: bool) -> Vec<(Value, &'static str)> {
    vec![
        (json!([]), "object"),
        (json!({}), "accountId"),
        (without(event, "accountId"), "accountId"),
        (
            with(event, "accountId", json!(222_222_222_222_u64)),
            "accountId",
        ),
        (with(event, "accountId", json!("2222")), "accountId"),
        (without(event, "invokingEvent"), "invokingEvent"),
        (with(event, "invokingEvent", json!("{")), "invokingEvent"),
        (with(event, "invokingEvent", json!("[]")), "invokingEvent"),
        (with(event, "invokingEvent", json!({})), "invokingEvent"),
        (without(event, "resultToken"), "resultToken"),
        (with(event, "resultToken", json!("")), "resultToken"),
        (without(event, "configRuleArn"), "configRuleArn"),
        (with(event, "configRuleArn", json!("rule")), "configRuleArn"),
        (with(event, "eventLeftScope", json!("no")), "eventLeftScope"),
        (
            invoking(event, |inner| inner["messageType"] = json!("Chat")),
            "messageType",
        ),
        (
            invoking(event, |inner| {
                inner["notificationCreationTime"] = json!("today");
            }),
            "notificationCreationTime",
        ),
        (
            invoking(event, |inner| inner["awsAccountId"] = json!(OTHER)),
            "awsAccountId",
        ),
        (with(event, "ruleParameters", json!("{")), "arameters"),
        (
            with(event, "ruleParameters", json!(r#"{"unheardOf":"1"}"#)),
            // A missing required parameter is reported first.
            if has_required {
                "arameters"
            } else {
                "unheardOf"
            },
        ),
        // An otherwise valid event of another account.
        (
            with(
                &invoking(event, |inner| inner["awsAccountId"] = json!(OTHER)),
                "accountId",
                json!(OTHER),
            ),
            OTHER,
        ),
    ]
}

#[tokio::test]
async fn a_malformed_event_is_an_error_that_names_the_field_and_nothing_is_called() {
    let organization = organization().await;
    let mut problems = Vec::new();
    for folder in rule_tests::rules() {
        let rule = &folder.rule.name;
        let (id, mut function) = function(&organization, rule);
        let event = notify(&organization, rule).event;
        let has_required = folder
            .rule
            .parameters
            .iter()
            .any(|parameter| parameter.required);
        for (event, named) in malformed(&event, has_required) {
            match function.invoke(&event).await.unwrap().outcome {
                InvocationOutcome::Err { error_message, .. } if error_message.contains(named) => {}
                other => problems.push(format!("{rule}, expecting {named}: {other:?}\n  {event}")),
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
async fn what_is_not_json_is_an_error_of_the_rule() {
    let organization = organization().await;
    let rule = "root-mfa-enabled";
    let (id, mut function) = function(&organization, rule);
    for body in ["", "<html>", "{\"accountId\":", "\u{7f}"] {
        let outcome = function.invoke_text(body.to_owned()).await.unwrap().outcome;
        assert_eq!(
            outcome,
            InvocationOutcome::Err {
                error_type: "MalformedEvent".to_owned(),
                error_message: "the event from AWS Config is malformed: it must be JSON".to_owned(),
            },
            "{body}"
        );
    }
    // The process goes on.
    let event = notify(&organization, rule).event;
    let outcome = function.invoke(&event).await.unwrap().outcome;
    assert!(matches!(outcome, InvocationOutcome::Ok(_)), "{outcome:?}");
    assert!(!organization.calls_of(id).is_empty());
}

#[tokio::test]
async fn an_event_that_asks_for_no_judgement_gets_none() {
    let organization = organization().await;
    for folder in rule_tests::rules() {
        let rule = &folder.rule.name;
        let (id, mut function) = function(&organization, rule);
        let event = notify(&organization, rule).event;
        for event in [
            with(&event, "eventLeftScope", json!(true)),
            invoking(&event, |inner| {
                inner["messageType"] = json!("ConfigurationItemChangeNotification");
            }),
            invoking(&event, |inner| {
                inner["messageType"] = json!("OversizedConfigurationItemChangeNotification");
            }),
            // As the sample event of AWS SAM, without what only an evaluation needs.
            with(
                &without(&event, "configRuleArn"),
                "invokingEvent",
                json!(
                    json!({
                        "configurationItem": { "awsAccountId": MEMBER },
                        "messageType": "ConfigurationItemChangeNotification",
                    })
                    .to_string()
                ),
            ),
        ] {
            let outcome = function.invoke(&event).await.unwrap().outcome;
            assert!(
                matches!(outcome, InvocationOutcome::Ok(_)),
                "{rule}: {outcome:?}"
            );
        }
        assert!(organization.calls_of(id).is_empty(), "{rule}");
    }
}

/// rdklib#23, rdk#496: every evaluation of a periodic rule is kept, for its own event.
#[tokio::test]
async fn a_process_judges_event_after_event() {
    let organization = organization().await;
    let rule = "member-root-credentials-absent";
    let (id, mut function) = function(&organization, rule);
    let mut process = None;
    for _ in 0..3 {
        let notification = notify(&organization, rule);
        let outcome = function.invoke(&notification.event).await.unwrap().outcome;
        assert!(matches!(outcome, InvocationOutcome::Ok(_)), "{outcome:?}");
        let evaluations = organization.evaluations(&notification.result_token);
        assert_eq!(evaluations.len(), 1, "{evaluations:?}");
        assert_eq!(evaluations[0].ordering_timestamp, notification.created);
        let now = function.process_id();
        assert!(process.is_none() || process == now, "one process");
        process = now;
    }
    let count = |action: &str| {
        let calls = organization.calls_of(id);
        calls.iter().filter(|call| call.action() == action).count()
    };
    assert_eq!(count("config:PutEvaluations"), 3);
    assert_eq!(count("iam:GetAccountSummary"), 3);
    // The kind of the account is cached.
    assert_eq!(count("organizations:DescribeOrganization"), 1);
}

#[tokio::test]
async fn an_event_without_parameters_has_the_defaults() {
    let organization = organization().await;
    let rule = "root-mfa-enabled";
    let (_, mut function) = function(&organization, rule);
    let notification = notify(&organization, rule);
    for event in [
        without(&notification.event, "ruleParameters"),
        with(&notification.event, "ruleParameters", json!("")),
        with(&notification.event, "ruleParameters", json!("{}")),
        without(&notification.event, "eventLeftScope"),
    ] {
        let outcome = function.invoke(&event).await.unwrap().outcome;
        assert!(matches!(outcome, InvocationOutcome::Ok(_)), "{outcome:?}");
    }
    assert_eq!(
        organization.evaluations(&notification.result_token).len(),
        4
    );
}

#[tokio::test]
async fn a_result_token_for_tests_stores_nothing() {
    let organization = organization().await;
    let rule = "root-mfa-enabled";
    let (id, mut function) = function(&organization, rule);
    let event = with(
        &notify(&organization, rule).event,
        "resultToken",
        json!("TESTMODE"),
    );
    let outcome = function.invoke(&event).await.unwrap().outcome;
    assert!(matches!(outcome, InvocationOutcome::Ok(_)), "{outcome:?}");
    let calls = organization.calls_of(id);
    let put = calls
        .iter()
        .find(|call| call.action() == "config:PutEvaluations")
        .unwrap();
    assert_eq!(put.parameters["TestMode"], true);
    assert_eq!(put.error, None);
}
