//! The rules' binaries, unchanged, against moto, an independent AWS emulator. The local AWS
//! endpoint and the rules could share a mistake about AWS; moto, where it is faithful (sts, ssm,
//! organizations as the management account sees it), would show it. Only AWS Config is local here.

#![cfg(test)]

mod emulator;

use std::collections::BTreeMap;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::region::Region;
use local_aws::engine::{self, RunOutcome, RunnableRule};
use local_aws::{LiveAccount, Organization};

use crate::emulator::Emulator;

const REGION: &str = "us-east-1";
/// The account of unknown credentials.
const MANAGEMENT: &str = "123456789012";
const READER_ROLE: &str = "arn:aws:iam::123456789012:role/root-credential-rules-reader";
const DENY_ROOT: &str = r#"{
    "Version": "2012-10-17",
    "Statement": [{
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:root" } }
    }]
}"#;

/// An organization in moto.
struct Moto {
    server: Emulator,
    management: SdkConfig,
}

impl Moto {
    async fn start() -> Self {
        let server = Emulator::start("MOTO_SERVER", "moto", &["-H", "127.0.0.1", "-p", "PORT"]);
        let keys = Credentials::new("AKIAEXAMPLE", "secret", None, None, "test");
        let management = config(&server, keys);
        aws_sdk_organizations::Client::new(&management)
            .create_organization()
            .send()
            .await
            .unwrap();
        Self { server, management }
    }

    fn organizations(&self) -> aws_sdk_organizations::Client {
        aws_sdk_organizations::Client::new(&self.management)
    }

    /// A new member account with this email address of the root user.
    async fn member(&self, email: &str) -> String {
        let created = self.organizations().create_account();
        let created = created.account_name("Member").email(email).send().await;
        created
            .unwrap()
            .create_account_status
            .and_then(|status| status.account_id)
            .unwrap()
    }

    async fn put_document(&self, name: &str, value: &str) {
        aws_sdk_ssm::Client::new(&self.management)
            .put_parameter()
            .name(name)
            .value(value)
            .r#type(aws_sdk_ssm::types::ParameterType::String)
            .send()
            .await
            .unwrap();
    }

    /// Denies root everything from the organization's root down.
    async fn deny_root(&self) {
        let organizations = self.organizations();
        let root = organizations
            .list_roots()
            .send()
            .await
            .unwrap()
            .roots
            .unwrap();
        let root = root[0].id.clone().unwrap();
        organizations
            .enable_policy_type()
            .root_id(&root)
            .policy_type(aws_sdk_organizations::types::PolicyType::ServiceControlPolicy)
            .send()
            .await
            .unwrap();
        let policy = organizations
            .create_policy()
            .name("DenyRootUser")
            .description("Denies the root user everything")
            .content(DENY_ROOT)
            .r#type(aws_sdk_organizations::types::PolicyType::ServiceControlPolicy)
            .send()
            .await
            .unwrap();
        let policy = policy.policy.unwrap().policy_summary.unwrap().id.unwrap();
        organizations
            .attach_policy()
            .policy_id(policy)
            .target_id(root)
            .send()
            .await
            .unwrap();
    }

    /// The credentials of a role in an account, as its functions have.
    async fn function_role(&self, account: &str) -> aws_sdk_sts::types::Credentials {
        aws_sdk_sts::Client::new(&self.management)
            .assume_role()
            .role_arn(format!("arn:aws:iam::{account}:role/root-credential-rules"))
            .role_session_name("function")
            .send()
            .await
            .unwrap()
            .credentials
            .unwrap()
    }

    /// What a rule reports on an account.
    async fn evaluate(&self, rule: &str, account: &str) -> (String, String) {
        let keys = self.function_role(account).await;
        let organization = Organization::start_live(LiveAccount {
            account: account.parse().unwrap(),
            partition: "aws".to_owned(),
            region: REGION.to_owned(),
            access_key_id: keys.access_key_id,
            secret_access_key: keys.secret_access_key,
            session_token: Some(keys.session_token),
            reader_role_arn: Some(READER_ROLE.to_owned()),
            endpoint: Some(self.server.url()),
            environment: BTreeMap::new(),
            forward: None,
        })
        .await
        .unwrap();
        let function = RunnableRule::new(rule, rule_tests::binary(rule), Duration::from_secs(60));
        let run = engine::run(&organization, &account.parse().unwrap(), &function)
            .await
            .unwrap();
        match run.outcome {
            RunOutcome::Evaluation {
                compliance,
                annotation,
            } => (compliance, annotation.unwrap_or_default()),
            RunOutcome::Error {
                error_type,
                message,
            } => panic!("{rule}: {error_type}: {message}\n{}", run.log.join("\n")),
        }
    }
}

fn config(server: &Emulator, keys: Credentials) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(REGION))
        .endpoint_url(server.url())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .sleep_impl(TokioSleep::new())
        .credentials_provider(SharedCredentialsProvider::new(keys))
        .build()
}

/// A review that two people attest they made yesterday.
fn review() -> String {
    let yesterday = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24);
    serde_json::json!({
        "schemaVersion": 1,
        "attestedAt": yesterday.to_string(),
        "attestedBy": ["first person", "second person"],
        "evidence": "https://wiki.example.com/root-review",
        "claims": {
            "reviewed": ["email", "password", "mfa", "phone"],
            "dependsOnOnePerson": false,
            "mailboxAndPhoneHeldApart": true,
        },
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs moto: cargo pack test --only moto"]
async fn the_root_email_is_read_with_the_reader_role() {
    let moto = Moto::start().await;
    for (email, expected) in [
        ("aws-shop@example.com", "COMPLIANT"),
        ("example.shop@gmail.com", "NON_COMPLIANT"),
    ] {
        let account = moto.member(email).await;
        let (compliance, annotation) = moto.evaluate("root-email-business-domain", &account).await;
        assert_eq!(compliance, expected, "{annotation}");
        let (local_part, _) = email.split_once('@').unwrap();
        assert!(!annotation.contains(local_part), "{annotation}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs moto: cargo pack test --only moto"]
async fn an_attestation_is_read_from_the_parameter_store_of_the_management_account() {
    let moto = Moto::start().await;
    let attested = moto.member("aws-shop@example.com").await;
    let missing = moto.member("aws-archive@example.com").await;
    let name = format!("/root-credential-rules/attestations/{attested}/root-access-reviewed");
    moto.put_document(&name, &review()).await;
    for (account, expected) in [(attested, "COMPLIANT"), (missing, "NON_COMPLIANT")] {
        let (compliance, annotation) = moto.evaluate("root-access-reviewed", &account).await;
        assert_eq!(compliance, expected, "{annotation}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs moto: cargo pack test --only moto"]
async fn service_control_policies_are_read_on_the_path_of_an_account() {
    let moto = Moto::start().await;
    let account = moto.member("aws-shop@example.com").await;
    let rule = "member-root-denied-by-scp";
    let (compliance, annotation) = moto.evaluate(rule, &account).await;
    assert_eq!(compliance, "NON_COMPLIANT", "{annotation}");
    moto.deny_root().await;
    let (compliance, annotation) = moto.evaluate(rule, &account).await;
    assert_eq!(compliance, "COMPLIANT", "{annotation}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs moto: cargo pack test --only moto"]
async fn the_management_account_differs_from_its_members() {
    let moto = Moto::start().await;
    let member = moto.member("aws-shop@example.com").await;
    let rule = "member-root-denied-by-scp";
    let (of_management, _) = moto.evaluate(rule, MANAGEMENT).await;
    let (of_member, _) = moto.evaluate(rule, &member).await;
    assert_eq!(of_management, "NOT_APPLICABLE");
    assert_eq!(of_member, "NON_COMPLIANT");
}

/// `cargo pack evaluate --live --organization`: each account's verdict by each rule.
async fn scan(moto: &Moto, rules: &[&str]) -> BTreeMap<(String, String), String> {
    let mut command = tokio::process::Command::new(rule_tests::binary("pack"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    let output = command
        .args(["evaluate", "--live", "--organization", "--format", "json"])
        .arg("--binaries")
        .arg(rule_tests::binary("pack").parent().unwrap())
        .args(rules.iter().flat_map(|rule| ["--rule", rule]))
        .current_dir(rule_tests::WORKSPACE)
        .env("AWS_REGION", REGION)
        .env("AWS_ENDPOINT_URL", moto.server.url())
        .env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .output()
        .await
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let entries: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    entries
        .iter()
        .map(|entry| {
            let of = (text(&entry["account"]), text(&entry["rule"]));
            (of, text(&entry["compliance"]))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs moto: cargo pack test --only moto"]
async fn a_scan_of_the_organization_finds_what_the_functions_find() {
    let moto = Moto::start().await;
    let fine = moto.member("aws-shop@example.com").await;
    let drifted = moto.member("example.shop@gmail.com").await;
    moto.deny_root().await;
    let name = format!("/root-credential-rules/attestations/{fine}/root-access-reviewed");
    moto.put_document(&name, &review()).await;
    let rules = [
        "member-root-denied-by-scp",
        "root-access-keys-absent",
        "root-access-reviewed",
        "root-email-business-domain",
    ];
    let verdicts = scan(&moto, &rules).await;
    let mut expected = BTreeMap::new();
    for account in [&fine, &drifted] {
        for rule in rules {
            let (compliance, _) = moto.evaluate(rule, account).await;
            expected.insert((account.clone(), rule.to_owned()), compliance);
        }
    }
    let of_members: BTreeMap<_, _> = verdicts
        .into_iter()
        .filter(|((account, _), _)| account != MANAGEMENT)
        .collect();
    assert_eq!(of_members, expected);
    let of = |account: &str| expected[&(account.to_owned(), rules[3].to_owned())].as_str();
    assert_eq!((of(&fine), of(&drifted)), ("COMPLIANT", "NON_COMPLIANT"));
}
