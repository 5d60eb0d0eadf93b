use attested_rule::attestation::day_of;
use attested_rule::{Document, claims};
use config_rule::{Compliance, Verdict};
use jiff::Timestamp;

pub(crate) struct Facts {
    pub(crate) document: Document,
    pub(crate) latest_sign_in: Option<Timestamp>,
    /// A sign-in at or after this time confirms a test.
    pub(crate) earliest: Timestamp,
}

/// Decides on the document and what confirms it; there is nothing to test where the root user has
/// no credentials.
pub(crate) fn decide(facts: Option<&Facts>, max_age_days: u32) -> Verdict {
    let Some(facts) = facts else {
        return Verdict::not_applicable(root_credentials::NO_CREDENTIALS);
    };
    let attested = facts.document.judge(&claims!(), max_age_days);
    if attested.compliance == Compliance::Compliant {
        borne_out(&attested, facts, max_age_days)
    } else {
        attested
    }
}

fn borne_out(attested: &Verdict, facts: &Facts, max_age_days: u32) -> Verdict {
    let latest = match facts.latest_sign_in {
        Some(at) if at >= facts.earliest => {
            return Verdict::compliant(format!(
                "{} The latest root sign-in, on {}, confirms it.",
                attested.annotation,
                day_of(at)
            ));
        }
        Some(at) => format!("the latest was on {}", day_of(at)),
        None => "none is recorded".to_owned(),
    };
    Verdict::non_compliant(format!(
        "A test is attested, but no root sign-in in the last {max_age_days} days confirms it: \
         {latest}. Sign in as root, then attest again."
    ))
}

#[cfg(test)]
mod tests {
    use attested_rule::attestation::AccountKind;
    use attested_rule::testing::document;
    use config_rule::Compliance::{Compliant, NonCompliant, NotApplicable};
    use serde_json::json;

    use super::*;

    const EARLIEST: &str = "2026-07-02T09:00:00Z";

    fn facts(signed_in: Option<&str>, tested: bool) -> Facts {
        let claims = json!({ "signInTested": tested, "phoneTested": true, "mailboxTested": true });
        Facts {
            document: document("root-access-tested", AccountKind::Member, &claims),
            latest_sign_in: signed_in.map(|at| at.parse().unwrap()),
            earliest: EARLIEST.parse().unwrap(),
        }
    }

    #[test]
    fn a_sign_in_in_that_time_confirms_the_test() {
        let table = [
            ("in time", Some("2026-10-01T08:00:00Z"), true, Compliant),
            ("just in time", Some(EARLIEST), true, Compliant),
            (
                "a second too old",
                Some("2026-07-02T08:59:59Z"),
                true,
                NonCompliant,
            ),
            ("never", None, true, NonCompliant),
            (
                "signed in, but not attested as a test",
                Some("2026-10-01T08:00:00Z"),
                false,
                NonCompliant,
            ),
        ];
        for (case, signed_in, tested, expected) in table {
            let verdict = decide(Some(&facts(signed_in, tested)), 92);
            assert_eq!(verdict.compliance, expected, "{case}");
        }
    }

    #[test]
    fn without_root_credentials_there_is_nothing_to_test() {
        assert_eq!(decide(None, 92).compliance, NotApplicable);
    }
}
