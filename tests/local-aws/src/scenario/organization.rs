//! The organization around the accounts: its units, features and policies.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::account::Account;
use super::account_id::AccountId;
use super::error::{ScenarioError, inconsistent};

/// `[organization]`: everything about it except its accounts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct OrganizationFacts {
    /// The organization's id.
    pub id: String,
    /// The management account's id. Default: 111111111111.
    pub management_account: AccountId,
    /// `ALL`, or `CONSOLIDATED_BILLING`.
    pub feature_set: String,
    /// The features of centralized root access that are on: `RootCredentialsManagement`,
    /// `RootSessions`. Default: none.
    pub features: Vec<String>,
    /// Services that may act in the organization. Default: IAM, which the features need.
    pub trusted_access: Vec<String>,
    /// Delegated administrators: service principal to account id.
    pub delegated_administrators: BTreeMap<String, AccountId>,
    /// AWS Config's aggregators of the whole organization, in the management account. Default:
    /// none.
    pub aggregators: Vec<String>,
    /// The role in the management account with which the rules read the organization; an empty
    /// text for none, so that they use their own credentials.
    pub reader_role: String,
    /// Policy types that are enabled on the root. Default: SERVICE_CONTROL_POLICY.
    pub policy_types: Vec<String>,
    /// Service control policies by name, besides FullAWSAccess.
    pub policies: BTreeMap<String, Policy>,
    /// Where FullAWSAccess is not attached: `Root`, a unit's path, an account id. It is attached
    /// everywhere else.
    pub without_full_access: Vec<String>,
}

impl Default for OrganizationFacts {
    fn default() -> Self {
        Self {
            id: "o-exampleorg1".to_owned(),
            management_account: AccountId::of_number(111_111_111_111),
            feature_set: "ALL".to_owned(),
            features: Vec::new(),
            trusted_access: vec!["iam.amazonaws.com".to_owned()],
            delegated_administrators: BTreeMap::new(),
            aggregators: Vec::new(),
            reader_role: "root-credential-rules-organization-reader".to_owned(),
            policy_types: vec!["SERVICE_CONTROL_POLICY".to_owned()],
            policies: BTreeMap::new(),
            without_full_access: Vec::new(),
        }
    }
}

/// A service control policy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// What it is attached to: `Root`, a unit's path, an account id. Default: nothing.
    #[serde(default)]
    pub attached_to: Vec<String>,
    /// The policy document as it is stored, which need not be valid JSON.
    pub content: String,
}

/// An organizational unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its id, of the form `ou-…`.
    pub id: String,
    /// Its path below the root, such as `Workloads/Production`.
    pub path: String,
}

/// The name by which policies refer to the organization's root.
pub(crate) const ROOT: &str = "Root";

impl OrganizationFacts {
    /// The id of the organization's root.
    #[must_use]
    pub fn root_id(&self) -> &'static str {
        "r-exam"
    }

    /// The organizational units: those that accounts and policies name, and the ones above them.
    #[must_use]
    pub fn units(&self, accounts: &BTreeMap<AccountId, Account>) -> Vec<Unit> {
        let mut paths = BTreeSet::new();
        for account in accounts.values() {
            let mut path = account.unit.as_str();
            while !path.is_empty() {
                paths.insert(path);
                path = parent_path(path);
            }
        }
        paths
            .into_iter()
            .enumerate()
            .map(|(index, path)| Unit {
                id: format!("ou-exam-{:08}", index + 1),
                path: path.to_owned(),
            })
            .collect()
    }

    pub(super) fn check(
        &self,
        accounts: &BTreeMap<AccountId, Account>,
    ) -> Result<(), ScenarioError> {
        for feature in &self.features {
            if !["RootCredentialsManagement", "RootSessions"].contains(&feature.as_str()) {
                return Err(inconsistent(format!(
                    "the feature `{feature}` is neither RootCredentialsManagement nor RootSessions"
                )));
            }
        }
        for (service, account) in &self.delegated_administrators {
            if !accounts.contains_key(account) {
                return Err(inconsistent(format!(
                    "the delegated administrator of {service}, {account}, is not among the accounts"
                )));
            }
        }
        let units = self.units(accounts);
        let attached = self
            .policies
            .values()
            .flat_map(|policy| &policy.attached_to);
        for target in attached.chain(&self.without_full_access) {
            let known = target == ROOT
                || units.iter().any(|unit| unit.path == *target)
                || accounts.keys().any(|id| id.as_str() == target);
            if !known {
                return Err(inconsistent(format!(
                    "a policy's target `{target}` is neither `{ROOT}`, nor a unit of an account, \
                     nor an account"
                )));
            }
        }
        Ok(())
    }
}

/// The path of the parent unit, empty for the root.
pub(crate) fn parent_path(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}
