use config_rule::Verdict;
use root_credentials::RootCredentials;

pub(crate) fn decide(root: RootCredentials) -> Verdict {
    if !root.any() {
        return Verdict::not_applicable(
            "The root user has no credentials: no password, access key or signing certificate.",
        );
    }
    if root.mfa {
        return Verdict::compliant("MFA is on for the root user.");
    }
    Verdict::non_compliant(
        "MFA is off for the root user. Sign in as root and assign an MFA device, or remove the \
         root credentials where root access is centralized.",
    )
}

#[cfg(test)]
mod tests {
    use config_rule::Compliance::{self, Compliant, NonCompliant, NotApplicable};

    use super::*;

    #[test]
    fn the_verdict_follows_from_mfa_and_from_what_there_is_to_protect() {
        let table: [(&str, [bool; 4], Compliance); 8] = [
            ("well kept", [true, false, false, true], Compliant),
            ("no MFA", [true, false, false, false], NonCompliant),
            ("a key only, MFA on", [false, true, false, true], Compliant),
            (
                "a key only, no MFA",
                [false, true, false, false],
                NonCompliant,
            ),
            (
                "a certificate only, no MFA",
                [false, false, true, false],
                NonCompliant,
            ),
            (
                "ScoutSuite#1710, prowler#5804: a member without root credentials",
                [false, false, false, false],
                NotApplicable,
            ),
            (
                "a device left over",
                [false, false, false, true],
                NotApplicable,
            ),
            ("everything", [true, true, true, true], Compliant),
        ];
        for (case, [password, access_keys, signing_certificates, mfa], expected) in table {
            let root = RootCredentials {
                password,
                access_keys,
                signing_certificates,
                mfa,
            };
            assert_eq!(decide(root).compliance, expected, "{case}");
        }
    }
}
