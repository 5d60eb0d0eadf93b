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
    use case_table::rows;

    use super::*;

    #[test]
    fn both_features_are_needed_unless_sessions_are_not_required() {
        // What is on, whether sessions are required, and what the annotation says.
        let table = "
            credentials sessions | true | COMPLIANT | RootSessions are on
            credentials sessions | false | COMPLIANT | RootSessions are on
            credentials | true | NON_COMPLIANT | off: RootSessions.
            credentials | false | COMPLIANT | which the parameters allow
            sessions | false | NON_COMPLIANT | off: RootCredentialsManagement.
            | true | NON_COMPLIANT | off: RootCredentialsManagement, RootSessions.
            no trusted access | false | NON_COMPLIANT | trusted access
            billing only | false | NON_COMPLIANT | all features
        ";
        for [on, require_sessions, expected, says] in rows(table) {
            let features = match on {
                "no trusted access" => Features::NoTrustedAccess,
                "billing only" => Features::BillingOnly,
                on => Features::Known {
                    credentials_management: on.contains("credentials"),
                    sessions: on.contains("sessions"),
                },
            };
            let verdict = decide(features, require_sessions == "true");
            assert_eq!(verdict.compliance.name(), expected, "{on}");
            assert!(verdict.annotation.to_string().contains(says), "{verdict:?}");
        }
    }
}
