use attested_rule::{Document, claims};
use config_rule::Verdict;

/// Decides on the document; there is none to ask for where the root user has no credentials.
pub(crate) fn decide(document: Option<&Document>, max_age_days: u32) -> Verdict {
    match document {
        None => Verdict::not_applicable(
            "The root user has no credentials: no password, access key or signing certificate.",
        ),
        Some(document) => document.judge(&claims!(), max_age_days),
    }
}

#[cfg(test)]
mod tests {
    use attestation::AccountKind;
    use attestation::testing::{check_claims, judge};
    use config_rule::Compliance;
    use serde_json::json;

    use super::*;

    #[test]
    fn without_root_credentials_there_is_nothing_to_attest() {
        assert_eq!(decide(None, 366).compliance, Compliance::NotApplicable);
    }

    #[test]
    fn each_claim_is_needed() {
        let good = json!({
            "storedApartFromPassword": true,
            "accessLogged": true,
            "availableAroundTheClock": true,
            "batteryPowered": true,
            "batteryCheckedAt": "2026-09-01T09:00:00Z",
            "serialNumberDigest": "0".repeat(64),
        });
        let rows = [
            (
                "storedApartFromPassword",
                json!(false),
                "is false and must be true",
            ),
            ("accessLogged", json!(false), "is false and must be true"),
            (
                "availableAroundTheClock",
                json!(false),
                "is false and must be true",
            ),
            ("batteryPowered", json!("yes"), "must be true or false"),
            (
                "batteryCheckedAt",
                json!("2025-10-01T08:59:59Z"),
                "more than 366 days ago",
            ),
            (
                "batteryCheckedAt",
                json!("2026-10-03T09:00:00Z"),
                "lies in the future",
            ),
            (
                "batteryCheckedAt",
                json!("2026-09-01"),
                "must be a time with an offset",
            ),
            (
                "serialNumberDigest",
                json!("0".repeat(63)),
                "must be a SHA-256 digest",
            ),
            (
                "serialNumberDigest",
                json!("GAKT0123456789"),
                "must be a SHA-256 digest",
            ),
        ];
        check_claims(&claims!(), &AccountKind::ALL, &good, &rows);
    }

    #[test]
    fn a_device_without_a_battery_needs_no_check_and_a_digest_is_optional() {
        let claims = json!({
            "storedApartFromPassword": true,
            "accessLogged": true,
            "availableAroundTheClock": true,
            "batteryPowered": false,
        });
        for kind in AccountKind::ALL {
            assert_eq!(judge(&claims!(), kind, &claims), Ok(()));
        }
    }
}
