//! For rules that judge documents in Parameter Store: an account's attestation ([`Documents`]) or
//! the records of its root user's uses ([`UseRecords`]).
//!
//! The store is read in the account that keeps it: with the organization's reader role if the
//! function has one, otherwise with its own credentials.
//!
//! Sources: Systems Manager API Reference, GetParameters and GetParametersByPath.

mod document;
mod documents;
mod precondition;
mod rule;
mod stored;
#[cfg(feature = "testing")]
pub mod testing;
mod use_records;

pub use attestation;
pub use config_rule_macros::claims;
pub use document::Document;
pub use documents::Documents;
pub use precondition::{Always, Precondition, RootCredentialsExist};
pub use rule::{Attested, AttestedRule, Facts};
pub use use_records::{StoredUse, UseRecords};

use config_rule::Subject;
use jiff::Timestamp;

/// The evaluation's time. A clock beyond all dates makes every document outdated.
fn now(subject: &Subject<'_>) -> Timestamp {
    Timestamp::try_from(subject.now).unwrap_or(Timestamp::MAX)
}
