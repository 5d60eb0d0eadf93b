use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};
use aws_types::SdkConfig;

use crate::client::{MANAGEMENT, MEMBER, caller, code, in_region, start};

const SCENARIO: &str = r#"
region = "eu-central-1"
[organization]
[accounts.222222222222]
events = [
    { name = "ConsoleLogin", time = "{{ 3 days ago }}", mfa-used = false },
    { name = "CreateAccessKey", time = "{{ 1 day ago }}" },
    { name = "ConsoleLogin", time = "{{ 91 days ago }}" },
    { name = "ConsoleLogin", time = "{{ 2 days ago }}", user = "ada" },
    { name = "GetAccountSummary", time = "{{ 1 hour ago }}", assumed-root = true, region = "eu-central-1" },
]
trails = [{ name = "own", multi-region = false, logging = false, management-events = false }]
[accounts.111111111111]
trails = [{ name = "all", organization = true, log-group = "trail", region = "us-east-1" }]
"#;

fn attribute(key: LookupAttributeKey, value: &str) -> LookupAttribute {
    LookupAttribute::builder()
        .attribute_key(key)
        .attribute_value(value)
        .build()
        .unwrap()
}

async fn root_events(config: &SdkConfig) -> Vec<String> {
    let answer = Client::new(config)
        .lookup_events()
        .lookup_attributes(attribute(LookupAttributeKey::Username, "root"))
        .send()
        .await
        .unwrap();
    answer
        .events()
        .iter()
        .map(|event| event.event_name().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn events_are_returned_newest_first_in_the_region_that_recorded_them() {
    let organization = start(SCENARIO).await;
    let home = caller(&organization, MEMBER);
    assert_eq!(root_events(&home).await, ["GetAccountSummary"]);
    let global = in_region(&home, "us-east-1");
    assert_eq!(
        root_events(&global).await,
        ["CreateAccessKey", "ConsoleLogin"]
    );
    assert!(
        root_events(&caller(&organization, MANAGEMENT))
            .await
            .is_empty()
    );

    let client = Client::new(&global);
    let answer = client.lookup_events().send().await.unwrap();
    assert_eq!(answer.events().len(), 3);
    let sign_in = answer.events().last().unwrap();
    let record: serde_json::Value =
        serde_json::from_str(sign_in.cloud_trail_event().unwrap()).unwrap();
    assert_eq!(record["userIdentity"]["type"], "Root");
    assert_eq!(
        record["userIdentity"]["arn"],
        "arn:aws:iam::222222222222:root"
    );
    assert_eq!(record["additionalEventData"]["MFAUsed"], "No");
    assert_eq!(record["eventSource"], "signin.amazonaws.com");

    let recent = client
        .lookup_events()
        .start_time(aws_sdk_cloudtrail::primitives::DateTime::from_secs(
            jiff::Timestamp::now().as_second() - 36 * 3_600,
        ))
        .send()
        .await
        .unwrap();
    assert_eq!(recent.events().len(), 1);
    let two = client
        .lookup_events()
        .lookup_attributes(attribute(LookupAttributeKey::Username, "root"))
        .lookup_attributes(attribute(LookupAttributeKey::ReadOnly, "false"))
        .send()
        .await;
    assert_eq!(code(two), "InvalidLookupAttributesException");
}

#[tokio::test]
async fn root_sessions_are_marked() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let answer = client.lookup_events().send().await.unwrap();
    let record: serde_json::Value =
        serde_json::from_str(answer.events()[0].cloud_trail_event().unwrap()).unwrap();
    assert_eq!(
        record["userIdentity"]["sessionContext"]["assumedRoot"],
        "true"
    );
}

#[tokio::test]
async fn more_than_two_lookups_a_second_are_throttled_on_request() {
    let organization = start(&format!("limit-lookup-events = true\n{SCENARIO}")).await;
    let client = Client::new(&caller(&organization, MEMBER));
    assert!(client.lookup_events().send().await.is_ok());
    // So many at once that even a slow machine exceeds the limit.
    let mut lookups = tokio::task::JoinSet::new();
    for _ in 0..40 {
        lookups.spawn(client.lookup_events().send());
    }
    let answers = lookups.join_all().await;
    let throttled = answers.into_iter().find(Result::is_err).unwrap();
    assert_eq!(code(throttled), "ThrottlingException");
    let elsewhere = Client::new(&in_region(&caller(&organization, MEMBER), "us-east-1"));
    assert!(elsewhere.lookup_events().send().await.is_ok());
}

#[tokio::test]
async fn trails_are_the_accounts_own_and_the_organizations() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let answer = client.describe_trails().send().await.unwrap();
    let names: Vec<_> = answer
        .trail_list()
        .iter()
        .filter_map(|t| t.name())
        .collect();
    assert_eq!(names, ["all", "own"]);
    let all = &answer.trail_list()[0];
    let arn = "arn:aws:cloudtrail:us-east-1:111111111111:trail/all";
    assert_eq!(all.trail_arn(), Some(arn));
    assert_eq!(all.is_organization_trail(), Some(true));
    assert_eq!(all.is_multi_region_trail(), Some(true));
    assert_eq!(all.home_region(), Some("us-east-1"));
    assert_eq!(
        all.cloud_watch_logs_log_group_arn(),
        Some("arn:aws:logs:us-east-1:111111111111:log-group:trail:*")
    );
    let local = client
        .describe_trails()
        .include_shadow_trails(false)
        .send()
        .await
        .unwrap();
    assert_eq!(local.trail_list().len(), 1);

    assert_eq!(
        code(client.get_trail_status().name(arn).send().await),
        "CloudTrailARNInvalidException"
    );
    let status = client.get_trail_status().name("own").send().await.unwrap();
    assert_eq!(status.is_logging(), Some(false));
    assert_eq!(
        code(client.get_trail_status().name("none").send().await),
        "TrailNotFoundException"
    );
    let selectors = client
        .get_event_selectors()
        .trail_name("own")
        .send()
        .await
        .unwrap();
    assert_eq!(
        selectors.event_selectors()[0].include_management_events(),
        Some(false)
    );
}
