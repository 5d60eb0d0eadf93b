//! A real account: the caller's identity, and the credentials that the rules run with.

use std::collections::BTreeMap;
use std::env;

use aws_config::SdkConfig;
use aws_sdk_organizations::error::ProvideErrorMetadata as _;
use clap::Args;
use local_aws::{AccountId, LiveAccount, Organization};
use rule_metadata::AccountKind;

use crate::aws::{self, AwsError};
use crate::error::PackError;
use crate::foreign::Foreign;
use crate::report::{self, Account};

/// Where and how the rules' calls go, if not to AWS as usual.
const CONNECTION: [&str; 4] = [
    "AWS_CA_BUNDLE",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
];
const ENDPOINT_OF_SERVICE: &str = "AWS_ENDPOINT_URL_";

#[derive(Debug, Args)]
pub(super) struct LiveOptions {
    /// Read the account of your AWS profile instead of a scenario
    #[arg(long)]
    live: bool,
    /// The AWS profile (default: AWS_PROFILE, or whatever the AWS CLI would use)
    #[arg(long, value_name = "NAME", requires = "live")]
    profile: Option<String>,
    /// Read the organization with this role, as deployed functions do
    #[arg(long, value_name = "ARN", requires = "live")]
    reader_role: Option<String>,
}

impl LiveOptions {
    pub(super) fn is_wanted(&self) -> bool {
        self.live
    }

    /// Plays AWS Config for the caller's account.
    pub(super) async fn start(&self) -> Result<(Organization, Vec<Account>), PackError> {
        let config = aws::profile(self.profile.as_deref()).await;
        let region = aws::region(&config)?;
        let credentials = aws::credentials(&config, self.profile.as_deref()).await?;
        let (account, partition) = caller(&config).await?;
        let kind = kind(&config, &account).await;
        let organization = Organization::start_live(LiveAccount {
            account: account.clone(),
            partition,
            region,
            access_key_id: credentials.access_key_id().to_owned(),
            secret_access_key: credentials.secret_access_key().to_owned(),
            session_token: credentials.session_token().map(str::to_owned),
            reader_role_arn: self.reader_role.clone(),
            endpoint: config.endpoint_url().map(str::to_owned),
            environment: connection(),
            forward: None,
        })
        .await
        .map_err(PackError::Listen)?;
        let account = Account {
            id: report::id(&account)?,
            name: Foreign::default(),
            kind,
            unit: None,
        };
        Ok((organization, vec![account]))
    }
}

fn connection() -> BTreeMap<String, String> {
    env::vars()
        .filter(|(name, _)| {
            CONNECTION.contains(&name.as_str()) || name.starts_with(ENDPOINT_OF_SERVICE)
        })
        .collect()
}

/// The caller's account and partition.
async fn caller(config: &SdkConfig) -> Result<(AccountId, String), AwsError> {
    const CALL: &str = "sts:GetCallerIdentity";
    let identity = aws_sdk_sts::Client::new(config)
        .get_caller_identity()
        .send()
        .await
        .map_err(AwsError::of(CALL))?;
    let partition = identity.arn().and_then(|arn| arn.split(':').nth(1));
    let account = identity.account().and_then(|id| id.parse().ok());
    account
        .zip(partition.map(str::to_owned))
        .ok_or(AwsError::Incomplete {
            call: CALL,
            lacks: "it names no account",
        })
}

/// The account's kind; `None` if the caller may not know it. The rules find out for themselves:
/// this is only for the table.
async fn kind(config: &SdkConfig, account: &AccountId) -> Option<AccountKind> {
    let answer = aws_sdk_organizations::Client::new(config)
        .describe_organization()
        .send()
        .await;
    match answer {
        Ok(answer) => {
            let organization = answer.organization?;
            if organization.master_account_id? == account.as_str() {
                Some(AccountKind::Management)
            } else {
                Some(AccountKind::Member)
            }
        }
        Err(error) if error.code() == Some("AWSOrganizationsNotInUseException") => {
            Some(AccountKind::Standalone)
        }
        Err(_) => None,
    }
}
