use aws_sdk_kms::Client;
use aws_sdk_kms::types::{KeyManagerType, KeyState};

use crate::client::{MANAGEMENT, MEMBER, caller, code, limited, start};

const SCENARIO: &str = r#"
[organization]
[accounts.222222222222]
keys = [
    { id = "11111111-0000-4000-8000-000000000000", aliases = ["alias/alerts"] },
    { id = "22222222-0000-4000-8000-000000000000", state = "Disabled", policy = '{"Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":["kms:Describe*","kms:GetKeyPolicy"],"Resource":"*"}}' },
    { id = "44444444-0000-4000-8000-000000000000", policy = '{"Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"kms:*","Resource":"*"}]}' },
    { id = "33333333-0000-4000-8000-000000000000", aliases = ["alias/aws/sns"], aws-managed = true },
]
"#;

const ALERTS: &str = "arn:aws:kms:us-east-1:222222222222:key/11111111-0000-4000-8000-000000000000";
const DISABLED: &str = "22222222-0000-4000-8000-000000000000";

#[tokio::test]
async fn a_key_is_found_by_id_arn_and_alias() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    for name in [
        "alias/alerts",
        "arn:aws:kms:us-east-1:222222222222:alias/alerts",
        ALERTS,
        "11111111-0000-4000-8000-000000000000",
    ] {
        let answer = client.describe_key().key_id(name).send().await.unwrap();
        let key = answer.key_metadata().unwrap();
        assert_eq!(key.arn(), Some(ALERTS), "{name}");
        assert_eq!(key.key_state(), Some(&KeyState::Enabled));
        assert_eq!(key.key_manager(), Some(&KeyManagerType::Customer));
    }
    let disabled = client.describe_key().key_id(DISABLED).send().await.unwrap();
    assert!(!disabled.key_metadata().unwrap().enabled());
    let of_aws = client.describe_key().key_id("alias/aws/sns").send();
    let of_aws = of_aws.await.unwrap();
    let manager = of_aws.key_metadata().unwrap().key_manager();
    assert_eq!(manager, Some(&KeyManagerType::Aws));
}

#[tokio::test]
async fn a_policy_is_asked_for_by_id_or_arn_alone() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let own = client.get_key_policy().key_id(ALERTS).send().await.unwrap();
    assert!(
        own.policy()
            .unwrap()
            .contains("arn:aws:iam::222222222222:root")
    );
    let given = client
        .get_key_policy()
        .key_id(DISABLED)
        .send()
        .await
        .unwrap();
    assert!(given.policy().unwrap().contains("kms:Describe*"));
    let by_alias = client.get_key_policy().key_id("alias/alerts").send().await;
    assert_eq!(code(by_alias), "NotFoundException");
}

#[tokio::test]
async fn other_keys_are_refused() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let describe = |key: &str| client.describe_key().key_id(key).send();
    assert_eq!(code(describe("alias/none").await), "NotFoundException");
    assert_eq!(
        code(describe("arn:aws:kms:eu-west-1:222222222222:alias/alerts").await),
        "InvalidArnException"
    );
    let other = Client::new(&caller(&organization, MANAGEMENT));
    let denied = other.describe_key().key_id(ALERTS).send().await;
    assert_eq!(code(denied), "AccessDeniedException");
    let hidden = describe("44444444-0000-4000-8000-000000000000").await;
    assert_eq!(code(hidden), "AccessDeniedException");
    let limited = Client::new(&limited(&organization, MEMBER, &[]));
    let denied = limited.describe_key().key_id(ALERTS).send().await;
    assert_eq!(code(denied), "AccessDeniedException");
}
