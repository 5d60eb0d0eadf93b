//! One account and its root user.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::account_id::AccountId;
use super::alerting::{Alarm, EventRule, Key, MetricFilter, Topic, Trail};
use super::error::{ScenarioError, inconsistent};

/// `[accounts.<id>]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Account {
    /// The account's name. Default: `Account <id>`.
    pub name: Option<String>,
    /// The account's alias, under which CloudTrail may record its root user. Default: none.
    pub alias: Option<String>,
    /// The root user's email address. Default: `aws+<id>@example.com`.
    pub email: Option<String>,
    /// The role by which the management account gets in, with all rights; an empty text for none.
    /// Default: OrganizationAccountAccessRole, which AWS makes in a member account.
    pub access_role: Option<String>,
    /// The path of its organizational unit, such as `Workloads/Production`. Default: the root.
    pub unit: String,
    /// `ACTIVE` (the default), `SUSPENDED`, `PENDING_CLOSURE` …
    pub state: Option<String>,
    /// The root user and its credentials.
    pub root: Root,
    /// IAM users.
    pub users: Vec<User>,
    /// Names of virtual MFA devices that nobody uses.
    pub unassigned_virtual_mfa: Vec<String>,
    /// The contact information.
    pub contact: Contact,
    /// The alternate contacts. Default: none.
    pub alternate_contacts: AlternateContacts,
    /// Parameter Store: name to value.
    pub parameters: BTreeMap<String, String>,
    /// What CloudTrail has recorded.
    pub events: Vec<Event>,
    /// CloudTrail's trails.
    pub trails: Vec<Trail>,
    /// Rules on the default event bus.
    pub event_rules: Vec<EventRule>,
    /// Metric filters of log groups.
    pub metric_filters: Vec<MetricFilter>,
    /// CloudWatch alarms.
    pub alarms: Vec<Alarm>,
    /// SNS topics.
    pub topics: Vec<Topic>,
    /// KMS keys.
    pub keys: Vec<Key>,
}

/// The root user. Default: a password and a hardware MFA device.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Root {
    /// Whether there is a password.
    pub password: bool,
    /// Whether GetAccountSummary returns AccountPasswordPresent.
    pub password_reported: bool,
    /// When the password was last used to sign in.
    pub password_last_used: Option<Timestamp>,
    /// When the password was last changed.
    pub password_last_changed: Option<Timestamp>,
    /// Access keys.
    pub access_keys: Vec<AccessKey>,
    /// X.509 signing certificates.
    pub signing_certificates: Vec<SigningCertificate>,
    /// MFA devices.
    pub mfa: Vec<MfaDevice>,
}

impl Default for Root {
    fn default() -> Self {
        Self {
            password: true,
            password_reported: true,
            password_last_used: None,
            password_last_changed: None,
            access_keys: Vec::new(),
            signing_certificates: Vec::new(),
            mfa: vec![MfaDevice {
                kind: MfaKind::Hardware,
                name: None,
            }],
        }
    }
}

/// An access key of the root user.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AccessKey {
    /// `Active` (the default) or `Inactive`.
    pub status: KeyStatus,
    /// When it was last used. Default: never.
    pub last_used: Option<Timestamp>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// A signing certificate of the root user.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SigningCertificate {
    /// `Active` (the default) or `Inactive`.
    pub status: KeyStatus,
}

/// Whether a key or a certificate can be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum KeyStatus {
    /// It can be used.
    #[default]
    Active,
    /// It exists, and could be activated.
    Inactive,
}

/// An MFA device.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MfaDevice {
    /// What it is.
    pub kind: MfaKind,
    /// A virtual device's or passkey's name; a hardware token's serial number.
    pub name: Option<String>,
}

/// Kinds of MFA devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MfaKind {
    /// An authenticator app.
    Virtual,
    /// A token that shows codes.
    Hardware,
    /// A passkey or security key.
    Passkey,
}

/// An IAM user.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct User {
    /// The user's name.
    pub name: String,
    /// MFA devices. Default: none.
    #[serde(default)]
    pub mfa: Vec<MfaDevice>,
    /// When the password was last used; without one the user has no password.
    pub password_last_used: Option<Timestamp>,
}

/// The account's contact information. Default: a number from the range kept for examples.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Contact {
    /// Whether there is contact information.
    pub present: bool,
    /// The phone number as it was typed; an empty one is left out of the answer.
    pub phone: String,
    /// The country of the address: two letters.
    pub country: String,
}

impl Default for Contact {
    fn default() -> Self {
        Self {
            present: true,
            phone: "+1 202-555-0142".to_owned(),
            country: "US".to_owned(),
        }
    }
}

/// The alternate contacts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AlternateContacts {
    /// For billing.
    pub billing: Option<AlternateContact>,
    /// For operations.
    pub operations: Option<AlternateContact>,
    /// For security.
    pub security: Option<AlternateContact>,
}

/// An alternate contact.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AlternateContact {
    /// The phone number as it was typed; left out, the answer has none.
    pub phone: Option<String>,
    /// The email address. Default: one at example.com.
    pub email: Option<String>,
}

/// An event that CloudTrail has recorded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Event {
    /// The event's name, such as `ConsoleLogin`.
    pub name: String,
    /// When it happened.
    pub time: Timestamp,
    /// Whose event it is; the account's alias is root, too. Default: `root`.
    #[serde(default = "root_user")]
    pub user: String,
    /// The type of the identity. Default: `Root` for root, else `IAMUser`.
    pub identity_type: Option<String>,
    /// The Region that recorded it. Default: the partition's global Region.
    pub region: Option<String>,
    /// Default: the sign-in service for ConsoleLogin and password events, else IAM.
    pub source: Option<String>,
    /// `AwsApiCall`, `AwsConsoleSignIn`, `AwsServiceEvent` … Default: by the event's name.
    #[serde(rename = "type")]
    pub event_type: Option<String>,
    /// The service that made the call for the user.
    pub invoked_by: Option<String>,
    /// Whether it is a session of centralized root access.
    #[serde(default)]
    pub assumed_root: bool,
    /// The error code, for a call that failed.
    pub error_code: Option<String>,
    /// For a sign-in: whether MFA was used. Default: true.
    pub mfa_used: Option<bool>,
    /// For a sign-in: whether it failed.
    #[serde(default)]
    pub failed: bool,
    /// JSON to use instead of the record made from the other fields.
    pub record: Option<String>,
    /// How often it happened, all at the same time. Default: once.
    #[serde(default = "once")]
    pub times: usize,
}

fn once() -> usize {
    1
}

fn root_user() -> String {
    "root".to_owned()
}

impl Account {
    /// The role by which the management account gets in; none without one.
    #[must_use]
    pub fn access_role(&self) -> Option<&str> {
        let role = self.access_role.as_deref();
        Some(role.unwrap_or("OrganizationAccountAccessRole")).filter(|role| !role.is_empty())
    }

    /// The root user's email address.
    #[must_use]
    pub fn email(&self, id: &AccountId) -> String {
        self.email
            .clone()
            .unwrap_or_else(|| format!("aws+{id}@example.com"))
    }

    pub(super) fn check(&self, id: &AccountId) -> Result<(), ScenarioError> {
        let unit = &self.unit;
        if !unit.is_empty() && unit.split('/').any(|name| name.trim().is_empty()) {
            return Err(inconsistent(format!(
                "the unit `{unit}` of account {id} has an empty name in its path"
            )));
        }
        if self.root.access_keys.len() > 2 || self.root.signing_certificates.len() > 2 {
            return Err(inconsistent(format!(
                "the root user of account {id} has more than two access keys or certificates"
            )));
        }
        if let Some(name) = self.parameters.keys().find(|name| !name.starts_with('/')) {
            return Err(inconsistent(format!(
                "the parameter `{name}` of account {id} does not begin with a slash"
            )));
        }
        Ok(())
    }
}
