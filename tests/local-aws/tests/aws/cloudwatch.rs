use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::StateValue;

use crate::client::{MEMBER, caller, code, in_region, limited, start};

const SCENARIO: &str = r#"
page-size = 1
[accounts.222222222222]
alarms = [
    { name = "root", metric = { name = "RootUse", namespace = "Security" }, actions = ["alerts"] },
    { name = "quiet", metric = { name = "RootUse", namespace = "Security" }, actions-enabled = false },
    { name = "other", metric = { name = "Errors", namespace = "App" }, region = "eu-central-1" },
]
"#;

#[tokio::test]
async fn alarms_are_told_by_metric_and_in_pages() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let answer = client
        .describe_alarms_for_metric()
        .metric_name("RootUse")
        .namespace("Security")
        .send()
        .await
        .unwrap();
    let [root, quiet] = answer.metric_alarms() else {
        panic!("two alarms watch the metric: {answer:?}");
    };
    assert_eq!(root.alarm_name(), Some("root"));
    assert_eq!(
        root.alarm_arn(),
        Some("arn:aws:cloudwatch:us-east-1:222222222222:alarm:root")
    );
    assert_eq!(root.actions_enabled(), Some(true));
    assert_eq!(
        root.alarm_actions(),
        ["arn:aws:sns:us-east-1:222222222222:alerts"]
    );
    assert_eq!(root.state_value(), Some(&StateValue::Ok));
    assert_eq!(root.threshold(), Some(1.0));
    assert_eq!(quiet.actions_enabled(), Some(false));

    let mut pages = client.describe_alarms().into_paginator().send();
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        names.extend(
            page.metric_alarms()
                .iter()
                .map(|a| a.alarm_name().unwrap().to_owned()),
        );
    }
    assert_eq!(names, ["root", "quiet"]);

    let elsewhere = Client::new(&in_region(&caller(&organization, MEMBER), "eu-central-1"));
    let other = elsewhere
        .describe_alarms()
        .alarm_names("other")
        .send()
        .await
        .unwrap();
    assert_eq!(other.metric_alarms()[0].metric_name(), Some("Errors"));
}

#[tokio::test]
async fn errors_are_cbor_too() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&limited(&organization, MEMBER, &[]));
    assert_eq!(code(client.describe_alarms().send().await), "AccessDenied");
    assert_eq!(
        code(client.list_dashboards().send().await),
        "NotImplementedByLocalConfig"
    );
}
