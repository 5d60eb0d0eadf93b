use config_rule::Verdict;

use crate::features::Features;

pub(crate) fn decide(features: Features, require_sessions: bool) -> Verdict {
    let (credentials_management, sessions) = match features {
        Features::NoTrustedAccess => {
            return Verdict::non_compliant(
                "IAM has no trusted access to the organization, so root access is not \
                 centralized. Enable it in IAM, Account settings.",
            );
        }
        Features::BillingOnly => {
            return Verdict::non_compliant(
                "The organization has consolidated billing only, so root access can't be \
                 centralized. Enable all features in AWS Organizations.",
            );
        }
        Features::Known {
            credentials_management,
            sessions,
        } => (credentials_management, sessions),
    };
    let missing: Vec<&str> = [
        (!credentials_management, "RootCredentialsManagement"),
        (!sessions && require_sessions, "RootSessions"),
    ]
    .into_iter()
    .filter_map(|(missing, name)| missing.then_some(name))
    .collect();
    if !missing.is_empty() {
        return Verdict::non_compliant(format!(
            "Root access is not centralized. Turned off: {}. Enable it in IAM, Account settings, \
             Centralized root access.",
            missing.join(", ")
        ));
    }
    Verdict::compliant(if sessions {
        "Root access is centralized: RootCredentialsManagement and RootSessions are on."
    } else {
        "Root access is centralized: RootCredentialsManagement is on; RootSessions is off, \
         which the parameters allow."
    })
}

#[cfg(test)]
mod tests {
    use config_rule::Compliance::{self, Compliant, NonCompliant};

    use super::*;

    fn known(credentials_management: bool, sessions: bool) -> Features {
        Features::Known {
            credentials_management,
            sessions,
        }
    }

    #[test]
    fn both_features_are_needed_unless_sessions_are_not_required() {
        let table: [(Features, bool, Compliance, &str); 8] = [
            (known(true, true), true, Compliant, "RootSessions are on"),
            (known(true, true), false, Compliant, "RootSessions are on"),
            (known(true, false), true, NonCompliant, "off: RootSessions."),
            (
                known(true, false),
                false,
                Compliant,
                "which the parameters allow",
            ),
            (
                known(false, true),
                false,
                NonCompliant,
                "off: RootCredentialsManagement.",
            ),
            (
                known(false, false),
                true,
                NonCompliant,
                "off: RootCredentialsManagement, RootSessions.",
            ),
            (
                Features::NoTrustedAccess,
                false,
                NonCompliant,
                "trusted access",
            ),
            (Features::BillingOnly, false, NonCompliant, "all features"),
        ];
        for (features, require_sessions, expected, says) in table {
            let verdict = decide(features, require_sessions);
            assert_eq!(verdict.compliance, expected, "{features:?}");
            assert!(verdict.annotation.to_string().contains(says), "{verdict:?}");
        }
    }
}
