use attestation::{AccountKind, Assessment, Attestation, Claim, Demand, Scope};
use config_rule::Verdict;
use jiff::Timestamp;

use crate::stored::Stored;

/// What Parameter Store holds as an account's attestation: the facts for a rule's decision.
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
    pub(crate) value: Stored,
}

impl Document {
    /// Judges the document by the rule's claims. An account's own document comes before the shared
    /// one, even if that one is better: it exists because the account differs.
    #[must_use]
    pub fn judge(&self, claims: &[Claim], max_age_days: u32) -> Verdict {
        match self.judged(claims, max_age_days) {
            Ok((_, verdict)) | Err(verdict) => verdict,
        }
    }

    /// What an accepted document says, for a rule that uses another rule's attestation.
    ///
    /// # Errors
    ///
    /// The verdict on a document that is missing or not accepted.
    pub fn attestation(&self, claims: &[Claim], max_age_days: u32) -> Result<Attestation, Verdict> {
        self.judged(claims, max_age_days)
            .map(|(attestation, _)| attestation)
    }

    fn judged(
        &self,
        claims: &[Claim],
        max_age_days: u32,
    ) -> Result<(Attestation, Verdict), Verdict> {
        let Some(found) = &self.found else {
            let assessment = Assessment::missing(self.rule, &self.scopes);
            return Err(Verdict::non_compliant(assessment.reason));
        };
        let demand = Demand {
            claims,
            kind: self.kind,
            max_age_days,
            now: self.now,
        };
        let judged = found.value.read(|text| demand.judge(text));
        let reason = Assessment::of(&found.scope, &judged, self.now).reason;
        match judged {
            Ok(attestation) => Ok((attestation, Verdict::compliant(reason))),
            Err(_) => Err(Verdict::non_compliant(reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use attestation::Flaw;
    use config_rule::Compliance;

    use super::*;

    const RULE: &str = "root-example-attested";

    fn document(found: Option<Stored>) -> Document {
        let kind = AccountKind::Member;
        Document {
            rule: RULE,
            kind,
            scopes: Scope::in_order(&"111111111111".parse().unwrap(), kind),
            found: found.map(|value| Found {
                scope: Scope::Members,
                value,
            }),
            now: "2026-10-02T09:00:00Z".parse().unwrap(),
        }
    }

    fn verdict(found: Option<Stored>) -> (Compliance, String) {
        let verdict = document(found).judge(&[], 92);
        (verdict.compliance, verdict.annotation.to_string())
    }

    #[test]
    fn the_verdict_says_what_was_found_and_where() {
        let accepted = r#"{
            "schemaVersion": 1,
            "attestedAt": "2026-10-01T09:00:00Z",
            "attestedBy": ["Ana Ruiz", "Bo Lind"],
            "evidence": "https://wiki.example.com/evidence",
            "claims": {}
        }"#;
        assert_eq!(
            verdict(Some(Stored::Text(accepted.to_owned()))),
            (
                Compliance::Compliant,
                "Attested for all members on 2026-10-01 by 2 people; valid until 2027-01-01."
                    .to_owned()
            )
        );
        let list = "it is a list: store it as a String, not as a StringList";
        let encrypted = "it is encrypted: store it as a String, not as a SecureString";
        for (stored, flaw) in [
            (Stored::Text("[]".to_owned()), "it must be a JSON object"),
            (Stored::Refused(Flaw::Encrypted), encrypted),
            (Stored::Refused(Flaw::List), list),
        ] {
            let reason = format!("The attestation for all members is not accepted: {flaw}.");
            let refused = (Compliance::NonCompliant, reason);
            assert_eq!(verdict(Some(stored)), refused);
        }
        let (compliance, reason) = verdict(None);
        assert_eq!(compliance, Compliance::NonCompliant);
        assert!(reason.starts_with("There is no attestation"), "{reason}");
    }

    #[test]
    fn a_document_is_not_debugged() {
        let found = Some(Stored::Text("Ana Ruiz".to_owned()));
        assert!(!format!("{:?}", document(found)).contains("Ana"));
    }
}
