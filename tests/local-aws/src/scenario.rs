//! The language that describes an organization: one TOML file. Every field has a default, so a case
//! states only what it is about.
//!
//! ```toml
//! [organization]                       # leave it out for a standalone account
//! management-account = "111111111111"  # the default
//! features = ["RootCredentialsManagement", "RootSessions"]
//!
//! [accounts.222222222222]
//! name = "Shop"
//! unit = "Workloads/Production"        # organizational units exist by being named
//! email = "aws-shop@example.com"
//!
//! [accounts.222222222222.root]
//! mfa = [{ kind = "virtual" }]
//! access-keys = [{ last-used = "{{ 14 days ago }}" }]
//!
//! [rule-parameters.root-use-documented]
//! lookbackDays = "30"
//! ```
//!
//! By default, an account has a root user with a password and a hardware MFA device, no access keys
//! and no certificates, an address at example.com and a contact phone number. Anywhere in the text,
//! `{{ now }}`, `{{ 14 days ago }}` and `{{ in 3 hours }}` stand for a time in RFC 3339, `{{ date
//! 14 days ago }}` for a date, so that documents keep their age.

mod account;
mod account_id;
mod alerting;
mod error;
mod fault;
pub(crate) mod organization;
mod relative_time;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use error::inconsistent;

pub use account::{
    AccessKey, Account, AlternateContact, AlternateContacts, Contact, Event, KeyStatus, MfaDevice,
    MfaKind, Root, SigningCertificate, User,
};
pub use account_id::{AccountId, InvalidAccountId};
pub use alerting::{
    Alarm, AlarmMetric, EventRule, EventTarget, Key, LastDelivery, MetricFilter, Subscription,
    Topic, Trail,
};
pub use error::ScenarioError;
pub use fault::{Fault, FaultKind};
pub use organization::{OrganizationFacts, Policy, Unit};
pub use relative_time::PlaceholderError;

/// What an account is to its organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// The organization's management account.
    Management,
    /// Any other account of an organization.
    Member,
    /// An account in no organization.
    Standalone,
}

/// An organization, or one standalone account, with all that the rules can read of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scenario {
    /// The partition in every ARN: `aws`, `aws-cn`, `aws-us-gov`.
    #[serde(default = "default_partition")]
    pub partition: String,
    region: Option<String>,
    /// The most entries in one page of any list; left out, AWS's own page sizes.
    pub page_size: Option<usize>,
    /// CloudTrail's LookupEvents is refused beyond two calls a second in an account and Region.
    #[serde(default)]
    pub limit_lookup_events: bool,
    /// The organization; none for a standalone account.
    pub organization: Option<OrganizationFacts>,
    /// The accounts by id.
    #[serde(default)]
    pub accounts: BTreeMap<AccountId, Account>,
    /// The faults, in the order in which they are tried.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// Rules' InputParameters, by the rule's name, for an evaluation of the whole pack.
    #[serde(default)]
    pub rule_parameters: BTreeMap<String, BTreeMap<String, String>>,
}

fn default_partition() -> String {
    "aws".to_owned()
}

impl std::str::FromStr for Scenario {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<Self, ScenarioError> {
        let text = relative_time::resolve(text, Timestamp::now())?;
        toml::from_str::<Self>(&text)?.completed()
    }
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// When the file can't be read, is not a scenario, or its parts contradict each other.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let path = path.as_ref();
        read(path)?
            .parse::<Self>()
            .map_err(|error| error.in_file(path))
    }

    pub(crate) fn from_table(table: toml::Table) -> Result<Self, ScenarioError> {
        table.try_into::<Self>()?.completed()
    }

    /// One standalone account with the defaults, for evaluations of a real account.
    pub(crate) fn single(partition: &str, region: &str, account: &AccountId) -> Self {
        Self {
            partition: partition.to_owned(),
            region: Some(region.to_owned()),
            page_size: None,
            limit_lookup_events: false,
            organization: None,
            accounts: [(account.clone(), Account::default())].into(),
            faults: Vec::new(),
            rule_parameters: BTreeMap::new(),
        }
    }

    /// The Region in which the rules run; left out, the partition's global one.
    #[must_use]
    pub fn region(&self) -> &str {
        self.region.as_deref().unwrap_or(self.global_region())
    }

    /// The Region in which the partition's global services record their events.
    #[must_use]
    pub fn global_region(&self) -> &'static str {
        match self.partition.as_str() {
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            "aws-eusc" => "eusc-de-east-1",
            _ => "us-east-1",
        }
    }

    /// The kind of `account`; an account outside an organization is standalone.
    #[must_use]
    pub fn kind(&self, account: &AccountId) -> AccountKind {
        match &self.organization {
            None => AccountKind::Standalone,
            Some(organization) if organization.management_account == *account => {
                AccountKind::Management
            }
            Some(_) => AccountKind::Member,
        }
    }

    /// The ARN of the organization's reader role, if there is one.
    #[must_use]
    pub fn reader_role_arn(&self) -> Option<String> {
        let organization = self.organization.as_ref()?;
        let (account, role) = (&organization.management_account, &organization.reader_role);
        (!role.is_empty()).then(|| format!("arn:{}:iam::{account}:role/{role}", self.partition))
    }

    /// The name of `account`, or its id when it has no aggregators.
    #[must_use]
    pub fn name<'a>(&'a self, account: &'a AccountId) -> &'a str {
        self.accounts
            .get(account)
            .and_then(|facts| facts.name.as_deref())
            .unwrap_or(account.as_str())
    }

    /// Adds defaults and refuses contradictions.
    fn completed(mut self) -> Result<Self, ScenarioError> {
        if let Some(organization) = &self.organization {
            self.accounts
                .entry(organization.management_account.clone())
                .or_default();
            organization.check(&self.accounts)?;
        } else {
            match self.accounts.len() {
                0 => {
                    return Err(inconsistent(
                        "it names no account; add [accounts.<id>], or [organization]",
                    ));
                }
                1 => {}
                n => {
                    return Err(inconsistent(format!(
                        "it names {n} accounts and no [organization]"
                    )));
                }
            }
            if let Some((id, _)) = self.accounts.iter().find(|(_, a)| !a.unit.is_empty()) {
                return Err(inconsistent(format!(
                    "account {id} has a unit, but there is no [organization]"
                )));
            }
        }
        for (id, account) in &self.accounts {
            account.check(id)?;
        }
        for fault in &self.faults {
            fault.check()?;
        }
        if self.page_size == Some(0) {
            return Err(inconsistent("page-size is 0; the smallest page holds 1"));
        }
        Ok(self)
    }
}

pub use relative_time::resolve as resolve_times;

pub(crate) fn read(path: &Path) -> Result<String, ScenarioError> {
    std::fs::read_to_string(path).map_err(|source| ScenarioError::Unreadable {
        path: path.to_owned(),
        source,
    })
}
