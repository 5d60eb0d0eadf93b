//! The caller's own AWS: profile, Region and credentials as the AWS CLI finds them.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use crate::error::PackError;

/// The settings of a profile, or of the one that is in force.
pub(crate) async fn profile(name: Option<&str>) -> Result<SdkConfig, PackError> {
    let https = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12()).http_client(https);
    if let Some(name) = name {
        loader = loader.profile_name(name);
    }
    Ok(loader.load().await)
}

/// The Region that is set.
pub(crate) fn region(config: &SdkConfig) -> Result<String, PackError> {
    config
        .region()
        .map(ToString::to_string)
        .ok_or(PackError::NoRegion)
}

/// The credentials that are in force.
pub(crate) async fn credentials(config: &SdkConfig) -> Result<Credentials, PackError> {
    let provider = config
        .credentials_provider()
        .ok_or_else(|| PackError::NoCredentials {
            problem: "none are configured".to_owned(),
        })?;
    provider
        .provide_credentials()
        .await
        .map_err(|error| PackError::NoCredentials {
            problem: aws_smithy_types::error::display::DisplayErrorContext(&error).to_string(),
        })
}
