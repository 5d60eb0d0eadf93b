use aws_sdk_iam::Client as Iam;
use aws_sdk_organizations::Client as Organizations;
use local_aws::quota::{Quota, Quotas};

use crate::client::{MANAGEMENT, MEMBER, caller, code, id, two_accounts, with_keys};

#[tokio::test]
async fn each_account_has_a_bucket_of_its_own() {
    let organization = two_accounts().await;
    organization.limit(Quotas::none().with(Quota::given(
        "organizations:DescribeOrganization",
        f64::MIN_POSITIVE,
        1.0,
    )));
    let member = Organizations::new(&caller(&organization, MEMBER));
    let management = Organizations::new(&caller(&organization, MANAGEMENT));
    assert!(member.describe_organization().send().await.is_ok());
    assert_eq!(
        code(member.describe_organization().send().await),
        "TooManyRequestsException"
    );
    assert!(management.describe_organization().send().await.is_ok());
    let throttled: Vec<bool> = organization
        .calls()
        .iter()
        .map(|call| call.throttled)
        .collect();
    assert_eq!(throttled, [false, true, false]);
}

#[tokio::test]
async fn a_forgotten_function_leaves_nothing_behind() {
    let organization = two_accounts().await;
    let functions = [(), ()].map(|()| organization.function(&id(MEMBER), "example", None));
    let clients = functions.each_ref().map(|function| {
        Iam::new(&with_keys(
            &organization,
            &function.environment["AWS_ACCESS_KEY_ID"],
            "",
            "",
        ))
    });
    for client in &clients {
        assert!(client.get_account_summary().send().await.is_ok());
    }
    let token = organization
        .notify(&id(MEMBER), "example", &[].into())
        .result_token;
    organization.forget(functions[0].id, &token);

    assert!(organization.calls_of(functions[0].id).is_empty());
    assert_eq!(organization.calls_of(functions[1].id).len(), 1);
    assert_eq!(organization.calls().len(), 1);
    assert_eq!(
        code(clients[0].get_account_summary().send().await),
        "InvalidClientTokenId"
    );
    assert!(clients[1].get_account_summary().send().await.is_ok());
}
