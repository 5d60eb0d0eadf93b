//! The caller's own AWS access: profile, Region and credentials, found as by the AWS CLI.

mod client;
mod error;
pub(crate) mod organization;

use std::env;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials as _;

pub(crate) use self::error::AwsError;

/// The settings of a profile, or of the active one.
pub(crate) async fn profile(name: Option<&str>) -> SdkConfig {
    let mut loader =
        aws_config::defaults(BehaviorVersion::v2026_01_12()).http_client(client::https());
    if let Some(name) = name {
        loader = loader.profile_name(name);
    }
    loader.load().await
}

/// The Region that is set.
pub(crate) fn region(config: &SdkConfig) -> Result<String, AwsError> {
    config
        .region()
        .map(ToString::to_string)
        .ok_or(AwsError::NoRegion)
}

/// The active credentials, with the named profile, if there is one.
pub(crate) async fn credentials(
    config: &SdkConfig,
    profile: Option<&str>,
) -> Result<Credentials, AwsError> {
    let profile = profile.map(str::to_owned);
    let profile = profile.or_else(|| env::var("AWS_PROFILE").ok());
    config
        .credentials_provider()
        .ok_or_else(|| AwsError::no_credentials(profile.as_deref(), None))?
        .provide_credentials()
        .await
        .map_err(|error| AwsError::credentials(&error, profile.as_deref()))
}
