use aws_sdk_iam::Client as Iam;
use aws_sdk_organizations::Client as Organizations;
use aws_sdk_ssm::Client as Ssm;
use aws_sdk_sts::Client as Sts;
use aws_sdk_sts::types::Tag;
use local_aws::Permissions;

use crate::client::{MEMBER, ROLE, code, id, limited, message, two_accounts, with, with_keys};

#[tokio::test]
async fn a_caller_does_what_its_permissions_allow() {
    let organization = two_accounts().await;
    let config = limited(
        &organization,
        MEMBER,
        &["iam:GetAccountSummary", "ssm:Get*"],
    );
    let iam = Iam::new(&config);
    assert!(iam.get_account_summary().send().await.is_ok());
    let denied = iam.list_virtual_mfa_devices().send().await;
    assert_eq!(
        message(denied),
        "User: arn:aws:sts::222222222222:assumed-role/root-credential-rules-example/\
         root-credential-rules-example is not authorized to perform: iam:ListVirtualMFADevices on \
         resource: * because no identity-based policy allows the iam:ListVirtualMFADevices action"
    );
    let ssm = Ssm::new(&config);
    assert_eq!(
        code(ssm.get_parameter().name("/a").send().await),
        "ParameterNotFound"
    );
    let put = ssm.put_parameter().name("/a").value("1").send().await;
    assert_eq!(code(put), "AccessDeniedException");
    // Everyone may ask who they are.
    assert!(Sts::new(&config).get_caller_identity().send().await.is_ok());
    let assume = Sts::new(&config)
        .assume_role()
        .role_arn("a")
        .role_session_name("bb")
        .send()
        .await;
    assert_eq!(code(assume), "AccessDenied");
}

#[tokio::test]
async fn the_reader_role_has_the_permissions_for_the_organization() {
    let organization = two_accounts().await;
    let permissions = Permissions {
        own: vec!["sts:AssumeRole".to_owned()],
        organization: vec!["organizations:DescribeAccount".to_owned()],
    };
    let credentials = organization.credentials(&id(MEMBER), ROLE, Some(permissions));
    let own = with(&organization, &credentials);
    let answer = Sts::new(&own)
        .assume_role()
        .role_arn(organization.scenario().reader_role_arn().unwrap())
        .role_session_name("example")
        .tags(Tag::builder().key("account").value(MEMBER).build().unwrap())
        .send()
        .await
        .unwrap();
    let session = answer.credentials().unwrap();
    let reader = Organizations::new(&with_keys(
        &organization,
        session.access_key_id(),
        session.secret_access_key(),
        session.session_token(),
    ));
    assert!(
        reader
            .describe_account()
            .account_id(MEMBER)
            .send()
            .await
            .is_ok()
    );
    assert_eq!(
        code(reader.list_accounts().send().await),
        "AccessDeniedException"
    );
    let own = Organizations::new(&own)
        .describe_account()
        .account_id(MEMBER)
        .send()
        .await;
    assert_eq!(code(own), "AccessDeniedException");
}
