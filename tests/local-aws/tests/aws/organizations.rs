use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{
    AccountState, AccountStatus, ParentType, PolicyType, PolicyTypeStatus,
};

use crate::client::{MANAGEMENT, MEMBER, OTHER, caller, code, start};

const SCENARIO: &str = r#"
[organization]
delegated-administrators = { "config.amazonaws.com" = "333333333333" }
without-full-access = ["Workloads"]
[organization.policies.DenyRoot]
attached-to = ["Root", "Workloads/Production", "222222222222"]
content = '{"Statement":[]}'
[organization.policies.Unused]
content = '{}'
[accounts.111111111111]
email = "owner@example.com"
[accounts.222222222222]
name = "Shop"
unit = "Workloads/Production"
state = "PENDING_CLOSURE"
[accounts.333333333333]
unit = "Security"
state = "CLOSED"
"#;

#[tokio::test]
async fn everyone_in_it_knows_the_organization() {
    let organization = start(SCENARIO).await;
    for account in [MANAGEMENT, MEMBER, OTHER] {
        let client = Client::new(&caller(&organization, account));
        let answer = client.describe_organization().send().await.unwrap();
        let facts = answer.organization().unwrap();
        assert_eq!(facts.id(), Some("o-exampleorg1"));
        assert_eq!(facts.master_account_id(), Some(MANAGEMENT));
        assert_eq!(facts.master_account_email(), Some("owner@example.com"));
        assert_eq!(
            facts.master_account_arn(),
            Some("arn:aws:organizations::111111111111:account/o-exampleorg1/111111111111")
        );
        assert_eq!(facts.feature_set().unwrap().as_str(), "ALL");
    }
}

#[tokio::test]
async fn a_standalone_account_is_in_none() {
    let organization = start("[accounts.222222222222]").await;
    let client = Client::new(&caller(&organization, MEMBER));
    assert_eq!(
        code(client.describe_organization().send().await),
        "AWSOrganizationsNotInUseException"
    );
    assert_eq!(
        code(client.list_roots().send().await),
        "AWSOrganizationsNotInUseException"
    );
}

#[tokio::test]
async fn accounts_are_described_to_the_management_account_and_delegated_administrators() {
    let organization = start(SCENARIO).await;
    for account in [MANAGEMENT, OTHER] {
        let client = Client::new(&caller(&organization, account));
        let answer = client
            .describe_account()
            .account_id(MEMBER)
            .send()
            .await
            .unwrap();
        let shop = answer.account().unwrap();
        assert_eq!(shop.email(), Some("aws+222222222222@example.com"));
        assert_eq!(shop.name(), Some("Shop"));
        assert_eq!(shop.state(), Some(&AccountState::PendingClosure));
        assert_eq!(shop.status(), Some(&AccountStatus::PendingClosure));
        assert!(shop.joined_timestamp().is_some());

        let answer = client.list_accounts().send().await.unwrap();
        let ids: Vec<_> = answer.accounts().iter().filter_map(|a| a.id()).collect();
        assert_eq!(ids, [MANAGEMENT, MEMBER, OTHER]);
        let missing = client
            .describe_account()
            .account_id("999999999999")
            .send()
            .await;
        assert_eq!(code(missing), "AccountNotFoundException");
    }
}

#[tokio::test]
async fn a_member_may_read_nothing_else() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let codes = [
        code(client.describe_account().account_id(MEMBER).send().await),
        code(client.list_accounts().send().await),
        code(client.list_roots().send().await),
        code(client.list_parents().child_id(MEMBER).send().await),
        code(
            client
                .describe_policy()
                .policy_id("p-FullAWSAccess")
                .send()
                .await,
        ),
        code(
            client
                .list_policies_for_target()
                .target_id(MEMBER)
                .filter(PolicyType::ServiceControlPolicy)
                .send()
                .await,
        ),
    ];
    assert!(
        codes.iter().all(|code| code == "AccessDeniedException"),
        "{codes:?}"
    );
}

#[tokio::test]
async fn the_path_of_an_account_leads_to_the_root() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MANAGEMENT));
    let mut path = Vec::new();
    let mut child = MEMBER.to_owned();
    loop {
        let answer = client.list_parents().child_id(&child).send().await.unwrap();
        let [parent] = answer.parents() else {
            panic!("an account has one parent");
        };
        child = parent.id().unwrap().to_owned();
        path.push(parent.r#type().unwrap().clone());
        if parent.r#type() == Some(&ParentType::Root) {
            break;
        }
    }
    assert_eq!(
        path,
        [
            ParentType::OrganizationalUnit,
            ParentType::OrganizationalUnit,
            ParentType::Root
        ]
    );
    let roots = client.list_roots().send().await.unwrap();
    assert_eq!(roots.roots()[0].id(), Some(child.as_str()));
    let enabled = &roots.roots()[0].policy_types()[0];
    assert_eq!(enabled.r#type(), Some(&PolicyType::ServiceControlPolicy));
    assert_eq!(enabled.status(), Some(&PolicyTypeStatus::Enabled));
    let nobody = client
        .list_parents()
        .child_id("ou-none-00000000")
        .send()
        .await;
    assert_eq!(code(nobody), "ChildNotFoundException");
}

#[tokio::test]
async fn policies_are_listed_where_they_are_attached() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MANAGEMENT));
    let parent = |child: String| {
        let client = client.clone();
        async move {
            let answer = client.list_parents().child_id(child).send().await.unwrap();
            answer.parents()[0].id().unwrap().to_owned()
        }
    };
    let production = parent(MEMBER.to_owned()).await;
    let workloads = parent(production.clone()).await;
    let root = parent(workloads.clone()).await;
    for (target, expected) in [
        (root.as_str(), &["FullAWSAccess", "DenyRoot"][..]),
        (&workloads, &[]),
        (&production, &["FullAWSAccess", "DenyRoot"]),
        (MEMBER, &["FullAWSAccess", "DenyRoot"]),
        (OTHER, &["FullAWSAccess"]),
    ] {
        let answer = client
            .list_policies_for_target()
            .target_id(target)
            .filter(PolicyType::ServiceControlPolicy)
            .send()
            .await
            .unwrap();
        let names: Vec<_> = answer.policies().iter().filter_map(|p| p.name()).collect();
        assert_eq!(names, expected, "{target}");
        for summary in answer.policies() {
            let policy = client
                .describe_policy()
                .policy_id(summary.id().unwrap())
                .send()
                .await
                .unwrap();
            let policy = policy.policy().unwrap();
            assert_eq!(policy.policy_summary().unwrap().name(), summary.name());
            assert!(policy.content().is_some());
        }
    }
    let unknown = client
        .describe_policy()
        .policy_id("p-none0000")
        .send()
        .await;
    assert_eq!(code(unknown), "PolicyNotFoundException");
}
