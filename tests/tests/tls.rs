//! A rule's real binary over https: whom it trusts, and what it says when it does not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is how a test fails"
)]

mod common;

use std::collections::BTreeMap;
use std::time::Duration;

use local_config::runtime_api::{Function, FunctionConfig, InvocationOutcome};
use local_config::tls::{Authority, ServerCertificate, TlsFront};
use local_config::{AccountId, Organization};

const RULE: &str = "root-mfa-enabled";
const ACCOUNT: &str = "111111111111";

/// What the function says to an endpoint with this certificate, while it trusts what is in
/// `bundle`; and how many calls got through.
async fn outcome(
    authority: &Authority,
    certificate: ServerCertificate,
    bundle: &str,
) -> (InvocationOutcome, usize) {
    let organization = Organization::start("[accounts.111111111111]".parse().unwrap())
        .await
        .unwrap();
    let front = TlsFront::start(authority, certificate, organization.address())
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bundle.pem");
    std::fs::write(&file, bundle).unwrap();

    let account: AccountId = ACCOUNT.parse().unwrap();
    let identity = organization.function(&account, RULE, None);
    let mut environment = identity.environment;
    environment.insert("AWS_ENDPOINT_URL".to_owned(), front.endpoint());
    environment.insert("AWS_CA_BUNDLE".to_owned(), file.display().to_string());
    let mut function = Function::new(FunctionConfig {
        binary: common::binary(RULE),
        arn: identity.arn,
        timeout: Duration::from_secs(60),
        environment,
    });
    let notification = organization.notify(&account, RULE, &BTreeMap::new());
    let invocation = function.invoke(&notification.event).await.unwrap();
    function.stop().await;
    (invocation.outcome, organization.calls_of(identity.id).len())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authority_of_the_bundle_is_trusted() {
    let authority = Authority::new().unwrap();
    // What stands around a certificate in a bundle, and one that can't be used, do no harm.
    let bundle = format!(
        "# An authority\n{}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        authority.pem()
    );
    let (outcome, calls) = outcome(&authority, ServerCertificate::Valid, &bundle).await;
    assert!(matches!(outcome, InvocationOutcome::Ok(_)), "{outcome:?}");
    assert_eq!(calls, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_trusted_gets_no_call_and_the_error_says_why() {
    let authority = Authority::new().unwrap();
    let other = Authority::new().unwrap();
    let own = authority.pem();
    let table = [
        (
            ServerCertificate::Valid,
            other.pem(),
            "the server's certificate is of an unknown authority",
        ),
        (
            ServerCertificate::Expired,
            own.clone(),
            "the server's certificate has expired or is not valid yet",
        ),
        (
            ServerCertificate::OtherHost,
            own,
            "the server's certificate is for another host",
        ),
        (
            ServerCertificate::Valid,
            "no certificate".to_owned(),
            "the file that AWS_CA_BUNDLE names holds no usable certificate",
        ),
    ];
    for (certificate, bundle, reason) in table {
        let (outcome, calls) = outcome(&authority, certificate, &bundle).await;
        let InvocationOutcome::Err {
            error_type,
            error_message,
        } = outcome
        else {
            panic!("{certificate:?}: {outcome:?}");
        };
        assert_eq!(error_type, "NoAnswer", "{certificate:?}");
        let expected = format!("iam:GetAccountSummary got no answer: {reason}");
        assert!(error_message.starts_with(&expected), "{error_message}");
        assert_eq!(calls, 0, "{certificate:?}");
    }
}
