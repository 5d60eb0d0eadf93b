use config_rule::{AccountId, Verdict};

/// How many accounts an annotation names.
const NAMED: usize = 5;

pub(crate) enum Facts {
    /// The root user has no password, access key or signing certificate.
    NoCredentials,
    /// The attestation that should name the device is missing or not accepted.
    NotAttested(Verdict),
    /// The attestation is accepted, but doesn't name the device.
    NoDigest,
    Compared(Comparison),
}

/// The result of comparing the members.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Comparison {
    /// Where the attested device was found.
    pub(crate) shared_with: Vec<AccountId>,
    pub(crate) compared: usize,
    /// Could not be read; listed only if the device was found in others.
    pub(crate) unread: usize,
    /// Suspended, closed or never signed up.
    pub(crate) unusable: usize,
}

pub(crate) fn decide(facts: Facts) -> Verdict {
    match facts {
        Facts::NoCredentials => Verdict::not_applicable(root_credentials::NO_CREDENTIALS),
        Facts::NotAttested(verdict) => verdict,
        Facts::NoDigest => Verdict::non_compliant(
            "The attestation of root-mfa-custody-attested has no serialNumberDigest, so the device \
             can't be compared with those of member accounts: add it.",
        ),
        Facts::Compared(comparison) => compared(&comparison),
    }
}

fn compared(comparison: &Comparison) -> Verdict {
    let shared = &comparison.shared_with;
    let left_out = left_out(comparison);
    if shared.is_empty() {
        return Verdict::compliant(format!(
            "The attested MFA device of the management account belongs to no other root user \
             (members compared: {}).{left_out}",
            comparison.compared
        ));
    }
    let mut named: Vec<&str> = shared.iter().take(NAMED).map(AccountId::as_str).collect();
    if shared.len() > NAMED {
        named.push("…");
    }
    Verdict::non_compliant(format!(
        "The attested MFA device is also assigned to the root user of member accounts ({}): {}. \
         Assign a different device there.{left_out}",
        shared.len(),
        named.join(", ")
    ))
}

fn left_out(comparison: &Comparison) -> String {
    let count = |count: usize, what: &str| match count {
        0 => String::new(),
        count => format!(" {what}: {count}."),
    };
    count(comparison.unusable, "Not active") + &count(comparison.unread, "Could not be read")
}

#[cfg(test)]
mod tests {
    use config_rule::Compliance::{Compliant, NonCompliant, NotApplicable};

    use super::*;

    fn comparison(shared: &[&str]) -> Comparison {
        Comparison {
            shared_with: shared.iter().map(|id| id.parse().unwrap()).collect(),
            compared: 7,
            unread: 0,
            unusable: 0,
        }
    }

    #[test]
    fn the_verdict_follows_from_where_the_device_was_found() {
        let missing = Verdict::non_compliant("There is no attestation.");
        let table = [
            ("no credentials", Facts::NoCredentials, NotApplicable),
            ("no attestation", Facts::NotAttested(missing), NonCompliant),
            ("no digest", Facts::NoDigest, NonCompliant),
            ("in no member", Facts::Compared(comparison(&[])), Compliant),
            (
                "in a member",
                Facts::Compared(comparison(&["222222222222"])),
                NonCompliant,
            ),
            (
                "no members at all",
                Facts::Compared(Comparison::default()),
                Compliant,
            ),
        ];
        for (case, facts, expected) in table {
            assert_eq!(decide(facts).compliance, expected, "{case}");
        }
    }

    #[test]
    fn the_annotation_names_accounts_and_who_was_left_out() {
        let alone = Comparison {
            unusable: 2,
            ..comparison(&[])
        };
        assert_eq!(
            decide(Facts::Compared(alone)).annotation.to_string(),
            "The attested MFA device of the management account belongs to no other root user \
             (members compared: 7). Not active: 2."
        );
        let shared = Comparison {
            unread: 1,
            ..comparison(&["222222222222", "333333333333"])
        };
        assert_eq!(
            decide(Facts::Compared(shared)).annotation.to_string(),
            "The attested MFA device is also assigned to the root user of member accounts (2): \
             222222222222, 333333333333. Assign a different device there. Could not be read: 1."
        );
    }

    #[test]
    fn the_annotation_of_many_accounts_is_not_cut() {
        let many = Comparison {
            unusable: 1_000,
            unread: 19,
            ..comparison(&["222222222222"; 6])
        };
        let annotation = decide(Facts::Compared(many)).annotation.to_string();
        assert!(annotation.contains("222222222222, …."), "{annotation}");
        assert!(annotation.ends_with("read: 19."), "{annotation}");
    }
}
