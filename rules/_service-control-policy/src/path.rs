//! The account that is asked about, and the policies on its path.

use crate::document::Policy;
use std::sync::Arc;

/// The account whose root user is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: String,
    /// The account's id, twelve digits.
    pub id: String,
    /// The organization's id, `o-…`.
    pub organization: String,
}

/// The service control policies of an account's path.
#[derive(Clone, Debug)]
pub enum InForce {
    /// The policy type SERVICE_CONTROL_POLICY is not enabled on the organization's root, so
    /// attached policies have no effect.
    Disabled,
    /// The organization's root, the OUs from the outermost to the innermost, the account.
    Path(Vec<Level>),
}

/// The organization's root, an OU or the account, with the policies attached to it.
#[derive(Clone, Debug)]
pub struct Level {
    /// `r-…`, `ou-…` or the account's id.
    pub id: String,
    /// Every service control policy attached here, in any order.
    pub policies: Vec<Arc<Policy>>,
}
