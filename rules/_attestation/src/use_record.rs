use jiff::{SignedDuration, Timestamp};

use crate::attestation::MAX_DOCUMENT_BYTES;
use crate::flaw::{Flaw, Problem};
use crate::json::Json;
use crate::link::Link;
use crate::moment::read_past;
use crate::people::People;

/// A documented use of the root user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseRecord {
    pub from: Timestamp,
    pub to: Timestamp,
    pub purpose: Purpose,
    pub people: People,
    /// The ticket or minutes of the use.
    pub reference: Link,
}

/// What the root user was used for: one of the ten scenarios that every organization
/// documents, a test, or an answer to an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    UseRoot,
    ResetPassword,
    ChangePassword,
    ResetMfa,
    ChangeMfa,
    ResetEmail,
    ChangeEmail,
    ResetPhone,
    ChangePhone,
    CloseAccount,
    QuarterlyTest,
    SuspectedCompromise,
}

impl Purpose {
    pub const ALL: [Self; 12] = [
        Self::UseRoot,
        Self::ResetPassword,
        Self::ChangePassword,
        Self::ResetMfa,
        Self::ChangeMfa,
        Self::ResetEmail,
        Self::ChangeEmail,
        Self::ResetPhone,
        Self::ChangePhone,
        Self::CloseAccount,
        Self::QuarterlyTest,
        Self::SuspectedCompromise,
    ];

    /// As documents write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UseRoot => "use-root",
            Self::ResetPassword => "reset-password",
            Self::ChangePassword => "change-password",
            Self::ResetMfa => "reset-mfa",
            Self::ChangeMfa => "change-mfa",
            Self::ResetEmail => "reset-email",
            Self::ChangeEmail => "change-email",
            Self::ResetPhone => "reset-phone",
            Self::ChangePhone => "change-phone",
            Self::CloseAccount => "close-account",
            Self::QuarterlyTest => "quarterly-test",
            Self::SuspectedCompromise => "suspected-compromise",
        }
    }

    /// Whether a use for this purpose explains a change of the root password. A password isn't
    /// changed just for the sake of it.
    #[must_use]
    pub fn covers_password_change(self) -> bool {
        matches!(self, Self::ResetPassword | Self::SuspectedCompromise)
    }

    fn read(json: Json) -> Result<Self, Problem> {
        let text = json.text()?;
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.name() == text)
            .ok_or(Problem::Purpose)
    }
}

impl UseRecord {
    /// Reads a record. The use must be over: a record that ends in the future would document in
    /// advance whatever happens until then.
    ///
    /// # Errors
    ///
    /// The first thing to correct.
    pub fn parse(text: &str, now: Timestamp) -> Result<Self, Flaw> {
        let mut document = Json::document(text, MAX_DOCUMENT_BYTES)?;
        document.schema_version()?;
        document.only(&["from", "to", "purpose", "people", "reference"])?;
        let from = document.read("from", |json| read_past(json, now))?;
        let to = document.read("to", |json| read_past(json, now))?;
        let purpose = document.read("purpose", Purpose::read)?;
        let people = document.read("people", People::read)?;
        let reference = document.read("reference", Link::read)?;
        if to < from {
            return Err(Flaw::EndsBeforeBegin);
        }
        Ok(Self {
            from,
            to,
            purpose,
            people,
            reference,
        })
    }

    /// The record, if the use is at most this many hours long: one that covers weeks would document
    /// whatever happens in them.
    ///
    /// # Errors
    ///
    /// Says how long it is.
    pub fn within(self, max_hours: u32) -> Result<Self, Flaw> {
        let length = self.to.duration_since(self.from);
        if length <= SignedDuration::from_hours(max_hours.into()) {
            return Ok(self);
        }
        Err(Flaw::TooLong {
            // Part of an hour counts as an hour.
            hours: length.as_hours() + i64::from(length.as_secs() % 3600 > 0),
            max_hours,
        })
    }

    /// Whether the use covers a moment, both ends included.
    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        (self.from..=self.to).contains(&at)
    }
}
