use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::types::RuleState;

use crate::client::{MEMBER, caller, code, in_region, start};

const SCENARIO: &str = r#"
region = "eu-central-1"
[organization]
[accounts.222222222222]
event-rules = [
    { name = "root", pattern = '{"detail":{"userIdentity":{"type":["Root"]}}}', targets = [
        { arn = "alerts" },
        { arn = "arn:aws:events:us-east-1:111111111111:event-bus/security" },
    ] },
    { name = "off", enabled = false },
    { name = "local", region = "eu-central-1" },
]
"#;

#[tokio::test]
async fn rules_are_those_of_the_region_with_their_targets() {
    let organization = start(SCENARIO).await;
    let home = caller(&organization, MEMBER);
    let client = Client::new(&in_region(&home, "us-east-1"));
    let answer = client.list_rules().send().await.unwrap();
    let [root, off] = answer.rules() else {
        panic!("two rules are in the global Region: {answer:?}");
    };
    assert_eq!(root.name(), Some("root"));
    assert_eq!(
        root.arn(),
        Some("arn:aws:events:us-east-1:222222222222:rule/root")
    );
    assert_eq!(root.state(), Some(&RuleState::Enabled));
    assert!(root.event_pattern().unwrap().contains("Root"));
    assert_eq!(off.state(), Some(&RuleState::Disabled));
    assert_eq!(off.event_pattern(), None);
    assert!(off.schedule_expression().is_some());

    let targets = client
        .list_targets_by_rule()
        .rule("root")
        .send()
        .await
        .unwrap();
    let arns: Vec<_> = targets
        .targets()
        .iter()
        .map(|target| target.arn())
        .collect();
    assert_eq!(
        arns,
        [
            "arn:aws:sns:us-east-1:222222222222:alerts",
            "arn:aws:events:us-east-1:111111111111:event-bus/security"
        ]
    );
    let none = client.list_targets_by_rule().rule("local").send().await;
    assert_eq!(code(none), "ResourceNotFoundException");
    let local = Client::new(&home).list_rules().send().await.unwrap();
    assert_eq!(local.rules()[0].name(), Some("local"));
}

#[tokio::test]
async fn patterns_are_tested_against_complete_events() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let event = |id: &str| {
        format!(
            r#"{{ {id} "account": "222222222222", "source": "aws.signin", "resources": [],
            "time": "2026-01-01T00:00:00Z", "region": "us-east-1",
            "detail-type": "AWS Console Sign In via CloudTrail",
            "detail": {{ "userIdentity": {{ "type": "Root" }} }} }}"#
        )
    };
    let complete = event(r#""id": "1","#);
    let test = |pattern: &str, event: &str| {
        client
            .test_event_pattern()
            .event_pattern(pattern)
            .event(event)
            .send()
    };
    let root = r#"{"detail":{"userIdentity":{"type":["Root"]}}}"#;
    assert!(test(root, &complete).await.unwrap().result());
    let user = r#"{"detail":{"userIdentity":{"type":["IAMUser"]}}}"#;
    assert!(!test(user, &complete).await.unwrap().result());
    let broken = test(r#"{"detail":"Root"}"#, &complete).await;
    assert_eq!(code(broken), "InvalidEventPatternException");
    let other = r#"{"source":[{"anything-but":{"wildcard":"aws.s*"}}]}"#;
    assert!(!test(other, &complete).await.unwrap().result());
    let dotted = test(r#"{"detail.userIdentity.type":["Root"]}"#, &complete).await;
    assert_eq!(code(dotted), "NotImplementedByLocalConfig");
    let incomplete = test(root, &event("")).await;
    assert_eq!(code(incomplete), "ValidationException");
}
