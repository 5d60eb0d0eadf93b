use aws_sdk_account::types::ContactInformation;
use phone::PhoneNumber;

/// The part of an account's contact information about its phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The country of the address (ISO 3166-1, two letters): numbers without a country
    /// calling code are taken as this country's.
    pub country: Option<String>,
    pub phone: ContactPhone,
}

/// The phone number, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactPhone {
    /// No contact information, or no number in it.
    Missing,
    /// The text is not a number that can be assigned.
    Invalid,
    Valid(PhoneNumber),
}

impl Contact {
    pub(crate) const NONE: Self = Self {
        country: None,
        phone: ContactPhone::Missing,
    };

    /// `None` if the answer has no country: numbers can't be compared without it, and contact
    /// information can't be set without it.
    pub(crate) fn parse(information: &ContactInformation) -> Option<Self> {
        // The SDK gives an empty text for a field that the answer lacks.
        let country = Some(information.country_code.trim()).filter(|code| !code.is_empty())?;
        let phone = match information.phone_number.trim() {
            "" => ContactPhone::Missing,
            text => {
                let number = PhoneNumber::parse(text, Some(country));
                number.map_or(ContactPhone::Invalid, ContactPhone::Valid)
            }
        };
        Some(Self {
            phone,
            country: Some(country.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(country: &str, phone: &str) -> Option<Contact> {
        let information = ContactInformation::builder()
            .full_name("Example Corp")
            .address_line1("1 Example Street")
            .city("Anytown")
            .postal_code("98101")
            .country_code(country)
            .phone_number(phone)
            .build()
            .unwrap();
        Contact::parse(&information)
    }

    #[test]
    fn a_number_is_missing_invalid_or_valid_in_its_country() {
        let number = PhoneNumber::parse("+12025550142", None).unwrap();
        let table = [
            ("US", "+1 202-555-0142", ContactPhone::Valid(number.clone())),
            ("US", "202-555-0142", ContactPhone::Valid(number.clone())),
            ("DE", "+1 202-555-0142", ContactPhone::Valid(number)),
            ("US", "555-0142", ContactPhone::Invalid),
            ("US", "n/a", ContactPhone::Invalid),
            ("US", "", ContactPhone::Missing),
            ("US", " ", ContactPhone::Missing),
        ];
        for (country, text, expected) in table {
            let found = contact(country, text).map(|contact| contact.phone);
            assert_eq!(found, Some(expected), "{country} {text}");
        }
    }

    #[test]
    fn without_a_country_nothing_is_known() {
        assert_eq!(contact(" ", "+1 202-555-0142"), None);
    }
}
