use config_rule::Verdict;
use root_credentials::RootCredentials;

pub(crate) fn decide(root: RootCredentials) -> Verdict {
    if !root.any() {
        return Verdict::not_applicable(root_credentials::NO_CREDENTIALS);
    }
    if root.mfa {
        return Verdict::compliant("MFA is on for the root user.");
    }
    Verdict::non_compliant(
        "MFA is off for the root user. Sign in as root and assign an MFA device, or delete the \
         root credentials if root access is centralized.",
    )
}

#[cfg(test)]
mod tests {
    use root_credentials::testing::check;

    use super::*;

    #[test]
    fn the_verdict_follows_from_mfa_and_from_what_there_is_to_protect() {
        let table = "
            well kept | password mfa | COMPLIANT |
            no MFA | password | NON_COMPLIANT |
            a key only, MFA on | key mfa | COMPLIANT |
            a key only, no MFA | key | NON_COMPLIANT |
            a certificate only, no MFA | certificate | NON_COMPLIANT |
            ScoutSuite#1710, prowler#5804: a member without root credentials | | NOT_APPLICABLE |
            a device left over | mfa | NOT_APPLICABLE |
            everything | password key certificate mfa | COMPLIANT |
        ";
        check(decide, table);
    }
}
