use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_sdk_sts::Client;
use aws_sdk_sts::types::Tag;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;

use crate::{AccountId, ReadError, session_credentials};

const ASSUME_ROLE: &str = "sts:AssumeRole";
const PROVIDER: &str = "organization-reader-role";
/// The session tag that tells the role whose data may be read.
const ACCOUNT_TAG: &str = "account";
const ATTEMPTS: u32 = 3;
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);
const LONGEST_BACKOFF: Duration = Duration::from_secs(1);

/// The role is assumed within an attempt of another call. All attempts together take less time than
/// that attempt has; otherwise it would time out and assume the role again and again.
pub(crate) fn client(own: &SdkConfig) -> Client {
    let config = aws_sdk_sts::config::Builder::from(own)
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(ATTEMPTS)
                .with_max_backoff(LONGEST_BACKOFF),
        )
        .timeout_config(
            TimeoutConfig::builder()
                .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                .build(),
        )
        .build();
    Client::from_conf(config)
}

/// Credentials of the organization's reader role, for the one account that the function serves.
#[derive(Debug)]
pub(crate) struct ReaderRole {
    pub(crate) sts: Client,
    pub(crate) role_arn: String,
    pub(crate) rule: &'static str,
    /// Set by the first event; nothing is read before.
    pub(crate) account: Arc<OnceLock<AccountId>>,
}

impl ReaderRole {
    async fn assume(&self) -> Result<Credentials, CredentialsError> {
        let account = self
            .account
            .get()
            .ok_or_else(|| CredentialsError::not_loaded("no account is under evaluation yet"))?;
        let tag = Tag::builder()
            .key(ACCOUNT_TAG)
            .value(account.as_str())
            .build()
            .map_err(CredentialsError::unhandled)?;
        let answer = self
            .sts
            .assume_role()
            .role_arn(&self.role_arn)
            .role_session_name(self.rule)
            .tags(tag)
            .send()
            .await
            .map_err(ReadError::of(ASSUME_ROLE))
            .map_err(failed)?;
        session_credentials(ASSUME_ROLE, answer.credentials, PROVIDER).map_err(failed)
    }
}

fn failed(error: ReadError) -> CredentialsError {
    CredentialsError::provider_error(ReadError::ReaderRole(Box::new(error)))
}

impl ProvideCredentials for ReaderRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.assume())
    }
}
