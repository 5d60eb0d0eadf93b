//! A rule's real binary over https: which servers it trusts, and its error for others.

#![cfg(test)]

use std::collections::BTreeMap;
use std::time::Duration;

use local_aws::runtime_api::{Function, FunctionConfig, InvocationOutcome};
use local_aws::tls::{Authority, ServerCertificate, TlsFront};
use local_aws::{AccountId, Organization};

const RULE: &str = "root-mfa-enabled";
const ACCOUNT: &str = "111111111111";

/// Names a file of certificates to trust instead of the system's.
const BUNDLE: &str = "AWS_CA_BUNDLE";
/// Names the system's file, where it isn't in its usual place.
const OF_SYSTEM: &str = "SSL_CERT_FILE";

/// The function's outcome with this certificate, while it trusts the certificates in `bundle` by
/// this environment variable; and how many calls got through.
async fn outcome(
    authority: &Authority,
    certificate: ServerCertificate,
    variable: &str,
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
    environment.insert(variable.to_owned(), file.display().to_string());
    let mut function = Function::new(FunctionConfig {
        binary: rule_tests::binary(RULE),
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
async fn the_authority_of_the_bundle_or_of_the_system_is_trusted() {
    let authority = Authority::new().unwrap();
    // Other text in a bundle and unusable certificates do no harm.
    let bundle = format!(
        "# An authority\n{}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        authority.pem()
    );
    for variable in [BUNDLE, OF_SYSTEM] {
        let (outcome, calls) =
            outcome(&authority, ServerCertificate::Valid, variable, &bundle).await;
        assert!(
            matches!(outcome, InvocationOutcome::Ok(_)),
            "{variable}: {outcome:?}"
        );
        assert_eq!(calls, 2, "{variable}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_trusted_gets_no_call_and_the_error_says_why() {
    let authority = Authority::new().unwrap();
    let other = Authority::new().unwrap();
    let own = authority.pem();
    let table = [
        (
            ServerCertificate::Valid,
            BUNDLE,
            other.pem(),
            "the server's certificate comes from an unknown authority",
        ),
        (
            ServerCertificate::Expired,
            BUNDLE,
            own.clone(),
            "the server's certificate has expired or is not valid yet",
        ),
        (
            ServerCertificate::OtherHost,
            BUNDLE,
            own,
            "the server's certificate is for another host",
        ),
        (
            ServerCertificate::Valid,
            BUNDLE,
            "no certificate".to_owned(),
            "the file that AWS_CA_BUNDLE names holds no usable certificate",
        ),
        (
            ServerCertificate::Valid,
            OF_SYSTEM,
            "no certificate".to_owned(),
            "the system's certificates can't be used: name a bundle in AWS_CA_BUNDLE",
        ),
    ];
    for (certificate, variable, bundle, reason) in table {
        let (outcome, calls) = outcome(&authority, certificate, variable, &bundle).await;
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
