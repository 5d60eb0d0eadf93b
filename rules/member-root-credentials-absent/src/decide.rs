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
            "The root user has no credentials. An MFA device is left over, but gives no access on \
             its own.",
        );
    }
    Verdict::compliant("The root user has no credentials.")
}

#[cfg(test)]
mod tests {
    use root_credentials::testing::check;

    use super::*;

    #[test]
    fn any_credential_counts_and_a_device_does_not() {
        let table = "
            none | | COMPLIANT | no credentials.
            a device left over | mfa | COMPLIANT | left over
            a password | password mfa | NON_COMPLIANT | : password.
            prowler#7967, #7978: a key that survives centralized root access | key | NON_COMPLIANT | : access key.
            a certificate | certificate | NON_COMPLIANT | : signing certificate.
            all | password key certificate mfa | NON_COMPLIANT | : password, access key, signing certificate.
        ";
        check(decide, table);
    }
}
