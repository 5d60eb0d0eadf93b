use config_rule::Verdict;
use root_credentials::RootCredentials;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) root: RootCredentials,
    /// A virtual device is assigned to the root user.
    pub(crate) has_virtual: bool,
    /// Whether the account's root user may have a virtual device.
    pub(crate) virtual_allowed: bool,
}

pub(crate) fn decide(facts: Facts) -> Verdict {
    if !facts.root.any() {
        return Verdict::not_applicable(root_credentials::NO_CREDENTIALS);
    }
    if !facts.root.mfa {
        return Verdict::non_compliant(
            "MFA is off for the root user. Sign in as root and assign a hardware device, \
             preferably a security key.",
        );
    }
    match (facts.has_virtual, facts.virtual_allowed) {
        (false, _) => {
            Verdict::compliant("MFA is on for the root user, and none of its devices is virtual.")
        }
        (true, true) => Verdict::compliant(
            "MFA is on for the root user with a virtual device, which memberVirtualAllowed accepts \
             for a member account.",
        ),
        (true, false) => Verdict::non_compliant(
            "The root user has a virtual MFA device. Assign a hardware device, preferably a \
             security key, and remove the virtual one.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use case_table::rows;

    use super::*;

    #[test]
    fn the_verdict_follows_from_the_devices() {
        // What the root user has, and whether its account may have virtual devices.
        let table = "
            hardware only | password mfa | | COMPLIANT
            prowler#1855: virtual and hardware | password mfa virtual | | NON_COMPLIANT
            virtual | password mfa virtual | | NON_COMPLIANT
            virtual in a member that may have it | password mfa virtual | allowed | COMPLIANT
            hardware in a member that may have virtual | password mfa | allowed | COMPLIANT
            no MFA | password | | NON_COMPLIANT
            no MFA in a member that may have virtual | password | allowed | NON_COMPLIANT
            no credentials, a device left over | mfa virtual | | NOT_APPLICABLE
        ";
        for [case, has, virtual_allowed, expected] in rows(table) {
            let has = |word| has.split(' ').any(|other| other == word);
            let root = RootCredentials {
                password: has("password"),
                access_keys: false,
                signing_certificates: false,
                mfa: has("mfa"),
            };
            let verdict = decide(Facts {
                root,
                has_virtual: has("virtual"),
                virtual_allowed: virtual_allowed == "allowed",
            });
            assert_eq!(verdict.compliance.name(), expected, "{case}");
        }
    }
}
