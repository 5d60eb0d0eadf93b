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
    use root_credentials::testing::check;

    use super::*;

    #[test]
    fn only_the_keys_count() {
        let table = "
            nothing at all | | COMPLIANT |
            everything but a key | password certificate mfa | COMPLIANT |
            a key and MFA | password key mfa | NON_COMPLIANT |
            ScoutSuite#1683: IAM counts an inactive key as present | key | NON_COMPLIANT |
            prowler#7967, #7978: a key that survives centralized root access | key | NON_COMPLIANT |
        ";
        check(decide, table);
    }
}
