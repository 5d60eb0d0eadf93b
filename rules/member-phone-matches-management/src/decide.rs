use config_rule::Verdict;
use contact::ContactPhone;
use phone::PhoneDigest;

/// A member account.
pub(crate) struct Member {
    pub(crate) organization_id: String,
    pub(crate) phone: ContactPhone,
}

pub(crate) fn decide(member: &Member, management: &PhoneDigest) -> Verdict {
    if !management.is_salted_with(&member.organization_id) {
        return Verdict::non_compliant(
            "managementPhoneDigest was made for another organization, so the phone number can't be \
             compared. Make a new one with cargo pack phone-digest.",
        );
    }
    match &member.phone {
        ContactPhone::Missing => Verdict::non_compliant(
            "The contact information has no phone number. Enter the management account's number.",
        ),
        ContactPhone::Invalid => Verdict::non_compliant(
            "The phone number in the contact information is not a single valid number. Enter the \
             management account's number, with its country code.",
        ),
        ContactPhone::Valid(number) if management.is_of(number) => Verdict::compliant(
            "The phone number in the contact information is the management account's.",
        ),
        ContactPhone::Valid(_) => Verdict::non_compliant(
            "The phone number in the contact information is not the management account's. Enter \
             that number or, if it has changed, make a new managementPhoneDigest.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use config_rule::Compliance::{Compliant, NonCompliant};
    use phone::PhoneNumber;

    use super::*;

    const ORGANIZATION: &str = "o-exampleorg1";

    fn valid(text: &str) -> ContactPhone {
        ContactPhone::Valid(PhoneNumber::parse(text, Some("US")).unwrap())
    }

    fn verdict(organization: &str, phone: ContactPhone) -> Verdict {
        let management = PhoneNumber::parse("+1 202-555-0142", None).unwrap();
        let digest = PhoneDigest::make(&management, &ORGANIZATION.parse().unwrap()).unwrap();
        let member = Member {
            organization_id: organization.to_owned(),
            phone,
        };
        decide(&member, &digest)
    }

    #[test]
    fn the_number_must_be_the_management_account_s() {
        let (same, other) = ("+12025550142", "o-exampleorg2");
        let table = [
            ("the same", ORGANIZATION, valid(same), Compliant),
            ("national", ORGANIZATION, valid("(202) 555-0142"), Compliant),
            ("another", ORGANIZATION, valid("+12025550143"), NonCompliant),
            ("none", ORGANIZATION, ContactPhone::Missing, NonCompliant),
            ("odd", ORGANIZATION, ContactPhone::Invalid, NonCompliant),
            ("another's digest", other, valid(same), NonCompliant),
        ];
        for (case, organization, phone, expected) in table {
            assert_eq!(verdict(organization, phone).compliance, expected, "{case}");
        }
    }

    #[test]
    fn no_annotation_holds_a_digit_of_a_number_or_a_digest() {
        let phones = [
            valid("+12025550142"),
            valid("+12025550143"),
            ContactPhone::Missing,
            ContactPhone::Invalid,
        ];
        for organization in [ORGANIZATION, "o-exampleorg2"] {
            for phone in phones.clone() {
                let annotation = verdict(organization, phone).annotation.to_string();
                let leaks = annotation.contains(|c: char| c.is_ascii_digit() || c == '$');
                assert!(!leaks, "{annotation}");
            }
        }
    }
}
