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
    use config_rule::Compliance::{self, Compliant, NonCompliant, NotApplicable};

    use super::*;

    const ROOT: RootCredentials = RootCredentials {
        password: true,
        access_keys: false,
        signing_certificates: false,
        mfa: true,
    };

    fn facts(root: RootCredentials, has_virtual: bool, virtual_allowed: bool) -> Facts {
        Facts {
            root,
            has_virtual,
            virtual_allowed,
        }
    }

    #[test]
    fn the_verdict_follows_from_the_devices() {
        let off = RootCredentials { mfa: false, ..ROOT };
        let none = RootCredentials {
            password: false,
            ..ROOT
        };
        let table: [(&str, Facts, Compliance); 8] = [
            ("hardware only", facts(ROOT, false, false), Compliant),
            (
                "prowler#1855: virtual and hardware",
                facts(ROOT, true, false),
                NonCompliant,
            ),
            ("virtual", facts(ROOT, true, false), NonCompliant),
            (
                "virtual in a member that may have virtual devices have virtual devices",
                facts(ROOT, true, true),
                Compliant,
            ),
            (
                "hardware in a member that may have virtual devices have virtual devices",
                facts(ROOT, false, true),
                Compliant,
            ),
            ("no MFA", facts(off, false, false), NonCompliant),
            (
                "no MFA in a member that may have virtual devices have virtual devices",
                facts(off, false, true),
                NonCompliant,
            ),
            (
                "no credentials, a device left over",
                facts(none, true, false),
                NotApplicable,
            ),
        ];
        for (case, facts, expected) in table {
            assert_eq!(decide(facts).compliance, expected, "{case}");
        }
    }
}
