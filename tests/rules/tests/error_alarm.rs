//! The alarm goes off for every way in which a function can fail, and for no successful evaluation.
//! This tests the templates' metric filter against what a real function logs, and what Lambda logs,
//! in the form of AWS's runtime interface emulator.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_cloudwatchlogs::Client;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::region::Region;
use local_aws::runtime_api::{Function, FunctionConfig, InvocationOutcome};
use local_aws::{AccountId, Organization};
use serde_json::json;

const RULE: &str = "root-mfa-enabled";
const ACCOUNT: &str = "111111111111";

const SOUND: &str = "[accounts.111111111111]";
const DENIED: &str = r#"
[accounts.111111111111]
[[faults]]
call = "iam:GetAccountSummary"
kind = "access-denied"
"#;

/// What happens to the process between its first event and its second.
#[derive(Clone, Copy)]
enum Mishap {
    None,
    /// It is ended.
    Killed,
    /// It does not answer until Lambda ends it.
    Stopped,
}

/// Lambda's log of the last invocation: the function's own lines, then Lambda's report.
async fn lines(organization: &Organization, mishap: Mishap, without: Option<&str>) -> Vec<String> {
    let account: AccountId = ACCOUNT.parse().unwrap();
    let mut identity = organization.function(&account, RULE, None);
    if let Some(variable) = without {
        identity.environment.remove(variable);
    }
    let mut function = Function::new(FunctionConfig {
        binary: rule_tests::binary(RULE),
        arn: identity.arn,
        timeout: Duration::from_secs(5),
        environment: identity.environment,
    });
    let event = organization.notify(&account, RULE, &BTreeMap::new()).event;
    let mut outcome = function.invoke(&event).await.unwrap().outcome;
    let mut of_before = 0;
    if let Some(signal) = match mishap {
        Mishap::None => None,
        Mishap::Killed => Some("-KILL"),
        Mishap::Stopped => Some("-STOP"),
    } {
        // Log lines of the first event don't belong to the second.
        of_before = 1;
        let process = function.process_id().unwrap().to_string();
        let sent = Command::new("kill").args([signal, &process]).status();
        assert!(sent.unwrap().success());
        outcome = function.invoke(&event).await.unwrap().outcome;
    }
    let report = report(&outcome);
    let mut lines = function.stop().await.split_off(of_before);
    lines.push(report);
    lines
}

/// An error that the function returned counts as an answer here; only a missing answer doesn't.
fn report(outcome: &InvocationOutcome) -> String {
    let (status, error) = match outcome {
        InvocationOutcome::Ok(_) | InvocationOutcome::Err { .. } => ("success", None),
        InvocationOutcome::Crashed { .. } => ("error", Some("Runtime.ExitError")),
        InvocationOutcome::TimedOut => ("timeout", Some("Sandbox.Timedout")),
    };
    let mut record = json!({
        "requestId": "00000000-0000-4000-8000-000000000001",
        "status": status,
        "metrics": {
            "durationMs": 52.56, "billedDurationMs": 53, "memorySizeMB": 128, "maxMemoryUsedMB": 12,
        },
    });
    if let Some(error) = error {
        record["errorType"] = json!(error);
    }
    json!({ "time": "2026-11-02T08:00:00.000Z", "type": "platform.report", "record": record })
        .to_string()
}

/// The one pattern of all metric filters in the templates.
fn pattern() -> String {
    let folder = Path::new(rule_tests::WORKSPACE).join("cdk/templates");
    let mut patterns = BTreeSet::new();
    for template in ["management-account-functions", "member-account"] {
        let text = std::fs::read_to_string(folder.join(format!("{template}.yaml"))).unwrap();
        patterns.extend(
            text.lines()
                .filter_map(|line| line.trim().strip_prefix("FilterPattern: "))
                .map(|quoted| quoted.trim_matches('\'').to_owned()),
        );
    }
    assert_eq!(patterns.len(), 1, "{patterns:?}");
    patterns.pop_first().unwrap()
}

fn client(organization: &Organization) -> Client {
    let keys = organization.credentials(&ACCOUNT.parse().unwrap(), "caller", None);
    let credentials = Credentials::new(
        keys.access_key_id,
        keys.secret_access_key,
        Some(keys.session_token),
        None,
        "test",
    );
    Client::new(
        &SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(organization.scenario().region().to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(organization.endpoint())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .sleep_impl(TokioSleep::new())
            .build(),
    )
}

#[tokio::test]
async fn every_failure_sets_off_the_alarm_and_no_success_does() {
    let table = [
        ("a good invocation", SOUND, Mishap::None, None, false),
        (
            "an error that is answered",
            DENIED,
            Mishap::None,
            None,
            true,
        ),
        ("a crash", SOUND, Mishap::Killed, None, true),
        ("a timeout", SOUND, Mishap::Stopped, None, true),
        ("no start", SOUND, Mishap::None, Some("AWS_REGION"), true),
    ];
    let pattern = pattern();
    for (what, scenario, mishap, without, is_heard) in table {
        let organization = Organization::start(scenario.parse().unwrap())
            .await
            .unwrap();
        let lines = lines(&organization, mishap, without).await;
        let tested = client(&organization)
            .test_metric_filter()
            .filter_pattern(&pattern)
            .set_log_event_messages(Some(lines.clone()))
            .send()
            .await
            .unwrap();
        assert_eq!(
            !tested.matches().is_empty(),
            is_heard,
            "{what}: {pattern} over {lines:#?}"
        );
    }
}
