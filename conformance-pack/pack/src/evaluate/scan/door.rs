//! The way into a member account: credentials that can do nothing but what the rules need.

use std::sync::Arc;

use account::AccountId;
use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_sts::Client;
use aws_sdk_sts::types::{Credentials as Given, PolicyDescriptorType};

use super::member_access::{MemberAccess, ROOT_TASK};
use crate::aws::AwsError;

const ASSUME_ROLE: &str = "sts:AssumeRole";
const ASSUME_ROOT: &str = "sts:AssumeRoot";
/// By which CloudTrail tells whose session it was.
const SESSION_NAME: &str = "root-credential-rules-scan";
/// Seconds: the longest of a role that another role assumes. No account takes longer.
const ROLE_SESSION: i32 = 3_600;
/// Seconds: the longest of a root session.
const ROOT_SESSION: i32 = 900;
const PROVIDER: &str = "cargo pack evaluate";

/// Why an account can't be entered. Nothing in it is about one account, so that the same reason in
/// many accounts is told once.
#[derive(Debug, thiserror::Error)]
pub(super) enum DoorError {
    #[error(
        "the role {role} can't be assumed: it doesn't exist in the account, or doesn't let you in: \
         create it, give --member-role, or leave the account out with --exclude"
    )]
    Role { role: String },
    #[error(
        "a root session can't be opened: let the profile's role use sts:AssumeRoot, switch on \
         centralized root access, or give --member-access role"
    )]
    Root,
    #[error(transparent)]
    Aws(#[from] AwsError),
}

impl DoorError {
    /// Whether the caller has to sign in again: no other account can be entered either.
    pub(super) fn is_about_caller(&self) -> bool {
        matches!(self, Self::Aws(error) if error.is_about_credentials())
    }
}

/// How member accounts are entered.
#[derive(Debug)]
pub(super) struct Door {
    sts: Client,
    partition: String,
    access: MemberAccess,
    role: String,
}

impl Door {
    pub(super) fn new(
        config: &SdkConfig,
        partition: &str,
        access: MemberAccess,
        role: &str,
    ) -> Self {
        Self {
            sts: Client::new(config),
            partition: partition.to_owned(),
            access,
            role: role.to_owned(),
        }
    }

    /// A session in `account`, limited by `policy` where a role is assumed, and by AWS's own policy
    /// of the task where it is the root user's.
    pub(super) async fn enter(
        &self,
        account: &AccountId,
        policy: &str,
    ) -> Result<Credentials, DoorError> {
        let partition = &self.partition;
        match self.access {
            MemberAccess::Role => {
                let arn = format!("arn:{partition}:iam::{account}:role/{}", self.role);
                assume(&self.sts, &arn, policy)
                    .await
                    .map_err(|error| match error {
                        AwsError::Denied { .. } => DoorError::Role {
                            role: self.role.clone(),
                        },
                        other => other.into(),
                    })
            }
            MemberAccess::RootAudit => {
                let task = PolicyDescriptorType::builder()
                    .arn(format!("arn:{partition}:iam::aws:policy/{ROOT_TASK}"))
                    .build();
                let answer = self
                    .sts
                    .assume_root()
                    .target_principal(account.as_str())
                    .task_policy_arn(task)
                    .duration_seconds(ROOT_SESSION)
                    .send()
                    .await
                    .map_err(AwsError::of(ASSUME_ROOT))
                    .map_err(|error| match error {
                        AwsError::Denied { .. } => DoorError::Root,
                        other => other.into(),
                    })?;
                Ok(credentials(ASSUME_ROOT, answer.credentials)?)
            }
        }
    }
}

async fn assume(sts: &Client, arn: &str, policy: &str) -> Result<Credentials, AwsError> {
    let answer = sts
        .assume_role()
        .role_arn(arn)
        .role_session_name(SESSION_NAME)
        .policy(policy)
        .duration_seconds(ROLE_SESSION)
        .send()
        .await
        .map_err(AwsError::of(ASSUME_ROLE))?;
    credentials(ASSUME_ROLE, answer.credentials)
}

fn credentials(call: &'static str, given: Option<Given>) -> Result<Credentials, AwsError> {
    given
        .filter(|given| {
            let parts = [
                &given.access_key_id,
                &given.secret_access_key,
                &given.session_token,
            ];
            parts.iter().all(|part| !part.is_empty())
        })
        .map(|given| {
            Credentials::new(
                given.access_key_id,
                given.secret_access_key,
                Some(given.session_token),
                given.expiration.try_into().ok(),
                PROVIDER,
            )
        })
        .ok_or(AwsError::Incomplete {
            call,
            lacks: "it has no credentials",
        })
}

/// A configuration with which the organization is read: a role's, limited to `policy`, and assumed
/// again before its session ends.
pub(super) fn narrowed(config: &SdkConfig, role_arn: &str, policy: &str) -> SdkConfig {
    let provider = Narrowed {
        sts: Client::new(config),
        role_arn: role_arn.to_owned(),
        policy: policy.into(),
    };
    config
        .to_builder()
        .credentials_provider(SharedCredentialsProvider::new(provider))
        .build()
}

#[derive(Debug)]
struct Narrowed {
    sts: Client,
    role_arn: String,
    policy: Arc<str>,
}

impl ProvideCredentials for Narrowed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            assume(&self.sts, &self.role_arn, &self.policy)
                .await
                .map_err(CredentialsError::provider_error)
        })
    }
}
