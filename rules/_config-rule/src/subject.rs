use std::time::{Duration, SystemTime};

use aws_sdk_organizations::error::ProvideErrorMetadata;
use aws_types::SdkConfig;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::{AccountId, AccountKind, Partition, ReadError};

/// The organization of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Such as `o-exampleorgid`.
    pub id: String,
    pub management_account: AccountId,
}

/// An account's place in its organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Membership {
    Management(Organization),
    Member(Organization),
    Standalone,
}

impl Membership {
    #[must_use]
    pub fn kind(&self) -> AccountKind {
        match self {
            Self::Management(_) => AccountKind::Management,
            Self::Member(_) => AccountKind::Member,
            Self::Standalone => AccountKind::Standalone,
        }
    }

    #[must_use]
    pub fn organization(&self) -> Option<&Organization> {
        match self {
            Self::Management(organization) | Self::Member(organization) => Some(organization),
            Self::Standalone => None,
        }
    }
}

/// The account under evaluation.
#[derive(Debug)]
pub struct Subject<'a> {
    pub account: &'a AccountId,
    pub partition: Partition,
    /// When the evaluation began.
    pub now: SystemTime,
    pub(crate) reading_ends: Instant,
    pub(crate) memberships: &'a Memberships,
}

impl Subject<'_> {
    /// How much of the invocation is left for reading AWS. Reading is cut off then, as an error;
    /// what can stop earlier in another way does.
    #[must_use]
    pub fn time_left(&self) -> Duration {
        self.reading_ends.saturating_duration_since(Instant::now())
    }

    /// The ARN of the account's root user.
    #[must_use]
    pub fn root_arn(&self) -> String {
        format!("arn:{}:iam::{}:root", self.partition, self.account)
    }

    /// The account's place, asked for at most once in the life of a function. A rule that doesn't
    /// need it doesn't call AWS Organizations.
    ///
    /// # Errors
    ///
    /// DescribeOrganization could not be read.
    pub async fn membership(&self) -> Result<&Membership, ReadError> {
        self.memberships.of(self.account).await
    }
}

/// Reads and keeps the membership of the one account that a function serves.
#[derive(Debug)]
pub(crate) struct Memberships {
    config: SdkConfig,
    known: OnceCell<Membership>,
}

const DESCRIBE_ORGANIZATION: &str = "organizations:DescribeOrganization";

impl Memberships {
    pub(crate) fn new(config: SdkConfig) -> Self {
        Self {
            config,
            known: OnceCell::new(),
        }
    }

    async fn of(&self, account: &AccountId) -> Result<&Membership, ReadError> {
        self.known.get_or_try_init(|| self.read(account)).await
    }

    async fn read(&self, account: &AccountId) -> Result<Membership, ReadError> {
        // Called at most once; a rule that never calls it is built without the client.
        let client = aws_sdk_organizations::Client::new(&self.config);
        let answer = match client.describe_organization().send().await {
            Ok(answer) => answer,
            Err(error) if error.code() == Some("AWSOrganizationsNotInUseException") => {
                return Ok(Membership::Standalone);
            }
            Err(error) => return Err(ReadError::of(DESCRIBE_ORGANIZATION)(error)),
        };
        let lacks = |field| ReadError::lacks(DESCRIBE_ORGANIZATION, field);
        let organization = answer.organization.ok_or_else(|| lacks("Organization"))?;
        let organization = Organization {
            id: organization
                .id
                .filter(|id| !id.is_empty())
                .ok_or_else(|| lacks("Organization.Id"))?,
            management_account: organization
                .master_account_id
                .as_deref()
                .and_then(|id| id.parse().ok())
                .ok_or_else(|| lacks("Organization.MasterAccountId"))?,
        };
        Ok(if organization.management_account == *account {
            Membership::Management(organization)
        } else {
            Membership::Member(organization)
        })
    }
}
