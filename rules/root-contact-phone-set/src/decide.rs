use config_rule::Verdict;
use contact::{Contact, ContactPhone};

/// An account's contacts. The alternate contacts' numbers are as typed.
pub(crate) struct Contacts {
    pub(crate) primary: Contact,
    pub(crate) operations: Option<String>,
    pub(crate) security: Option<String>,
}

pub(crate) fn decide(contacts: &Contacts) -> Verdict {
    let number = match &contacts.primary.phone {
        ContactPhone::Missing => {
            return Verdict::non_compliant(
                "The contact information has no phone number. Enter one, on a line used for \
                 nothing else.",
            );
        }
        ContactPhone::Invalid => {
            return Verdict::non_compliant(
                "The phone number in the contact information is not a single valid number. Enter \
                 one number, with its country code.",
            );
        }
        ContactPhone::Valid(number) => number,
    };
    let country = contacts.primary.country.as_deref();
    let repeated: Vec<&str> = [
        ("operations", &contacts.operations),
        ("security", &contacts.security),
    ]
    .into_iter()
    .filter(|(_, phone)| {
        phone
            .as_deref()
            .is_some_and(|text| number.is_spelled(text, country))
    })
    .map(|(name, _)| name)
    .collect();
    if repeated.is_empty() {
        return Verdict::compliant(
            "The contact information has a valid phone number that neither the operations nor the \
             security contact uses.",
        );
    }
    Verdict::non_compliant(format!(
        "The phone number in the contact information is also used by the {} contact. Give the \
         alternate contacts a different number.",
        repeated.join(" and the ")
    ))
}

#[cfg(test)]
mod tests {
    use case_table::rows;
    use config_rule::Compliance::{Compliant, NonCompliant};
    use phone::PhoneNumber;

    use super::*;

    fn contacts(
        primary: ContactPhone,
        country: &str,
        operations: Option<&str>,
        security: Option<&str>,
    ) -> Contacts {
        Contacts {
            primary: Contact {
                country: Some(country.to_owned()),
                phone: primary,
            },
            operations: operations.map(str::to_owned),
            security: security.map(str::to_owned),
        }
    }

    fn valid() -> ContactPhone {
        ContactPhone::Valid(PhoneNumber::parse("+1 202-555-0142", None).unwrap())
    }

    #[test]
    fn a_number_must_be_there_and_valid() {
        let table = [
            (valid(), Compliant),
            (ContactPhone::Missing, NonCompliant),
            (ContactPhone::Invalid, NonCompliant),
        ];
        for (phone, expected) in table {
            let verdict = decide(&contacts(phone.clone(), "US", None, None));
            assert_eq!(verdict.compliance, expected, "{phone:?}");
        }
    }

    #[test]
    fn an_alternate_contact_must_not_repeat_it_however_it_is_spelled() {
        // The country, the numbers of the operations and the security contact, if they have any, and
        // which contact repeats the account's number.
        let table = "
            none | US | | |
            others | US | +1 202-555-0143 | +1 202-555-0144 |
            the same other | US | +1 202-555-0143 | +1 202-555-0143 |
            no number at all | US | n/a | 911 |
            as it is | US | +1 202-555-0142 | | operations
            bare digits | US | | 12025550142 | security
            national | US | +1 202-555-0143 | (202) 555-0142 | security
            of another country | DE | (202) 555-0142 | | operations
            both | US | 2025550142 | 1-202-555-0142 ext. 7 | operations and the security
        ";
        for [case, country, operations, security, repeated] in rows(table) {
            let [operations, security] =
                [operations, security].map(|number| Some(number).filter(|text| !text.is_empty()));
            let verdict = decide(&contacts(valid(), country, operations, security));
            let annotation = verdict.annotation.to_string();
            if repeated.is_empty() {
                assert_eq!(verdict.compliance, Compliant, "{case}");
            } else {
                let said = format!("also used by the {repeated} contact");
                assert_eq!(verdict.compliance, NonCompliant, "{case}");
                assert!(annotation.contains(&said), "{case}: {annotation}");
            }
        }
    }

    #[test]
    fn no_annotation_holds_a_digit_of_a_number() {
        for phone in [valid(), ContactPhone::Missing, ContactPhone::Invalid] {
            for alternate in [None, Some("2025550142")] {
                let verdict = decide(&contacts(phone.clone(), "US", alternate, alternate));
                let annotation = verdict.annotation.to_string();
                assert!(
                    !annotation.contains(|c: char| c.is_ascii_digit()),
                    "{annotation}"
                );
            }
        }
    }
}
