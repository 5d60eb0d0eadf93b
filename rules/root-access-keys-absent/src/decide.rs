use config_rule::Verdict;
use root_credentials::RootCredentials;

pub(crate) fn decide(root: RootCredentials) -> Verdict {
    if root.access_keys {
        return Verdict::non_compliant(
            "The root user has an access key, active or not: whoever holds it can do everything. \
             Delete it, and use roles instead.",
        );
    }
    Verdict::compliant("The root user has no access keys.")
}

#[cfg(test)]
mod tests {
    use config_rule::Compliance::{self, Compliant, NonCompliant};

    use super::*;

    #[test]
    fn only_the_keys_count() {
        let table: [(&str, [bool; 4], Compliance); 5] = [
            ("nothing at all", [false, false, false, false], Compliant),
            ("everything but a key", [true, false, true, true], Compliant),
            ("a key beside MFA", [true, true, false, true], NonCompliant),
            (
                "ScoutSuite#1683: IAM counts an inactive key as present",
                [false, true, false, false],
                NonCompliant,
            ),
            (
                "prowler#7967, #7978: a key that survives centralized root access",
                [false, true, false, false],
                NonCompliant,
            ),
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
