//! Patterns that each drop one root event, as judged by the local AWS: the rule on alerts notices
//! all of them.

#![cfg(test)]

use std::sync::Arc;

use local_aws::engine::{self, RunOutcome};
use local_aws::{Case, Organization};
use rule_metadata::RuleFolder;

const RULE: &str = "root-activity-alerting";
const ROOT: &str = r#"$.userIdentity.type = "Root""#;

/// A term that drops one event, and the rule's name for that event.
const DROPPED: [(&str, &str); 15] = [
    (
        r#"($.eventName != "ConsoleLogin" || $.additionalEventData.MFAUsed = "No" || $.additionalEventData.LoginTo != "https://console*")"#,
        "A root sign-in with MFA",
    ),
    (
        r#"($.eventName != "ConsoleLogin" || $.additionalEventData.MFAUsed = "Yes" || $.responseElements.ConsoleLogin = "Failure")"#,
        "A root sign-in without MFA",
    ),
    (
        r#"$.responseElements.ConsoleLogin != "Failure""#,
        "A failed root sign-in",
    ),
    (
        r#"($.eventName != "ConsoleLogin" || $.additionalEventData.LoginTo = "https://console*")"#,
        "A root sign-in to another Region's console",
    ),
    (
        r#"$.eventSource != "iam.amazonaws.com""#,
        "A root API call from the console",
    ),
    (
        r#"($.eventType = "AwsConsoleSignIn" || $.sessionCredentialFromConsole EXISTS || $.userAgent != "Mozilla*")"#,
        "A root API call without sessionCredentialFromConsole",
    ),
    (
        r#"($.userIdentity.sessionContext NOT EXISTS || $.userIdentity.sessionContext.attributes.mfaAuthenticated != "false")"#,
        "A root API call without MFA",
    ),
    (
        r#"$.userIdentity.accessKeyId != "AKIA*""#,
        "A root API call with an access key",
    ),
    (
        r#"$.eventSource != "route53.amazonaws.com""#,
        "A root API call with an access key to another service",
    ),
    (
        r#"$.eventName != "Update*""#,
        "A root API call by aws login",
    ),
    (
        r#"$.eventSource != "s3.amazonaws.com""#,
        "A root API call by aws login without MFA",
    ),
    (r#"$.errorCode NOT EXISTS"#, "A denied root API call"),
    (r#"$.readOnly IS FALSE"#, "A root API call that reads"),
    (
        r#"$.eventSource != "secretsmanager.amazonaws.com""#,
        "A root API call that reads with an access key",
    ),
    (
        r#"$.awsRegion = "us-east-1""#,
        "A root API call in another Region",
    ),
];

fn case(pattern: &str) -> Case {
    format!(
        r#"
title = "A pattern that drops an event"
account = "111111111111"

[expect]
compliance = "NON_COMPLIANT"

[[accounts.111111111111.trails]]
name = "all-regions"
log-group = "trail"

[[accounts.111111111111.metric-filters]]
name = "root-use"
log-group = "trail"
pattern = '{pattern}'
metric = {{ name = "RootUse", namespace = "Security" }}

[[accounts.111111111111.alarms]]
name = "root-use"
metric = {{ name = "RootUse", namespace = "Security" }}
actions = ["security"]

[[accounts.111111111111.topics]]
name = "security"
subscriptions = [{{}}]
"#
    )
    .parse()
    .unwrap()
}

async fn evaluate(folder: &RuleFolder, pattern: &str) -> (String, String) {
    let case = case(pattern);
    let rule = rule_tests::rule_of_case(folder, &case);
    let organization = Arc::new(Organization::start(case.scenario).await.unwrap());
    let run = engine::run(&organization, &case.account, &rule)
        .await
        .unwrap();
    match run.outcome {
        RunOutcome::Evaluation {
            compliance,
            annotation,
        } => (compliance, annotation.unwrap_or_default()),
        other => panic!("{pattern}: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pattern_that_drops_an_event_is_noticed() {
    let folders = rule_metadata::discover(std::path::Path::new(rule_tests::WORKSPACE)).unwrap();
    let folder = folders
        .iter()
        .find(|folder| folder.rule.name == RULE)
        .unwrap();
    let (compliance, _) = evaluate(folder, &format!("{{ {ROOT} }}")).await;
    assert_eq!(compliance, "COMPLIANT");
    for (term, event) in DROPPED {
        let (compliance, annotation) = evaluate(folder, &format!("{{ {ROOT} && {term} }}")).await;
        assert_eq!(compliance, "NON_COMPLIANT", "{term}");
        assert!(annotation.starts_with(event), "{term}: {annotation}");
    }
}
