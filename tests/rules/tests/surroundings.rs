//! What is around a function does not work: what answers is not AWS, or the Runtime API goes away.

#![cfg(test)]

mod stub;

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use local_aws::runtime_api::{Function, FunctionConfig, InvocationOutcome};
use local_aws::{AccountId, Organization};
use stub::{Stub, answer};
use tokio::process::Command;

const MANAGEMENT: &str = "111111111111";
const MEMBER: &str = "222222222222";

async fn organization() -> Organization {
    let scenario = "[organization]\n[accounts.222222222222]";
    Organization::start(scenario.parse().unwrap())
        .await
        .unwrap()
}

fn event(organization: &Organization, account: &str, rule: &str) -> String {
    let account: AccountId = account.parse().unwrap();
    let notification = organization.notify(&account, rule, &BTreeMap::new());
    notification.event.to_string()
}

/// Invokes the function with `stub` in the place of the service whose variable is named.
async fn invoke(
    organization: &Organization,
    account: &str,
    rule: &str,
    (variable, stub): (&str, &Stub),
) -> InvocationOutcome {
    let identity = organization.function(&account.parse().unwrap(), rule, None);
    let mut environment = identity.environment;
    environment.insert(variable.to_owned(), format!("http://{}", stub.address));
    let mut function = Function::new(FunctionConfig {
        binary: rule_tests::binary(rule),
        arn: identity.arn,
        timeout: Duration::from_secs(5),
        environment,
    });
    let event = event(organization, account, rule);
    function.invoke_text(event).await.unwrap().outcome
}

/// A page of a proxy in the place of AWS's answer, to calls in each kind of protocol.
#[tokio::test]
async fn what_a_proxy_answers_is_told_by_its_status() {
    let organization = organization().await;
    let mut problems = Vec::new();
    for status in [
        "403 Forbidden",
        "407 Proxy Authentication Required",
        "502 Bad Gateway",
    ] {
        let page = "<html><head><title>Blocked</title></head><body><p>Blocked</body></html>";
        let page = answer(status, "content-type: text/html\r\n", page);
        let proxy = Stub::start(move |_| Some(page.clone())).await;
        for (rule, account, call) in [
            ("root-mfa-enabled", MEMBER, "iam:GetAccountSummary"),
            (
                "member-root-credentials-absent",
                MEMBER,
                "organizations:DescribeOrganization",
            ),
            ("root-contact-phone-set", MANAGEMENT, "account:Get"),
        ] {
            let service = call.split(':').next().unwrap().to_uppercase();
            let variable = format!("AWS_ENDPOINT_URL_{service}");
            let outcome = invoke(&organization, account, rule, (&variable, &proxy)).await;
            let told = format!("HTTP status {}", &status[..3]);
            let is_told = matches!(
                &outcome,
                InvocationOutcome::Err { error_message, .. }
                    if error_message.contains(&told) && error_message.contains(call)
            );
            if !is_told {
                problems.push(format!("{rule}, {status}: {outcome:?}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// A report that is never ready is asked for as long as there is time, and named then.
#[tokio::test]
async fn a_credential_report_that_is_never_ready_is_named() {
    let iam = Stub::start(|body| {
        let action = body.split(['=', '&']).nth(1).unwrap();
        let (status, xml) = if action == "GetCredentialReport" {
            let error = "<Error><Code>ReportInProgress</Code><Message/></Error>";
            let xml = format!("<ErrorResponse>{error}</ErrorResponse>");
            ("404 Not Found", xml)
        } else {
            let result = format!("<{action}Result></{action}Result>");
            (
                "200 OK",
                format!("<{action}Response>{result}</{action}Response>"),
            )
        };
        Some(answer(status, "content-type: text/xml\r\n", &xml))
    })
    .await;
    let organization = organization().await;
    let rule = "root-use-documented";
    let outcome = invoke(&organization, MEMBER, rule, ("AWS_ENDPOINT_URL_IAM", &iam)).await;
    let InvocationOutcome::Err { error_message, .. } = outcome else {
        panic!("{outcome:?}");
    };
    assert!(
        error_message.contains("iam:GetCredentialReport"),
        "{error_message}"
    );
    assert!(
        error_message.contains("ReportInProgress"),
        "{error_message}"
    );
}

/// The function's process, whose Runtime API gives `events` and goes away.
async fn last_words(organization: &Organization, events: Vec<String>) -> String {
    let rule = "root-mfa-enabled";
    let identity = organization.function(&MEMBER.parse().unwrap(), rule, None);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let headers = format!(
        "lambda-runtime-aws-request-id: 1\r\nlambda-runtime-deadline-ms: {}\r\n\
         lambda-runtime-invoked-function-arn: {}\r\n",
        (now + Duration::from_secs(30)).as_millis(),
        identity.arn
    );
    let answers: Vec<String> = events
        .iter()
        .flat_map(|event| {
            [
                answer("200 OK", &headers, event),
                answer("202 Accepted", "", "{}"),
            ]
        })
        .collect();
    let mut answers = answers.into_iter();
    let api = Stub::start(move |_| answers.next()).await;
    let function = Command::new(rule_tests::binary(rule))
        .env_clear()
        .envs(identity.environment)
        .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", rule)
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(30), function)
        .await
        .expect("a function without its Runtime API ends")
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test]
async fn a_function_that_loses_its_runtime_api_has_been_started() {
    let organization = organization().await;
    let never = last_words(&organization, Vec::new()).await;
    assert!(never.contains("\"message\":\"not started\""), "{never}");
    let event = event(&organization, MEMBER, "root-mfa-enabled");
    let lost = last_words(&organization, vec![event]).await;
    assert!(lost.contains("\"message\":\"stopped\""), "{lost}");
    assert!(lost.contains("Runtime API was lost"), "{lost}");
}
