use std::fmt;
use std::str::FromStr;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};
use zeroize::Zeroizing;

/// No number is spelled at such length, and looking for one takes ever longer.
const MAX_BYTES: usize = 250;

/// A valid phone number in E.164 form, `+` and digits, so that its spelling doesn't
/// matter. An extension is not part of it. Never shown by `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(Zeroizing<String>);

impl PhoneNumber {
    /// The number, if the text is one that can be assigned. Without a country calling
    /// code it is taken as one of `country` (ISO 3166-1, two letters).
    #[must_use]
    pub fn parse(text: &str, country: Option<&str>) -> Option<Self> {
        let region = country.and_then(|code| Region::from_str(&code.to_ascii_uppercase()).ok());
        Self::parse_in(text, region)
    }

    fn parse_in(text: &str, region: Option<Region>) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
        PHONE_NUMBER_UTIL.is_valid_number(&number).then(|| {
            let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
            Self(Zeroizing::new(e164.into_owned()))
        })
    }

    /// Whether the text is another spelling of this number: as one of `country`, or of
    /// the number's own.
    #[must_use]
    pub fn is_spelled(&self, text: &str, country: Option<&str>) -> bool {
        let own = PHONE_NUMBER_UTIL
            .parse(&self.0, None)
            .ok()
            .and_then(|number| PHONE_NUMBER_UTIL.get_region_for_number(&number));
        Self::parse(text, country).as_ref() == Some(self)
            || Self::parse_in(text, own).as_ref() == Some(self)
    }

    /// `+` and digits.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_number_are_one_number() {
        let table = [
            ("+1 202-555-0142", None, "+12025550142"),
            ("+1 (202) 555 0142", None, "+12025550142"),
            ("(202) 555-0142", Some("US"), "+12025550142"),
            ("202.555.0142", Some("us"), "+12025550142"),
            ("1 202 555 0142", Some("US"), "+12025550142"),
            ("１２０２５５５０１４２", Some("US"), "+12025550142"),
            ("+1 202-555-0142 ext. 7", None, "+12025550142"),
            ("tel:+1-202-555-0142", None, "+12025550142"),
            ("020 7946 0018", Some("GB"), "+442079460018"),
            ("+44 (0)20 7946 0018", Some("US"), "+442079460018"),
            ("00 44 20 7946 0018", Some("DE"), "+442079460018"),
            ("011 44 20 7946 0018", Some("US"), "+442079460018"),
            // Italian numbers keep their leading zero.
            ("06 1234 5678", Some("IT"), "+390612345678"),
        ];
        for (text, country, expected) in table {
            let number = PhoneNumber::parse(text, country);
            let e164 = number.as_ref().map(PhoneNumber::e164);
            assert_eq!(e164, Some(expected), "{text} {country:?}");
        }
    }

    #[test]
    fn what_can_not_be_assigned_is_no_number() {
        for (text, country) in [
            ("", None),
            ("none", Some("US")),
            ("202-555-0142", None),
            ("202-555-0142", Some("ZZ")),
            ("202-555-0142", Some("")),
            ("555-0142", Some("US")),
            ("+1 202-555-014", None),
            ("+1 202-555-01422", None),
            ("+999 202 555 0142", None),
            ("000-000-0000", Some("US")),
            ("911", Some("US")),
            ("+", Some("US")),
        ] {
            assert_eq!(
                PhoneNumber::parse(text, country),
                None,
                "{text} {country:?}"
            );
        }
    }

    #[test]
    fn a_number_is_recognized_in_its_own_country_s_spelling_too() {
        let number = PhoneNumber::parse("+1 202-555-0142", None).unwrap();
        let table = [
            ("+12025550142", Some("DE"), true),
            ("(202) 555-0142", Some("US"), true),
            ("(202) 555-0142", Some("DE"), true),
            ("(202) 555-0142", None, true),
            ("+1 202-555-0143", Some("US"), false),
            ("202-555-0143", Some("DE"), false),
            ("", Some("US"), false),
        ];
        for (text, country, expected) in table {
            assert_eq!(
                number.is_spelled(text, country),
                expected,
                "{text} {country:?}"
            );
        }
    }

    #[test]
    fn a_number_is_not_shown() {
        let number = PhoneNumber::parse("+1 202-555-0142", None).unwrap();
        let shown = format!("{number:?} {:?}", Some(&number));
        assert!(!shown.contains(|c: char| c.is_ascii_digit()), "{shown}");
    }
}
