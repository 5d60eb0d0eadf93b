//! Inputs that are far too large or endless: a rule does a bounded amount of work within a
//! function's memory, and says what is wrong.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use local_aws::runtime_api::{Function, FunctionConfig, InvocationOutcome};
use local_aws::{AccountId, Fault, FaultKind, Organization, Scenario};
use serde_json::Value;

const ACCOUNT: &str = "333333333333";
/// The memory that the CDK gives every function. The binary under test is larger than the packaged
/// one.
const MEMORY_BYTES: u64 = 128 * 1024 * 1024;
/// How much a rule reads from CloudTrail in a Region before it reports that there is too much.
const MOST_LOOKUPS: usize = 100;

/// A rule after its evaluation, and its process.
struct Judged {
    compliance: String,
    annotation: String,
    calls: BTreeMap<String, usize>,
}

/// Runs `rule` in the one account of `scenario`.
async fn judge(scenario: Scenario, rule: &str) -> Judged {
    let organization = Organization::start(scenario).await.unwrap();
    let account: AccountId = ACCOUNT.parse().unwrap();
    let notification = organization.notify(&account, rule, &BTreeMap::new());
    let (outcome, calls) = invoke(&organization, rule, notification.event.to_string()).await;
    assert!(matches!(outcome, InvocationOutcome::Ok(_)), "{outcome:?}");
    let evaluations = organization.evaluations(&notification.result_token);
    let [evaluation] = evaluations.as_slice() else {
        panic!("{evaluations:?}");
    };
    Judged {
        compliance: evaluation.compliance.clone(),
        annotation: evaluation.annotation.clone().unwrap(),
        calls,
    }
}

/// The outcome, and how often each call was made, within the memory of a function.
async fn invoke(
    organization: &Organization,
    rule: &str,
    event: String,
) -> (InvocationOutcome, BTreeMap<String, usize>) {
    let identity = organization.function(&ACCOUNT.parse().unwrap(), rule, None);
    let mut function = Function::new(FunctionConfig {
        binary: rule_tests::binary(rule),
        arn: identity.arn,
        timeout: Duration::from_secs(60),
        environment: identity.environment,
    });
    let outcome = function.invoke_text(event).await.unwrap().outcome;
    let process = function.process_id().expect("the process goes on");
    let peak = peak_memory(process);
    println!("{rule}: {} KiB at most", peak / 1024);
    assert!(peak < MEMORY_BYTES, "{rule}: {peak} bytes");
    function.stop().await;
    let mut calls = BTreeMap::new();
    for call in organization.calls_of(identity.id) {
        *calls.entry(call.action()).or_default() += 1;
    }
    (outcome, calls)
}

/// The most memory that a process has had at a time, in bytes.
fn peak_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let kibibytes: u64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .and_then(|number| number.parse().ok())
        .unwrap();
    kibibytes * 1024
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attestation_of_a_megabyte_is_not_read() {
    let place = format!("/root-credential-rules/attestations/{ACCOUNT}/root-access-reviewed");
    for document in [
        format!(
            "{{\"schemaVersion\": 1, \"x\": \"{}\"}}",
            "a".repeat(1 << 20)
        ),
        "[".repeat(1 << 20),
        "{\"a\":".repeat(10_000) + &"}".repeat(10_000),
    ] {
        let text = format!("[accounts.{ACCOUNT}.parameters]\n\"{place}\" = '{document}'");
        let judged = judge(text.parse().unwrap(), "root-access-reviewed").await;
        assert_eq!(judged.compliance, "NON_COMPLIANT");
        assert_eq!(
            judged.annotation,
            "The attestation for account 333333333333 is not accepted: it is larger than 8 KB, the \
             most that Parameter Store keeps."
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_user_is_found_among_5_000_users() {
    let mut text = format!(
        "[accounts.{ACCOUNT}]\nroot = {{ password-last-used = \"{{{{ 3 days ago }}}}\" }}\n\
         users = [\n"
    );
    for user in 0..5_000 {
        writeln!(
            text,
            "{{ name = \"user-{user}\", mfa = [{{ kind = \"virtual\" }}] }},"
        )
        .unwrap();
    }
    text.push_str("]\n");
    let scenario: Scenario = text.parse().unwrap();

    let judged = judge(scenario.clone(), "root-use-documented").await;
    assert_eq!(judged.compliance, "NON_COMPLIANT");
    let found = "The credential report shows use of the password";
    assert!(
        judged.annotation.starts_with(found),
        "{}",
        judged.annotation
    );
    // While the report is generated, and when it is ready.
    assert_eq!(judged.calls["iam:GetCredentialReport"], 2);

    // A hundred devices per page.
    let judged = judge(scenario, "root-mfa-hardware").await;
    assert_eq!(judged.compliance, "COMPLIANT");
    assert_eq!(judged.calls["iam:ListVirtualMFADevices"], 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_10_000_pages_of_events_a_few_are_read() {
    let mut text = format!("page-size = 1\n[accounts.{ACCOUNT}]\nevents = [\n");
    for _ in 0..10_000 {
        text.push_str("{ name = \"CreateUser\", time = \"{{ 3 days ago }}\" },\n");
    }
    text.push_str("]\n");
    let judged = judge(text.parse().unwrap(), "root-password-not-rotated").await;
    assert_eq!(judged.compliance, "NON_COMPLIANT");
    assert!(
        judged.annotation.starts_with("At least "),
        "{}",
        judged.annotation
    );
    assert!(judged.calls["cloudtrail:LookupEvents"] <= MOST_LOOKUPS);
}

/// Each empty page has a token for the next one, and no two tokens are the same.
#[tokio::test(flavor = "multi_thread")]
async fn endless_empty_pages_are_not_a_history() {
    let mut scenario: Scenario = format!("[accounts.{ACCOUNT}]").parse().unwrap();
    let lookup = "cloudtrail:LookupEvents";
    scenario
        .faults
        .push(Fault::new(lookup, FaultKind::EmptyPage));
    let organization = Organization::start(scenario).await.unwrap();
    let rule = "root-password-not-rotated";
    let account: AccountId = ACCOUNT.parse().unwrap();
    let event = organization.notify(&account, rule, &BTreeMap::new()).event;
    let (outcome, calls) = invoke(&organization, rule, event.to_string()).await;
    assert!(
        matches!(
            &outcome,
            InvocationOutcome::Err { error_message, .. } if error_message.contains(lookup)
        ),
        "{outcome:?}"
    );
    assert!(calls[lookup] <= MOST_LOOKUPS);
}

/// Whatever Lambda passes, the function answers with an error, makes no calls and keeps running.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_nested_10_000_deep_is_an_error() {
    let scenario: Scenario = format!("[accounts.{ACCOUNT}]").parse().unwrap();
    let organization = Organization::start(scenario).await.unwrap();
    let rule = "root-mfa-enabled";
    let account: AccountId = ACCOUNT.parse().unwrap();
    let event = organization.notify(&account, rule, &BTreeMap::new()).event;
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let with = |field: &str, value: Value| {
        let mut event = event.clone();
        event[field] = value;
        event.to_string()
    };
    for event in [
        with("invokingEvent", deep.as_str().into()),
        with("ruleParameters", deep.as_str().into()),
        with("ruleParameters", "PLACE".into()).replace("\"PLACE\"", &deep),
        with("accountId", "1".repeat(1 << 20).into()),
    ] {
        let (outcome, calls) = invoke(&organization, rule, event).await;
        assert!(
            matches!(
                &outcome,
                InvocationOutcome::Err { error_message, .. } if error_message.len() < 1_024
            ),
            "{outcome:?}"
        );
        assert_eq!(calls, BTreeMap::new());
    }
}
