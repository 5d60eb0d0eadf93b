use config_rule::Verdict;
use root_credentials::RootCredentials;

pub(crate) fn decide(root: RootCredentials) -> Verdict {
    if root.any() {
        return Verdict::non_compliant(format!(
            "The root user of this member account has credentials: {}. Delete them from the \
             management account (IAM, Root access management).",
            root.named()
        ));
    }
    if root.mfa {
        return Verdict::compliant(
            "The root user has no credentials. An MFA device is left over; it opens nothing.",
        );
    }
    Verdict::compliant("The root user has no credentials.")
}

#[cfg(test)]
mod tests {
    use config_rule::Compliance::{self, Compliant, NonCompliant};

    use super::*;

    #[test]
    fn any_credential_counts_and_a_device_does_not() {
        let table: [(&str, [bool; 4], Compliance, &str); 6] = [
            (
                "none",
                [false, false, false, false],
                Compliant,
                "no credentials.",
            ),
            (
                "a device left over",
                [false, false, false, true],
                Compliant,
                "left over",
            ),
            (
                "a password",
                [true, false, false, true],
                NonCompliant,
                ": password.",
            ),
            (
                "prowler#7967, #7978: a key that survives centralized root access",
                [false, true, false, false],
                NonCompliant,
                ": access key.",
            ),
            (
                "a certificate",
                [false, false, true, false],
                NonCompliant,
                ": signing certificate.",
            ),
            (
                "all",
                [true, true, true, true],
                NonCompliant,
                ": password, access key, signing certificate.",
            ),
        ];
        for (case, [password, access_keys, signing_certificates, mfa], expected, says) in table {
            let verdict = decide(RootCredentials {
                password,
                access_keys,
                signing_certificates,
                mfa,
            });
            assert_eq!(verdict.compliance, expected, "{case}");
            assert!(verdict.annotation.to_string().contains(says), "{case}");
        }
    }
}
