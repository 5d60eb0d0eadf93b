//! Which credentials an account's root user has, according to IAM's account summary.
//!
//! Source: IAM API Reference, GetAccountSummary.

mod rule;
mod summary;
#[cfg(feature = "testing")]
pub mod testing;

use aws_sdk_iam::Client;
use config_rule::{Partition, ReadError};

pub use rule::{CredentialsRule, Judge};
pub use summary::RootCredentials;

/// What a rule about these credentials says of an account that has none.
pub const NO_CREDENTIALS: &str =
    "The root user has no password, access key or signing certificate.";

pub(crate) const GET_ACCOUNT_SUMMARY: &str = "iam:GetAccountSummary";

/// Reads the account's own summary.
///
/// # Errors
///
/// GetAccountSummary could not be read, or its answer lacks the root user's fields.
pub async fn read(iam: &Client, partition: Partition) -> Result<RootCredentials, ReadError> {
    let answer = iam
        .get_account_summary()
        .send()
        .await
        .map_err(ReadError::of(GET_ACCOUNT_SUMMARY))?;
    RootCredentials::parse(&answer.summary_map.unwrap_or_default(), partition)
}
