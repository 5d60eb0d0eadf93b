use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::attestation::Attestation;
use crate::day::day_of;
use crate::flaw::Flaw;
use crate::scope::Scope;

/// How many days before its expiry a document warns of it.
pub const EXPIRY_NOTICE_DAYS: i64 = 14;

/// What a rule reports of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    pub compliant: bool,
    /// What was found and what to do, for AWS Config's annotation. It never names people.
    pub reason: String,
}

impl Assessment {
    /// The finding on a judged document.
    #[must_use]
    pub fn of(scope: &Scope, judged: &Result<Attestation, Flaw>, now: Timestamp) -> Self {
        match judged {
            Ok(attestation) => Self {
                compliant: true,
                reason: holds(scope, attestation, now),
            },
            Err(flaw) => Self {
                compliant: false,
                reason: format!("The attestation for {} is not accepted: {flaw}.", of(scope)),
            },
        }
    }

    /// The finding when neither scope has a document. It names the path of the shared one, where
    /// the document belongs unless the account differs from the others.
    #[must_use]
    pub fn missing(rule: &str, scopes: &[Scope; 2]) -> Self {
        let [own, shared] = scopes;
        Self {
            compliant: false,
            reason: format!(
                "There is no attestation: Parameter Store has neither {} nor one for {}. \
                 Attest with cargo pack attest.",
                shared.attestation_path(rule),
                of(own)
            ),
        }
    }
}

fn of(scope: &Scope) -> String {
    match scope {
        Scope::Management => "the management account".to_owned(),
        Scope::Members => "all members".to_owned(),
        Scope::Account(account) => format!("account {account}"),
    }
}

fn holds(scope: &Scope, attestation: &Attestation, now: Timestamp) -> String {
    let attested = format!(
        "Attested for {} on {} by {} people",
        of(scope),
        day_of(attestation.attested_at),
        attestation.attested_by.names().len()
    );
    let expiry = &attestation.expiry;
    let day = day_of(expiry.at);
    let because = match &expiry.claim {
        Some(claim) => format!(" (claim {claim})"),
        None => String::new(),
    };
    let notice = SignedDuration::from_hours(24 * EXPIRY_NOTICE_DAYS);
    if expiry.at.duration_since(now) > notice {
        return format!("{attested}; valid until {day}{because}.");
    }
    let left = match days_between(now, expiry.at) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    };
    format!("{attested}; expires {left}, on {day}{because}: attest again before then.")
}

/// From one calendar day (in UTC) to another.
fn days_between(from: Timestamp, to: Timestamp) -> i64 {
    let date = |at| TimeZone::UTC.to_datetime(at).date();
    date(to).duration_since(date(from)).as_hours() / 24
}
