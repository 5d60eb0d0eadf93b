use std::fmt;

use attestation::{AccountKind, Claim, Demand, Finding, Flaw, Scope};
use config_rule::Verdict;
use jiff::Timestamp;

/// What Parameter Store holds of an account's attestation; the facts of a rule's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub(crate) rule: &'static str,
    pub(crate) kind: AccountKind,
    /// Where it was looked for, in this order.
    pub(crate) scopes: [Scope; 2],
    pub(crate) found: Option<Found>,
    pub(crate) now: Timestamp,
}

/// The first document that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) scope: Scope,
    pub(crate) value: Value,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    /// A SecureString: attestations are no secrets, and no rule may decrypt.
    Encrypted,
}

impl Document {
    /// Judges the document by the rule's claims. An account's own document is judged even
    /// where the shared one is better: it is there because the account differs.
    #[must_use]
    pub fn judge(&self, claims: &[Claim], max_age_days: u32) -> Verdict {
        let finding = match &self.found {
            None => Finding::missing(self.rule, &self.scopes),
            Some(found) => {
                let judged = match &found.value {
                    Value::Encrypted => Err(Flaw::Encrypted),
                    Value::Text(text) => Demand {
                        claims,
                        kind: self.kind,
                        max_age_days,
                        now: self.now,
                    }
                    .judge(text),
                };
                Finding::of(&found.scope, &judged, self.now)
            }
        };
        if finding.compliant {
            Verdict::compliant(finding.reason)
        } else {
            Verdict::non_compliant(finding.reason)
        }
    }

    /// Reads the claims of a document that holds, for a rule that builds on what another
    /// rule's attestation says.
    ///
    /// # Errors
    ///
    /// What the rule would report of a document that is missing or not accepted.
    pub fn attestation(
        &self,
        claims: &[Claim],
        max_age_days: u32,
    ) -> Result<attestation::Attestation, Verdict> {
        let Some(Found {
            value: Value::Text(text),
            ..
        }) = &self.found
        else {
            return Err(self.judge(claims, max_age_days));
        };
        Demand {
            claims,
            kind: self.kind,
            max_age_days,
            now: self.now,
        }
        .judge(text)
        .map_err(|_| self.judge(claims, max_age_days))
    }
}

/// The text may hold names or a digest.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Encrypted => "Encrypted",
        })
    }
}
