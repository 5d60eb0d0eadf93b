use aws_sdk_account::types::ContactInformation;
use phone::PhoneNumber;

/// What of an account's contact information concerns its phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The country of the address (ISO 3166-1, two letters): numbers without a country
    /// calling code are taken as this country's.
    pub country: Option<String>,
    pub phone: ContactPhone,
}

/// The phone number as far as there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactPhone {
    /// No contact information, or no number in it.
    Missing,
    /// What stands there is no number that can be assigned.
    Invalid,
    Valid(PhoneNumber),
}

impl Contact {
    pub(crate) const NONE: Self = Self {
        country: None,
        phone: ContactPhone::Missing,
    };

    pub(crate) fn parse(information: &ContactInformation) -> Self {
        // The SDK has an empty text for a field that the answer lacks.
        let country = Some(information.country_code.trim()).filter(|code| !code.is_empty());
        let phone = match information.phone_number.trim() {
            "" => ContactPhone::Missing,
            text => {
                PhoneNumber::parse(text, country).map_or(ContactPhone::Invalid, ContactPhone::Valid)
            }
        };
        Self {
            phone,
            country: country.map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(country: &str, phone: &str) -> Contact {
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
            ("", "202-555-0142", ContactPhone::Invalid),
            ("US", "555-0142", ContactPhone::Invalid),
            ("US", "n/a", ContactPhone::Invalid),
            ("US", "", ContactPhone::Missing),
            ("US", " ", ContactPhone::Missing),
        ];
        for (country, text, expected) in table {
            assert_eq!(contact(country, text).phone, expected, "{country} {text}");
        }
    }
}
