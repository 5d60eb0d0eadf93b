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
    use root_credentials::testing::check;

    use super::*;

    #[test]
    fn only_the_certificates_count() {
        let table = "
            nothing at all | | COMPLIANT |
            everything but a certificate | password key mfa | COMPLIANT |
            a certificate and MFA | password certificate mfa | NON_COMPLIANT |
            prowler#7967, #7978: a certificate that survives centralized root access | certificate | NON_COMPLIANT |
        ";
        check(decide, table);
    }
}
