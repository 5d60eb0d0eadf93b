use std::collections::HashMap;

use aws_sdk_iam::Client;
use aws_sdk_iam::types::{AssignmentStatusType, FeatureType, ReportStateType, SummaryKeyType};
use local_aws::Organization;

use crate::client::{MANAGEMENT, MEMBER, caller, code, start, two_accounts};

const SCENARIO: &str = r#"
[accounts.222222222222]
unassigned-virtual-mfa = ["spare"]
users = [
    { name = "ada", mfa = [{ kind = "virtual" }, { kind = "passkey", name = "key" }] },
    { name = "root", mfa = [{ kind = "virtual", name = "phone" }], password-last-used = "2026-01-02T03:04:05Z" },
]
[accounts.222222222222.root]
mfa = [{ kind = "virtual", name = "vault" }, { kind = "hardware", name = "EXAMPLE1" }]
access-keys = [{ status = "Inactive" }, { last-used = "2026-02-03T04:05:06Z", created = "2025-01-01T00:00:00Z" }]
signing-certificates = [{}]
password-last-used = "2026-03-04T05:06:07Z"
"#;

async fn client(scenario: &str) -> (Organization, Client) {
    let organization = start(scenario).await;
    let client = Client::new(&caller(&organization, MEMBER));
    (organization, client)
}

async fn summary(scenario: &str) -> HashMap<SummaryKeyType, i32> {
    let (_organization, client) = client(scenario).await;
    let answer = client.get_account_summary().send().await.unwrap();
    answer.summary_map().unwrap().clone()
}

#[tokio::test]
async fn the_account_summary_shows_what_root_has() {
    let summary = summary(SCENARIO).await;
    for (key, expected) in [
        (SummaryKeyType::AccountMfaEnabled, 1),
        (SummaryKeyType::AccountAccessKeysPresent, 1),
        (SummaryKeyType::AccountSigningCertificatesPresent, 1),
        (SummaryKeyType::AccountPasswordPresent, 1),
        (SummaryKeyType::Users, 2),
        (SummaryKeyType::MfaDevicesInUse, 5),
        (SummaryKeyType::MfaDevices, 6),
    ] {
        assert_eq!(summary.get(&key), Some(&expected), "{key}");
    }
}

#[tokio::test]
async fn an_account_may_have_no_root_credentials_or_not_report_the_password() {
    let bare = summary("[accounts.222222222222.root]\npassword = false\nmfa = []").await;
    for key in [
        SummaryKeyType::AccountMfaEnabled,
        SummaryKeyType::AccountAccessKeysPresent,
        SummaryKeyType::AccountSigningCertificatesPresent,
        SummaryKeyType::AccountPasswordPresent,
    ] {
        assert_eq!(bare.get(&key), Some(&0), "{key}");
    }
    let silent = summary("[accounts.222222222222.root]\npassword-reported = false").await;
    assert_eq!(silent.get(&SummaryKeyType::AccountPasswordPresent), None);
}

#[tokio::test]
async fn virtual_devices_name_their_users() {
    let (_organization, client) = client(SCENARIO).await;
    let list = |status| {
        let client = client.clone();
        async move {
            let answer = client
                .list_virtual_mfa_devices()
                .set_assignment_status(status)
                .send()
                .await
                .unwrap();
            let devices: Vec<_> = answer
                .virtual_mfa_devices()
                .iter()
                .map(|device| {
                    let user = device.user().map(|user| user.arn().to_owned());
                    (device.serial_number().to_owned(), user)
                })
                .collect();
            devices
        }
    };
    let device = |name: &str, user: Option<&str>| {
        (
            format!("arn:aws:iam::222222222222:mfa/{name}"),
            user.map(|user| format!("arn:aws:iam::222222222222:{user}")),
        )
    };
    let assigned = vec![
        device("ada", Some("user/ada")),
        device("phone", Some("user/root")),
        device("vault", Some("root")),
    ];
    let unassigned = vec![device("spare", None)];
    assert_eq!(list(Some(AssignmentStatusType::Assigned)).await, assigned);
    assert_eq!(
        list(Some(AssignmentStatusType::Unassigned)).await,
        unassigned
    );
    assert_eq!(list(None).await, [unassigned, assigned].concat());
}

#[tokio::test]
async fn devices_of_a_user_are_listed_by_name_only() {
    let (_organization, client) = client(SCENARIO).await;
    let ada = client
        .list_mfa_devices()
        .user_name("ada")
        .send()
        .await
        .unwrap();
    let serial_numbers: Vec<_> = ada
        .mfa_devices()
        .iter()
        .map(|d| d.serial_number())
        .collect();
    assert_eq!(
        serial_numbers,
        [
            "arn:aws:iam::222222222222:mfa/ada",
            "arn:aws:iam::222222222222:u2f/root-account/key-EXAMPLE"
        ]
    );
    let nobody = client.list_mfa_devices().user_name("eve").send().await;
    assert_eq!(code(nobody), "NoSuchEntity");
    assert_eq!(
        code(client.list_mfa_devices().send().await),
        "ValidationError"
    );
}

#[tokio::test]
async fn features_are_returned_to_the_management_account_and_the_delegated_administrator() {
    let features = |scenario: &'static str, account| async move {
        let organization = start(scenario).await;
        let client = Client::new(&caller(&organization, account));
        client.list_organizations_features().send().await
    };
    let on = "[organization]\nfeatures = ['RootSessions']\n[accounts.222222222222]";
    let answer = features(on, MANAGEMENT).await.unwrap();
    assert_eq!(answer.enabled_features(), [FeatureType::RootSessions]);
    assert_eq!(answer.organization_id(), Some("o-exampleorg1"));
    assert_eq!(
        code(features(on, MEMBER).await),
        "AccountNotManagementOrDelegatedAdministratorException"
    );

    let delegated = "[organization]\n\
        delegated-administrators = { 'iam.amazonaws.com' = '222222222222' }\n\
        [accounts.222222222222]";
    assert!(
        features(delegated, MEMBER)
            .await
            .unwrap()
            .enabled_features()
            .is_empty()
    );
    let other_service = "[organization]\n\
        delegated-administrators = { 'config.amazonaws.com' = '222222222222' }\n\
        [accounts.222222222222]";
    assert_eq!(
        code(features(other_service, MEMBER).await),
        "AccountNotManagementOrDelegatedAdministratorException"
    );
    let distrusted = "[organization]\ntrusted-access = []";
    assert_eq!(
        code(features(distrusted, MANAGEMENT).await),
        "ServiceAccessNotEnabledException"
    );
    let billing = "[organization]\nfeature-set = 'CONSOLIDATED_BILLING'";
    assert_eq!(
        code(features(billing, MANAGEMENT).await),
        "OrganizationNotInAllFeaturesModeException"
    );
    let standalone = "[accounts.222222222222]";
    assert_eq!(
        code(features(standalone, MEMBER).await),
        "OrganizationNotFoundException"
    );
}

#[tokio::test]
async fn a_credential_report_is_asked_for_and_waited_for() {
    let (_organization, client) = client(SCENARIO).await;
    let get = || client.get_credential_report().send();
    let generate = || client.generate_credential_report().send();
    assert_eq!(code(get().await), "ReportNotPresent");
    let state = generate().await.unwrap().state().cloned();
    assert_eq!(state, Some(ReportStateType::Started));
    assert_eq!(code(get().await), "ReportInProgress");
    let report = get().await.unwrap();
    assert!(report.generated_time().is_some());
    let state = generate().await.unwrap().state().cloned();
    assert_eq!(state, Some(ReportStateType::Complete));

    let text = String::from_utf8(report.content().unwrap().as_ref().to_vec()).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{text}");
    let root: HashMap<&str, &str> = rows[0]
        .iter()
        .copied()
        .zip(rows[1].iter().copied())
        .collect();
    for (column, expected) in [
        ("user", "<root_account>"),
        ("arn", "arn:aws:iam::222222222222:root"),
        ("password_enabled", "true"),
        ("password_last_used", "2026-03-04T05:06:07+00:00"),
        ("password_last_changed", "not_supported"),
        ("mfa_active", "true"),
        ("access_key_1_active", "false"),
        ("access_key_1_last_used_date", "N/A"),
        ("access_key_2_active", "true"),
        ("access_key_2_last_rotated", "2025-01-01T00:00:00+00:00"),
        ("access_key_2_last_used_date", "2026-02-03T04:05:06+00:00"),
        ("cert_1_active", "true"),
        ("cert_2_active", "false"),
    ] {
        assert_eq!(root[column], expected, "{column}");
    }
    let user_root: HashMap<&str, &str> = rows[0]
        .iter()
        .copied()
        .zip(rows[3].iter().copied())
        .collect();
    assert_eq!(user_root["user"], "root");
    assert_eq!(user_root["password_last_used"], "2026-01-02T03:04:05+00:00");
}

/// As clients wait that ask for the report until it is complete, and look only then.
#[tokio::test]
async fn a_credential_report_becomes_complete_by_itself() {
    let (_organization, client) = client(SCENARIO).await;
    let mut states = Vec::new();
    for _ in 0..2 {
        let answer = client.generate_credential_report().send().await.unwrap();
        states.extend(answer.state().cloned());
    }
    assert_eq!(
        states,
        [ReportStateType::Started, ReportStateType::Complete]
    );
    assert!(client.get_credential_report().send().await.is_ok());
}

#[tokio::test]
async fn in_govcloud_the_report_knows_no_root_password() {
    let (_organization, client) = client("partition = 'aws-us-gov'\n[accounts.222222222222]").await;
    client.generate_credential_report().send().await.unwrap();
    let _not_ready = client.get_credential_report().send().await;
    let report = client.get_credential_report().send().await.unwrap();
    let text = String::from_utf8(report.content().unwrap().as_ref().to_vec()).unwrap();
    let root = text.lines().nth(1).unwrap();
    assert!(
        root.starts_with("<root_account>,arn:aws-us-gov:iam::222222222222:root,"),
        "{root}"
    );
    assert_eq!(root.split(',').nth(3), Some("not_supported"));
}

#[tokio::test]
async fn an_operation_that_is_not_there_says_so_and_is_recorded() {
    let organization = two_accounts().await;
    let client = Client::new(&caller(&organization, MEMBER));
    let answer = client.list_users().send().await;
    let error = answer.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 501);
    let error = error.into_service_error();
    assert!(error.to_string().contains("unhandled"), "{error}");
    assert_eq!(error.meta().code(), Some("NotImplementedByLocalConfig"));
    assert!(error.meta().message().unwrap().contains("iam:ListUsers"));
    let calls = organization.calls();
    assert_eq!(calls[0].action(), "iam:ListUsers");
    assert_eq!(
        calls[0].error.as_deref(),
        Some("NotImplementedByLocalConfig")
    );
}
