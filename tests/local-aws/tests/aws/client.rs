//! SDK clients for callers in an organization.

use aws_credential_types::Credentials as SdkCredentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use local_aws::{AccountId, Credentials, Organization, Permissions};

pub(crate) const MANAGEMENT: &str = "111111111111";
pub(crate) const MEMBER: &str = "222222222222";
pub(crate) const OTHER: &str = "333333333333";

/// The role of the callers, which the organization's reader role trusts.
pub(crate) const ROLE: &str = "root-credential-rules-example";

pub(crate) async fn start(scenario: &str) -> Organization {
    Organization::start(scenario.parse().unwrap())
        .await
        .unwrap()
}

/// An organization of a management account and a member.
pub(crate) async fn two_accounts() -> Organization {
    start("[organization]\n[accounts.222222222222]").await
}

pub(crate) fn id(account: &str) -> AccountId {
    account.parse().unwrap()
}

/// Configuration for a caller in `account` who may do anything.
pub(crate) fn caller(organization: &Organization, account: &str) -> SdkConfig {
    with(
        organization,
        &organization.credentials(&id(account), ROLE, None),
    )
}

/// Configuration for a caller in `account` who may use `own` actions only.
pub(crate) fn limited(organization: &Organization, account: &str, own: &[&str]) -> SdkConfig {
    let permissions = Permissions {
        own: own.iter().map(ToString::to_string).collect(),
        organization: Vec::new(),
    };
    let credentials = organization.credentials(&id(account), ROLE, Some(permissions));
    with(organization, &credentials)
}

pub(crate) fn with(organization: &Organization, credentials: &Credentials) -> SdkConfig {
    with_keys(
        organization,
        &credentials.access_key_id,
        &credentials.secret_access_key,
        &credentials.session_token,
    )
}

pub(crate) fn with_keys(
    organization: &Organization,
    access_key_id: &str,
    secret_access_key: &str,
    session_token: &str,
) -> SdkConfig {
    let credentials = SdkCredentials::new(
        access_key_id,
        secret_access_key,
        Some(session_token.to_owned()),
        None,
        "test",
    );
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(organization.scenario().region().to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(organization.endpoint())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .sleep_impl(TokioSleep::new())
        .retry_config(RetryConfig::disabled())
        .build()
}

/// As `config`, in another Region.
pub(crate) fn in_region(config: &SdkConfig, region: &'static str) -> SdkConfig {
    config
        .to_builder()
        .region(Region::from_static(region))
        .build()
}

/// The error code of a call that failed.
pub(crate) fn code<T, E: ProvideErrorMetadata + std::fmt::Debug>(result: Result<T, E>) -> String {
    let Err(error) = result else {
        panic!("the call succeeded");
    };
    match error.code() {
        Some(code) => code.to_owned(),
        None => panic!("no code in {error:?}"),
    }
}

/// The message of a call that failed.
pub(crate) fn message<T, E: ProvideErrorMetadata + std::fmt::Debug>(
    result: Result<T, E>,
) -> String {
    let Err(error) = result else {
        panic!("the call succeeded");
    };
    error.message().unwrap_or_default().to_owned()
}
