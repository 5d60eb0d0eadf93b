use aws_sdk_sns::Client;

use crate::client::{MANAGEMENT, MEMBER, caller, code, start};

const SCENARIO: &str = r#"
[organization]
[accounts.222222222222]
topics = [
    { name = "alerts", subscriptions = [{}, { protocol = "https", endpoint = "https://example.com/", confirmed = false }] },
    { name = "secret.fifo", policy = "{}", key = "alias/aws/sns" },
]
"#;

const ALERTS: &str = "arn:aws:sns:us-east-1:222222222222:alerts";

#[tokio::test]
async fn subscriptions_are_confirmed_or_pending() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let answer = client
        .list_subscriptions_by_topic()
        .topic_arn(ALERTS)
        .send()
        .await
        .unwrap();
    let [email, https] = answer.subscriptions() else {
        panic!("the topic has two subscriptions: {answer:?}");
    };
    assert_eq!(email.protocol(), Some("email"));
    assert!(email.subscription_arn().unwrap().starts_with(ALERTS));
    assert_eq!(https.subscription_arn(), Some("PendingConfirmation"));
    assert_eq!(https.endpoint(), Some("https://example.com/"));

    let attributes = client
        .get_topic_attributes()
        .topic_arn(ALERTS)
        .send()
        .await
        .unwrap();
    let attributes = attributes.attributes().unwrap();
    assert_eq!(attributes["SubscriptionsConfirmed"], "1");
    assert_eq!(attributes["SubscriptionsPending"], "1");
    assert_eq!(attributes["Owner"], MEMBER);
}

#[tokio::test]
async fn a_topic_has_a_policy_and_may_have_a_key() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let attributes = |arn: String| client.get_topic_attributes().topic_arn(arn).send();
    let alerts = attributes(ALERTS.to_owned()).await.unwrap();
    let alerts = alerts.attributes().unwrap();
    let policy: serde_json::Value = serde_json::from_str(&alerts["Policy"]).unwrap();
    let statement = &policy["Statement"][0];
    assert_eq!(statement["Resource"], ALERTS);
    assert_eq!(
        statement["Condition"]["StringEquals"]["AWS:SourceOwner"],
        MEMBER
    );
    assert_eq!(alerts.get("KmsMasterKeyId"), None);

    let secret = attributes(ALERTS.replace("alerts", "secret.fifo"))
        .await
        .unwrap();
    let secret = secret.attributes().unwrap();
    assert_eq!(secret["Policy"], "{}");
    assert_eq!(secret["KmsMasterKeyId"], "alias/aws/sns");
    assert_eq!(secret["FifoTopic"], "true");
}

#[tokio::test]
async fn topics_are_found_in_their_own_account_and_region() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let get = |arn: &str| client.get_topic_attributes().topic_arn(arn).send();
    assert_eq!(
        code(get("arn:aws:sns:us-east-1:222222222222:none").await),
        "NotFound"
    );
    assert_eq!(
        code(get("arn:aws:sns:eu-west-1:222222222222:alerts").await),
        "InvalidParameter"
    );
    assert_eq!(code(get("alerts").await), "InvalidParameter");
    let other = Client::new(&caller(&organization, MANAGEMENT));
    let denied = other.get_topic_attributes().topic_arn(ALERTS).send().await;
    assert_eq!(code(denied), "AuthorizationError");
}
