use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_sdk_sts::types::Tag;

use crate::{AccountId, ReadError};

const ASSUME_ROLE: &str = "sts:AssumeRole";
/// The session tag by which the role knows whose data may be read.
const ACCOUNT_TAG: &str = "account";

/// Credentials of the organization's reader role, for the one account that the function serves.
#[derive(Debug)]
pub(crate) struct ReaderRole {
    pub(crate) sts: aws_sdk_sts::Client,
    pub(crate) role_arn: String,
    pub(crate) rule: &'static str,
    /// Set by the first event; there is nothing to read before.
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
        let given = answer
            .credentials
            .ok_or_else(|| failed(ReadError::lacks(ASSUME_ROLE, "Credentials")))?;
        let expiry = SystemTime::try_from(given.expiration)
            .map_err(|_| failed(ReadError::lacks(ASSUME_ROLE, "Credentials.Expiration")))?;
        Ok(Credentials::new(
            given.access_key_id,
            given.secret_access_key,
            Some(given.session_token),
            Some(expiry),
            "organization-reader-role",
        ))
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
