use aws_sdk_cloudwatchlogs::Client;

use crate::client::{MEMBER, caller, code, start};

const SCENARIO: &str = r#"
[accounts.222222222222]
trails = [{ name = "all", log-group = "trail" }]
metric-filters = [
    { name = "root", log-group = "trail", pattern = '{ $.userIdentity.type = "Root" }', metric = { name = "RootUse", namespace = "Security" } },
    { name = "errors", log-group = "app", pattern = "ERROR", metric = { name = "Errors", namespace = "App" } },
]
"#;

#[tokio::test]
async fn filters_are_returned_by_log_group_and_metric() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let all = client.describe_metric_filters().send().await.unwrap();
    assert_eq!(all.metric_filters().len(), 2);
    let trail = client
        .describe_metric_filters()
        .log_group_name("trail")
        .send()
        .await
        .unwrap();
    let [root] = trail.metric_filters() else {
        panic!("one filter is on the trail's group: {trail:?}");
    };
    assert_eq!(root.filter_name(), Some("root"));
    assert_eq!(
        root.filter_pattern(),
        Some(r#"{ $.userIdentity.type = "Root" }"#)
    );
    assert_eq!(root.log_group_name(), Some("trail"));
    let metric = &root.metric_transformations()[0];
    assert_eq!(
        (metric.metric_name(), metric.metric_namespace()),
        ("RootUse", "Security")
    );
    let of_metric = client
        .describe_metric_filters()
        .metric_name("Errors")
        .metric_namespace("App")
        .send()
        .await
        .unwrap();
    assert_eq!(of_metric.metric_filters()[0].filter_name(), Some("errors"));
    let none = client
        .describe_metric_filters()
        .log_group_name("none")
        .send()
        .await;
    assert_eq!(code(none), "ResourceNotFoundException");
}

#[tokio::test]
async fn filters_are_tested_by_message() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let test = |pattern: &str| {
        client
            .test_metric_filter()
            .filter_pattern(pattern)
            .log_event_messages(r#"{"userIdentity":{"type":"IAMUser"}}"#)
            .log_event_messages(r#"{"userIdentity":{"type":"Root"}}"#)
            .send()
    };
    let answer = test(r#"{ $.userIdentity.type = "Root" }"#).await.unwrap();
    let [matched] = answer.matches() else {
        panic!("one message matches: {answer:?}");
    };
    assert_eq!(matched.event_number(), 2);
    assert!(matched.event_message().unwrap().contains("Root"));
    assert_eq!(
        code(test("{ $.userIdentity").await),
        "InvalidParameterException"
    );
    let regexp = test("{ $.userIdentity.type = %^R[o]{2}t$% }")
        .await
        .unwrap();
    assert_eq!(regexp.matches()[0].event_number(), 2);
    assert_eq!(
        code(test(r"{ $.userIdentity.type = %\bRoot% }").await),
        "NotImplementedByLocalConfig"
    );
    let no_message = client.test_metric_filter().filter_pattern("").send().await;
    assert_eq!(code(no_message), "InvalidParameterException");
}
