use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{Dimension, StandardUnit, StateValue, Statistic};

use crate::client::{MEMBER, caller, code, in_region, limited, start};

const SCENARIO: &str = r#"
page-size = 1
[accounts.222222222222]
alarms = [
    { name = "root", metric = { name = "RootUse", namespace = "Security" }, actions = ["alerts"] },
    { name = "quiet", metric = { name = "RootUse", namespace = "Security" }, actions-enabled = false },
    { name = "by-account", metric = { name = "RootUse", namespace = "Security" }, dimensions = { Account = "222222222222" }, statistic = "p90", unit = "Count", state = "ALARM", state-since = "2026-10-01T09:00:00Z" },
    { name = "math", metric = { name = "RootUse", namespace = "Security" }, expression = "m1 * 2" },
    { name = "other", metric = { name = "Errors", namespace = "App" }, region = "eu-central-1" },
]
"#;

#[tokio::test]
async fn alarms_are_listed_by_metric_and_in_pages() {
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
    assert_eq!(names, ["root", "quiet", "by-account", "math"]);

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
async fn dimensions_are_a_part_of_the_metric() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let of_account = Dimension::builder()
        .name("Account")
        .value("222222222222")
        .build();
    let ask = || {
        client
            .describe_alarms_for_metric()
            .metric_name("RootUse")
            .namespace("Security")
            .dimensions(of_account.clone())
    };
    let answer = ask().send().await.unwrap();
    let [alarm] = answer.metric_alarms() else {
        panic!("one alarm watches the metric with that dimension: {answer:?}");
    };
    assert_eq!(alarm.alarm_name(), Some("by-account"));
    assert_eq!(alarm.dimensions(), std::slice::from_ref(&of_account));
    assert_eq!(alarm.statistic(), None);
    assert_eq!(alarm.extended_statistic(), Some("p90"));
    assert_eq!(alarm.unit(), Some(&StandardUnit::Count));
    assert_eq!(alarm.state_value(), Some(&StateValue::Alarm));
    let since = alarm.state_transitioned_timestamp().unwrap();
    assert_eq!(since.secs(), 1_790_845_200);

    let other = ask().statistic(Statistic::Sum).send().await.unwrap();
    assert!(other.metric_alarms().is_empty());
    let math = client.describe_alarms().alarm_names("math").send();
    let math = math.await.unwrap();
    assert_eq!(math.metric_alarms()[0].metrics().len(), 2);
    assert_eq!(math.metric_alarms()[0].metric_name(), None);
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
