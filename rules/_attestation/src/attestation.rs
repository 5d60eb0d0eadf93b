use jiff::Timestamp;

use crate::claim::{self, Answers};
use crate::flaw::Flaw;
use crate::json::{Fields, Json};
use crate::link::Link;
use crate::moment::{days_after, read_past};
use crate::people::People;
use crate::{AccountKind, Claim};

/// The largest document that Parameter Store keeps, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 8 * 1024;

/// What an account asks of a rule's attestation today.
#[derive(Debug, Clone, Copy)]
pub struct Demand<'a> {
    /// As the rule's rule.toml lists them.
    pub claims: &'a [Claim],
    pub kind: AccountKind,
    /// The rule's parameter `maxAgeDays`.
    pub max_age_days: u32,
    pub now: Timestamp,
}

/// An attestation that is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    pub attested_at: Timestamp,
    pub attested_by: People,
    pub evidence: Link,
    pub claims: Answers,
    pub expiry: Expiry,
}

/// When an attestation expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    pub at: Timestamp,
    /// The claim that expires first; `None` if the attestation itself does.
    pub claim: Option<String>,
}

impl Demand<'_> {
    /// Judges the text of a document.
    ///
    /// # Errors
    ///
    /// The first thing to correct.
    pub fn judge(&self, text: &str) -> Result<Attestation, Flaw> {
        let mut document = Json::document(text, MAX_DOCUMENT_BYTES)?;
        document.schema_version()?;
        document.only(&["attestedAt", "attestedBy", "evidence", "claims"])?;
        let attested_at = document.read("attestedAt", |json| read_past(json, self.now))?;
        let attested_by = document.read("attestedBy", People::read)?;
        let evidence = document.read("evidence", Link::read)?;
        let claims: Fields = document.read("claims", Json::object)?;
        let (claims, claim_expiry) = claim::judge(self.claims, self.kind, claims, self.now)?;
        let ends = days_after(attested_at, self.max_age_days);
        if ends < self.now {
            return Err(Flaw::Outdated {
                attested_at,
                max_age_days: self.max_age_days,
            });
        }
        let expiry = match claim_expiry {
            Some((at, claim)) if at < ends => Expiry {
                at,
                claim: Some(claim),
            },
            _ => Expiry {
                at: ends,
                claim: None,
            },
        };
        Ok(Attestation {
            attested_at,
            attested_by,
            evidence,
            claims,
            expiry,
        })
    }
}
