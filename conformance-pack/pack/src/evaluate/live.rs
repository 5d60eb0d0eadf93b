//! A real account: the caller's identity, and the credentials that the rules run with.

use std::collections::BTreeMap;
use std::env;

use account::AccountId;
use aws_config::SdkConfig;
use aws_sdk_organizations::error::ProvideErrorMetadata as _;
use clap::Args;
use local_aws::{LiveAccount, Organization};
use rule_metadata::AccountKind;

use crate::aws::{self, AwsError, organization};
use crate::error::PackError;
use crate::foreign::Foreign;
use crate::report::Account;

/// How the rules' calls go to AWS, if not as usual.
const CONNECTION: [&str; 3] = [
    "AWS_CA_BUNDLE",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
];
/// Configured endpoints don't count. Not for a function to see: it has to reach the local AWS
/// Config by one.
const IGNORE_ENDPOINTS: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
const ENDPOINT_OF_SERVICE: &str = "AWS_ENDPOINT_URL_";

#[derive(Debug, Args)]
pub(super) struct LiveOptions {
    /// Read the account of your AWS profile instead of a scenario
    #[arg(long)]
    live: bool,
    /// The AWS profile (default: AWS_PROFILE, or whatever the AWS CLI would use)
    #[arg(long, value_name = "NAME", requires = "live")]
    profile: Option<String>,
    /// Read the organization with this role, as deployed functions do; with --organization, the
    /// command assumes it, limited to what the rules declare
    #[arg(long, value_name = "ARN", requires = "live")]
    reader_role: Option<String>,
}

impl LiveOptions {
    pub(super) fn is_wanted(&self) -> bool {
        self.live
    }

    /// Who the caller is, and how AWS is reached.
    pub(super) async fn connect(&self) -> Result<Connection, PackError> {
        let config = aws::profile(self.profile.as_deref()).await;
        let region = aws::region(&config)?;
        // Asked for first: that there are none is told better than by a call's failure.
        aws::credentials(&config, self.profile.as_deref()).await?;
        let (account, partition) = caller(&config).await?;
        Ok(Connection {
            config,
            profile: self.profile.clone(),
            region,
            partition,
            account,
            environment: connection(),
            reader_role: self.reader_role.clone(),
        })
    }

    /// AWS Config's part for the caller's account, if it is one of `wanted` (none: whichever).
    pub(super) async fn start(
        &self,
        wanted: &[local_aws::AccountId],
    ) -> Result<(Organization, Vec<Account>), PackError> {
        let connection = self.connect().await?;
        let account = connection.account;
        if wanted.iter().any(|id| id.as_str() != account.as_str()) {
            return Err(PackError::command(LiveError::OtherAccount { account }));
        }
        let credentials = aws::credentials(&connection.config, self.profile.as_deref()).await?;
        let kind = kind(&connection.config, &account).await;
        let organization = Organization::start_live(LiveAccount {
            account: local(&account)?,
            partition: connection.partition,
            region: connection.region,
            access_key_id: credentials.access_key_id().to_owned(),
            secret_access_key: credentials.secret_access_key().to_owned(),
            session_token: credentials.session_token().map(str::to_owned),
            reader_role_arn: connection.reader_role,
            endpoint: connection.config.endpoint_url().map(str::to_owned),
            environment: connection.environment,
            forward: None,
        })
        .await
        .map_err(PackError::Listen)?;
        let account = Account {
            id: account,
            name: Foreign::default(),
            kind,
            unit: None,
        };
        Ok((organization, vec![account]))
    }
}

/// The caller, and how AWS is reached.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) config: SdkConfig,
    pub(super) profile: Option<String>,
    pub(super) region: String,
    pub(super) partition: String,
    pub(super) account: AccountId,
    /// Environment variables of the functions.
    pub(super) environment: BTreeMap<String, String>,
    pub(super) reader_role: Option<String>,
}

/// Why the caller's account can't be evaluated.
#[derive(Debug, thiserror::Error)]
enum LiveError {
    #[error(
        "the profile's account is {account}: choose a profile of the account that --account names, \
         or give --organization"
    )]
    OtherAccount { account: AccountId },
}

fn connection() -> BTreeMap<String, String> {
    let endpoints_count =
        !env::var(IGNORE_ENDPOINTS).is_ok_and(|value| value.eq_ignore_ascii_case("true"));
    env::vars()
        .filter(|(name, _)| {
            CONNECTION.contains(&name.as_str())
                || (endpoints_count && name.starts_with(ENDPOINT_OF_SERVICE))
        })
        .collect()
}

/// The id as the local AWS Config takes it.
pub(super) fn local(id: &AccountId) -> Result<local_aws::AccountId, AwsError> {
    id.as_str().parse().map_err(|_| AwsError::Incomplete {
        call: "sts:GetCallerIdentity",
        lacks: "its account has no id of 12 digits",
    })
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
            let answered = answer.organization?;
            let management = answered.master_account_id?;
            Some(organization::kind(account.as_str(), &management))
        }
        Err(error) if error.code() == Some("AWSOrganizationsNotInUseException") => {
            Some(AccountKind::Standalone)
        }
        Err(_) => None,
    }
}
