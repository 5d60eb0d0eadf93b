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
            "method": "split",
            "custodians": 2,
            "longAndComplex": true,
            "usedNowhereElse": true,
            "dependsOnProtectedAccount": false,
            "accessLogged": true,
        });
        let rows = [
            (
                "method",
                json!("wallet"),
                "must be one of safe, split, offline-password-manager",
            ),
            ("custodians", json!(1), "is 1 and must be at least 2"),
            ("longAndComplex", json!(false), "is false and must be true"),
            ("usedNowhereElse", json!(false), "is false and must be true"),
            (
                "dependsOnProtectedAccount",
                json!(true),
                "is true and must be false",
            ),
            ("accessLogged", json!(false), "is false and must be true"),
        ];
        check_claims(&claims!(), &AccountKind::ALL, &good, &rows);
    }

    #[test]
    fn an_online_password_manager_will_do_for_members_only() {
        for (kind, accepted) in [
            (AccountKind::Management, false),
            (AccountKind::Member, true),
            (AccountKind::Standalone, false),
        ] {
            let claims = json!({
                "method": "password-manager",
                "custodians": 2,
                "longAndComplex": true,
                "usedNowhereElse": true,
                "dependsOnProtectedAccount": false,
                "accessLogged": true,
            });
            assert_eq!(
                judge(&claims!(), kind, &claims).is_ok(),
                accepted,
                "{kind:?}"
            );
        }
    }
}
