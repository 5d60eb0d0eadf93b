use aws_sdk_iam::Client as Iam;
use aws_sdk_organizations::Client as Organizations;
use aws_sdk_ssm::Client as Ssm;
use aws_sdk_sts::Client;
use aws_sdk_sts::types::{Credentials, PolicyDescriptorType, Tag};
use aws_types::SdkConfig;
use local_aws::{Organization, Principal};

use crate::client::{MANAGEMENT, MEMBER, OTHER, caller, code, id, start, with, with_keys};

const SCENARIO: &str = r#"
[organization]
features = ["RootCredentialsManagement"]
[accounts.111111111111.parameters]
"/root-credential-rules/attestations/members/root-access-reviewed" = "{}"
"/root-credential-rules/attestations/333333333333/root-access-reviewed" = "{}"
[accounts.222222222222.root]
mfa = [{ kind = "hardware", name = "EXAMPLE1" }]
access-keys = [{ status = "Inactive", created = "2021-02-03T04:05:06Z" }]
signing-certificates = [{}]
[accounts.333333333333]
"#;

const READER: &str = "arn:aws:iam::111111111111:role/root-credential-rules-organization-reader";
const AUDIT: &str = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials";

fn session(organization: &Organization, credentials: &Credentials) -> SdkConfig {
    with_keys(
        organization,
        credentials.access_key_id(),
        credentials.secret_access_key(),
        credentials.session_token(),
    )
}

#[tokio::test]
async fn a_caller_may_ask_who_it_is() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let identity = client.get_caller_identity().send().await.unwrap();
    assert_eq!(identity.account(), Some(MEMBER));
    assert_eq!(
        identity.arn(),
        Some(
            "arn:aws:sts::222222222222:assumed-role/root-credential-rules-example/root-credential-rules-example"
        )
    );
    let unknown = Client::new(&with_keys(&organization, "AKIAUNKNOWN", "x", "x"));
    assert_eq!(
        code(unknown.get_caller_identity().send().await),
        "InvalidClientTokenId"
    );
}

async fn assume_reader(
    organization: &Organization,
    account: &str,
    tag: Option<&str>,
) -> Result<Credentials, String> {
    let tag = tag.map(|value| Tag::builder().key("account").value(value).build().unwrap());
    Client::new(&caller(organization, account))
        .assume_role()
        .role_arn(READER)
        .role_session_name("root-mfa-enabled")
        .set_tags(tag.map(|tag| vec![tag]))
        .send()
        .await
        .map(|answer| answer.credentials().unwrap().clone())
        .map_err(|error| code::<(), _>(Err(error)))
}

#[tokio::test]
async fn the_reader_role_trusts_the_rules_with_their_own_account_as_tag() {
    let organization = start(SCENARIO).await;
    let credentials = assume_reader(&organization, MEMBER, Some(MEMBER))
        .await
        .unwrap();
    let config = session(&organization, &credentials);
    let identity = Client::new(&config)
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    assert_eq!(identity.account(), Some(MANAGEMENT));

    let denied = Err("AccessDenied".to_owned());
    for (account, tag) in [(MEMBER, Some(OTHER)), (MEMBER, None), (OTHER, Some(MEMBER))] {
        let answer = assume_reader(&organization, account, tag).await;
        assert_eq!(answer.map(|_| ()), denied, "{account} {tag:?}");
    }
    let stranger = organization.credentials(&id(MEMBER), "Administrator", None);
    let stranger = Client::new(&with(&organization, &stranger))
        .assume_role()
        .role_arn(READER)
        .role_session_name("curious")
        .tags(Tag::builder().key("account").value(MEMBER).build().unwrap())
        .send()
        .await;
    assert_eq!(code(stranger), "AccessDenied");
    let no_such_role = Client::new(&caller(&organization, MEMBER))
        .assume_role()
        .role_arn("arn:aws:iam::111111111111:role/none")
        .role_session_name("a-rule")
        .send()
        .await;
    assert_eq!(code(no_such_role), "AccessDenied");
}

#[tokio::test]
async fn the_reader_reads_of_its_own_account_only() {
    let organization = start(SCENARIO).await;
    let credentials = assume_reader(&organization, MEMBER, Some(MEMBER))
        .await
        .unwrap();
    let config = session(&organization, &credentials);
    let organizations = Organizations::new(&config);
    let own = organizations
        .describe_account()
        .account_id(MEMBER)
        .send()
        .await;
    assert_eq!(own.unwrap().account().unwrap().id(), Some(MEMBER));
    let other = organizations
        .describe_account()
        .account_id(OTHER)
        .send()
        .await;
    assert_eq!(code(other), "AccessDeniedException");

    let ssm = Ssm::new(&config);
    let get = |scope: &str| {
        ssm.get_parameter()
            .name(format!(
                "/root-credential-rules/attestations/{scope}/root-access-reviewed"
            ))
            .send()
    };
    assert!(get("members").await.is_ok());
    assert_eq!(code(get(MEMBER).await), "ParameterNotFound");
    assert_eq!(code(get(OTHER).await), "AccessDeniedException");
    assert_eq!(code(get("management").await), "AccessDeniedException");
}

#[tokio::test]
async fn the_sessions_of_a_function_are_its_calls() {
    let organization = start(SCENARIO).await;
    let function = organization.function(&id(MEMBER), "example", None);
    let config = with_keys(
        &organization,
        &function.environment["AWS_ACCESS_KEY_ID"],
        "",
        &function.environment["AWS_SESSION_TOKEN"],
    );
    let answer = Client::new(&config)
        .assume_role()
        .role_arn(READER)
        .role_session_name("example")
        .tags(Tag::builder().key("account").value(MEMBER).build().unwrap())
        .send()
        .await
        .unwrap();
    let reader = session(&organization, answer.credentials().unwrap());
    let accounts = Organizations::new(&reader);
    accounts
        .describe_account()
        .account_id(MEMBER)
        .send()
        .await
        .unwrap();
    let other = organization.function(&id(MEMBER), "example", None);
    assert!(organization.calls_of(other.id).is_empty());

    let calls = organization.calls_of(function.id);
    let summary: Vec<_> = calls
        .iter()
        .map(|call| {
            let caller = call.caller.as_ref().unwrap();
            (
                call.action(),
                caller.account.as_str(),
                caller.role().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        summary,
        [
            (
                "sts:AssumeRole".to_owned(),
                MEMBER,
                "root-credential-rules-example"
            ),
            (
                "organizations:DescribeAccount".to_owned(),
                MANAGEMENT,
                "root-credential-rules-organization-reader"
            ),
        ]
    );
    assert_eq!(calls[0].parameters["Tags"][0]["Value"], MEMBER);
    assert_eq!(
        calls[1].caller.as_ref().unwrap().session_tags["account"],
        MEMBER
    );
}

async fn assume_root(
    organization: &Organization,
    from: &str,
    target: &str,
    task: Option<&str>,
    seconds: i32,
) -> Result<Credentials, String> {
    let task = task.map(|arn| PolicyDescriptorType::builder().arn(arn).build());
    Client::new(&caller(organization, from))
        .assume_root()
        .target_principal(target)
        .set_task_policy_arn(task)
        .duration_seconds(seconds)
        .send()
        .await
        .map(|answer| answer.credentials().unwrap().clone())
        .map_err(|error| code::<(), _>(Err(error)))
}

#[tokio::test]
async fn a_root_session_reads_only_roots_devices() {
    let organization = start(SCENARIO).await;
    let credentials = assume_root(&organization, MANAGEMENT, MEMBER, Some(AUDIT), 900)
        .await
        .unwrap();
    let config = session(&organization, &credentials);
    let iam = Iam::new(&config);
    let devices = iam.list_mfa_devices().send().await.unwrap();
    assert_eq!(devices.mfa_devices()[0].serial_number(), "EXAMPLE1");
    let others = iam.list_virtual_mfa_devices().send().await;
    assert_eq!(code(others), "AccessDenied");
    let caller = organization.calls().pop().unwrap().caller.unwrap();
    assert_eq!(caller.account, id(MEMBER));
    assert!(matches!(caller.principal, Principal::AssumedRoot { .. }));
}

#[tokio::test]
async fn a_root_session_lists_roots_keys_and_certificates() {
    let organization = start(SCENARIO).await;
    let credentials = assume_root(&organization, MANAGEMENT, MEMBER, Some(AUDIT), 900)
        .await
        .unwrap();
    let root = Iam::new(&session(&organization, &credentials));
    let keys = root.list_access_keys().send().await.unwrap();
    let [key] = keys.access_key_metadata() else {
        panic!("there is one key");
    };
    assert_eq!(key.status().unwrap().as_str(), "Inactive");
    assert_eq!(key.create_date().unwrap().secs(), 1_612_325_106);
    let certificates = root.list_signing_certificates().send().await.unwrap();
    assert_eq!(certificates.certificates()[0].status().as_str(), "Active");

    let administrator = Iam::new(&caller(&organization, MEMBER));
    let unnamed = administrator.list_access_keys().send().await;
    assert_eq!(code(unnamed), "ValidationError");
}

#[tokio::test]
async fn root_is_assumed_from_above_and_for_a_task_only() {
    let organization = start(SCENARIO).await;
    let denied = Err("AccessDenied".to_owned());
    let invalid = Err("ValidationError".to_owned());
    let assume = |from, target, task, seconds| {
        let organization = &organization;
        async move {
            let answer = assume_root(organization, from, target, task, seconds).await;
            answer.map(|_| ())
        }
    };
    assert_eq!(assume(MEMBER, OTHER, Some(AUDIT), 900).await, denied);
    assert_eq!(
        assume(MANAGEMENT, MANAGEMENT, Some(AUDIT), 900).await,
        denied
    );
    assert_eq!(assume(MANAGEMENT, MEMBER, None, 900).await, invalid);
    assert_eq!(assume(MANAGEMENT, MEMBER, Some(AUDIT), 901).await, invalid);
    let other_policy = Some("arn:aws:iam::aws:policy/AdministratorAccess");
    assert_eq!(assume(MANAGEMENT, MEMBER, other_policy, 900).await, invalid);

    // A root session can't open another.
    let credentials = assume_root(&organization, MANAGEMENT, MEMBER, Some(AUDIT), 900).await;
    let nested = Client::new(&session(&organization, &credentials.unwrap()))
        .assume_root()
        .target_principal(OTHER)
        .task_policy_arn(PolicyDescriptorType::builder().arn(AUDIT).build())
        .send()
        .await;
    assert_eq!(code(nested), "AccessDenied");
}

/// IAM User Guide: each task is of one feature, and neither feature implies the other.
#[tokio::test]
async fn each_task_needs_its_feature() {
    let with = |features: &str| {
        format!("[organization]\nfeatures = [{features}]\n[accounts.222222222222]")
    };
    let neither = start(&with("")).await;
    let credentials = start(&with("'RootCredentialsManagement'")).await;
    let sessions = start(&with("'RootSessions'")).await;
    for (task, by_credentials, by_sessions) in [
        ("IAMAuditRootUserCredentials", true, false),
        ("IAMDeleteRootUserCredentials", true, false),
        ("IAMCreateRootUserPassword", true, false),
        ("S3UnlockBucketPolicy", false, true),
        ("SQSUnlockQueuePolicy", false, true),
    ] {
        let arn = format!("arn:aws:iam::aws:policy/root-task/{task}");
        for (organization, expected) in [
            (&neither, false),
            (&credentials, by_credentials),
            (&sessions, by_sessions),
        ] {
            let answer = assume_root(organization, MANAGEMENT, MEMBER, Some(&arn), 900).await;
            let denied = (!expected).then_some("AccessDenied".to_owned());
            assert_eq!(answer.err(), denied, "{task}");
        }
    }
}

#[tokio::test]
async fn a_session_is_limited_to_its_task() {
    let organization = start(SCENARIO).await;
    let recovery = "arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword";
    let credentials = assume_root(&organization, MANAGEMENT, MEMBER, Some(recovery), 900)
        .await
        .unwrap();
    let iam = Iam::new(&session(&organization, &credentials));
    assert_eq!(code(iam.list_mfa_devices().send().await), "AccessDenied");
}

const ACCESS: &str = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole";

async fn assume_access(
    organization: &Organization,
    account: &str,
    policy: Option<&str>,
) -> Result<Credentials, String> {
    Client::new(&caller(organization, account))
        .assume_role()
        .role_arn(ACCESS)
        .role_session_name("auditor")
        .set_policy(policy.map(str::to_owned))
        .send()
        .await
        .map(|answer| answer.credentials().unwrap().clone())
        .map_err(|error| code::<(), _>(Err(error)))
}

/// The role of a member account may do everything, and a session of it what its policy allows.
#[tokio::test]
async fn a_session_policy_limits_a_role() {
    let organization = start(SCENARIO).await;
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Action":["iam:GetAccountSummary"],"Resource":"*"}]}"#;
    for (policy, may_list) in [(None, true), (Some(policy), false)] {
        let credentials = assume_access(&organization, MANAGEMENT, policy)
            .await
            .unwrap();
        let config = session(&organization, &credentials);
        let identity = Client::new(&config).get_caller_identity().send().await;
        assert_eq!(identity.unwrap().account(), Some(MEMBER));
        let iam = Iam::new(&config);
        iam.get_account_summary().send().await.unwrap();
        let listed = iam.list_virtual_mfa_devices().send().await;
        assert_eq!(listed.is_ok(), may_list, "{policy:?}");
        if !may_list {
            assert_eq!(code(listed), "AccessDenied");
        }
    }
    let long = " ".repeat(2_049);
    for (account, policy, expected) in [
        (MEMBER, None, "AccessDenied"),
        (OTHER, None, "AccessDenied"),
        (MANAGEMENT, Some("{}"), "MalformedPolicyDocument"),
        (MANAGEMENT, Some(long.as_str()), "ValidationError"),
    ] {
        let refused = assume_access(&organization, account, policy).await;
        assert_eq!(refused.unwrap_err(), expected, "{account} {policy:?}");
    }
}

#[tokio::test]
async fn only_an_active_account_with_the_role_lets_anybody_in() {
    for account in [
        "state = 'SUSPENDED'",
        "access-role = ''",
        "access-role = 'other'",
    ] {
        let scenario = format!("[organization]\n[accounts.222222222222]\n{account}\n");
        let organization = start(&scenario).await;
        let refused = assume_access(&organization, MANAGEMENT, None).await;
        assert_eq!(refused.unwrap_err(), "AccessDenied", "{account}");
    }
}
