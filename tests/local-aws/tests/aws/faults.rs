use std::time::Duration;

use aws_sdk_account::Client as Account;
use aws_sdk_iam::Client as Iam;
use aws_sdk_iam::error::SdkError;
use aws_sdk_organizations::Client as Organizations;
use aws_sdk_ssm::Client as Ssm;
use aws_smithy_types::timeout::TimeoutConfig;
use local_aws::{Fault, FaultKind, Organization};

use crate::client::{MANAGEMENT, MEMBER, caller, code, id, start, two_accounts};

async fn with_fault(fault: Fault) -> (Organization, Iam) {
    let organization = two_accounts().await;
    organization.add_fault(fault);
    let iam = Iam::new(&caller(&organization, MEMBER));
    (organization, iam)
}

const SUMMARY: &str = "iam:GetAccountSummary";

#[tokio::test]
async fn throttling_ends_after_its_times() {
    let (_organization, iam) = with_fault(Fault::new(SUMMARY, FaultKind::Throttle).times(2)).await;
    for _ in 0..2 {
        assert_eq!(code(iam.get_account_summary().send().await), "Throttling");
    }
    assert!(iam.get_account_summary().send().await.is_ok());
}

#[tokio::test]
async fn each_function_meets_the_fault_separately() {
    let organization = two_accounts().await;
    organization.add_fault(Fault::new(SUMMARY, FaultKind::Throttle).times(1));
    for _ in 0..2 {
        let function = organization.function(&id(MEMBER), "example", None);
        let iam = Iam::new(&crate::client::with_keys(
            &organization,
            &function.environment["AWS_ACCESS_KEY_ID"],
            "",
            "",
        ));
        assert_eq!(code(iam.get_account_summary().send().await), "Throttling");
        assert!(iam.get_account_summary().send().await.is_ok());
    }
}

#[tokio::test]
async fn a_fault_may_be_for_one_account() {
    let organization = start(
        r#"
        [organization]
        [accounts.222222222222]
        [[faults]]
        call = "organizations:DescribeOrganization"
        kind = "throttle"
        account = "222222222222"
        "#,
    )
    .await;
    let member = Organizations::new(&caller(&organization, MEMBER));
    let answer = member.describe_organization().send().await;
    assert_eq!(code(answer), "TooManyRequestsException");
    let management = Organizations::new(&caller(&organization, MANAGEMENT));
    assert!(management.describe_organization().send().await.is_ok());
}

#[tokio::test]
async fn refusals_have_the_services_own_codes() {
    let organization = two_accounts().await;
    for (call, kind) in [
        (SUMMARY, FaultKind::AccessDenied),
        ("account:GetContactInformation", FaultKind::AccessDenied),
        ("ssm:GetParameter", FaultKind::AccessDenied),
    ] {
        organization.add_fault(Fault::new(call, kind));
    }
    let config = caller(&organization, MEMBER);
    let codes = [
        code(Iam::new(&config).get_account_summary().send().await),
        code(Account::new(&config).get_contact_information().send().await),
        code(Ssm::new(&config).get_parameter().name("/a").send().await),
    ];
    assert_eq!(
        codes,
        [
            "AccessDenied",
            "AccessDeniedException",
            "AccessDeniedException"
        ]
    );
    // The fault's message is that of a missing permission.
    let calls = organization.calls();
    assert_eq!(calls[0].error.as_deref(), Some("AccessDenied"));
}

#[tokio::test]
async fn an_internal_error_has_status_500() {
    let (_organization, iam) = with_fault(Fault::new(SUMMARY, FaultKind::InternalError)).await;
    let error = iam.get_account_summary().send().await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 500);
    assert_eq!(code::<(), _>(Err(error)), "InternalFailure");
}

#[tokio::test]
async fn a_slow_answer_is_too_late_for_a_hurried_caller_only() {
    let mut fault = Fault::new(SUMMARY, FaultKind::Slow).times(2);
    fault.milliseconds = Some(60_000);
    let (organization, _) = with_fault(fault).await;
    let hurried = caller(&organization, MEMBER)
        .to_builder()
        .timeout_config(
            TimeoutConfig::builder()
                .operation_timeout(Duration::from_millis(100))
                .build(),
        )
        .build();
    let error = Iam::new(&hurried).get_account_summary().send().await;
    assert!(matches!(error, Err(SdkError::TimeoutError(_))), "{error:?}");

    let mut fault = Fault::new("iam:ListVirtualMFADevices", FaultKind::Slow);
    fault.milliseconds = Some(1);
    organization.add_fault(fault);
    let patient = Iam::new(&caller(&organization, MEMBER));
    assert!(patient.list_virtual_mfa_devices().send().await.is_ok());
}

#[tokio::test]
async fn a_cut_connection_is_not_a_service_error() {
    for kind in [FaultKind::Cut, FaultKind::CutMidway] {
        let (organization, iam) = with_fault(Fault::new(SUMMARY, kind).times(1)).await;
        let error = iam.get_account_summary().send().await.unwrap_err();
        assert!(error.as_service_error().is_none(), "{kind:?}: {error:?}");
        assert_eq!(organization.calls().len(), 1, "the call is recorded");
        assert!(iam.get_account_summary().send().await.is_ok());
    }
}

#[tokio::test]
async fn answers_are_empty_or_lack_fields() {
    let (_organization, iam) = with_fault(Fault::new(SUMMARY, FaultKind::Empty)).await;
    let answer = iam.get_account_summary().send().await.unwrap();
    assert_eq!(answer.summary_map(), None);

    let mut fault = Fault::new(SUMMARY, FaultKind::LeaveOut);
    fault.fields = vec!["AccountMFAEnabled".to_owned()];
    let (_organization, iam) = with_fault(fault).await;
    let answer = iam.get_account_summary().send().await.unwrap();
    let summary = answer.summary_map().unwrap();
    assert!(!summary.contains_key(&"AccountMFAEnabled".into()));
    assert!(summary.contains_key(&"AccountPasswordPresent".into()));
}

#[tokio::test]
async fn a_page_may_be_empty_and_have_a_successor() {
    let organization = two_accounts().await;
    organization.add_fault(Fault::new("organizations:ListAccounts", FaultKind::EmptyPage).times(1));
    let client = Organizations::new(&caller(&organization, MANAGEMENT));
    let first = client.list_accounts().send().await.unwrap();
    assert!(first.accounts().is_empty());
    let token = first.next_token().unwrap();
    let second = client
        .list_accounts()
        .next_token(token)
        .send()
        .await
        .unwrap();
    assert_eq!(second.accounts().len(), 2);
    assert_eq!(second.next_token(), None);
}

#[tokio::test]
async fn a_token_may_repeat_for_ever() {
    let organization = two_accounts().await;
    organization.add_fault(Fault::new(
        "organizations:ListAccounts",
        FaultKind::RepeatToken,
    ));
    let client = Organizations::new(&caller(&organization, MANAGEMENT));
    let first = client.list_accounts().send().await.unwrap();
    let token = first.next_token().unwrap();
    let second = client
        .list_accounts()
        .next_token(token)
        .send()
        .await
        .unwrap();
    assert_eq!(second.next_token(), Some(token));
}
