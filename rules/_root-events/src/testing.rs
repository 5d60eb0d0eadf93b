//! AWS's answers, parsed without a call.

use config_rule::ReadError;

use crate::event::Envelope;
use crate::{CredentialUse, RootEvent};

/// Reads the root user's row of a credential report.
///
/// # Errors
///
/// Names the part that the report lacks.
pub fn credential_use(report: &[u8]) -> Result<CredentialUse, ReadError> {
    CredentialUse::parse(report)
}

/// Reads an event's record without LookupEvents' other fields. `None` if the record is understood
/// and the root user didn't do it.
#[must_use]
pub fn root_event(record: &str) -> Option<RootEvent> {
    RootEvent::read(Some(record), Envelope::default())
}
