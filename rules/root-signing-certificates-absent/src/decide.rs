use config_rule::Verdict;
use root_credentials::RootCredentials;

pub(crate) fn decide(root: RootCredentials) -> Verdict {
    if root.signing_certificates {
        return Verdict::non_compliant(
            "The root user has an X.509 signing certificate, active or not: it signs requests \
             without MFA. Delete it.",
        );
    }
    Verdict::compliant("The root user has no signing certificates.")
}

#[cfg(test)]
mod tests {
    use config_rule::Compliance::{self, Compliant, NonCompliant};

    use super::*;

    #[test]
    fn only_the_certificates_count() {
        let table: [(&str, [bool; 4], Compliance); 4] = [
            ("nothing at all", [false, false, false, false], Compliant),
            (
                "everything but a certificate",
                [true, true, false, true],
                Compliant,
            ),
            (
                "a certificate beside MFA",
                [true, false, true, true],
                NonCompliant,
            ),
            (
                "prowler#7967, #7978: a certificate that survives centralized root access",
                [false, false, true, false],
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
