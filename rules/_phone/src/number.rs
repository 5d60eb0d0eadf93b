use std::borrow::Cow;
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
    /// The number, if the text is one that can be assigned, and no more than one. Without a country
    /// calling code it is taken as one of `country` (ISO 3166-1, two letters).
    #[must_use]
    pub fn parse(text: &str, country: Option<&str>) -> Option<Self> {
        if numbers_in(text).count() > 1 {
            return None;
        }
        Self::spellings(text).find_map(|spelling| Self::parse_in(&spelling, region(country)))
    }

    fn parse_in(text: &str, region: Option<Region>) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
        let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
        let e164 = Zeroizing::new(e164.into_owned());
        if let Some(today) = without_mexicos_mobile_prefix(&e164) {
            return Self::parse_in(&today, None);
        }
        PHONE_NUMBER_UTIL
            .is_valid_number(&number)
            .then_some(Self(e164))
    }

    /// The text, and what it means where `00` is dialled in front of a country calling code: people
    /// write it so in countries that dial something else, too.
    fn spellings(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
        let international = text
            .trim_start()
            .strip_prefix("00")
            .map(|rest| Cow::Owned(format!("+{rest}")));
        std::iter::once(Cow::Borrowed(text)).chain(international)
    }

    /// Whether the text is another spelling of this number, or has one in it: as one of `country`, or
    /// of the number's own.
    #[must_use]
    pub fn is_spelled(&self, text: &str, country: Option<&str>) -> bool {
        if text.len() > MAX_BYTES {
            return false;
        }
        let own = PHONE_NUMBER_UTIL
            .parse(&self.0, None)
            .ok()
            .and_then(|number| PHONE_NUMBER_UTIL.get_region_for_number(&number));
        let regions = [region(country), own];
        std::iter::once(text)
            .chain(numbers_in(text))
            .flat_map(Self::spellings)
            .any(|spelling| {
                regions
                    .into_iter()
                    .any(|region| Self::parse_in(&spelling, region).as_ref() == Some(self))
            })
    }

    /// `+` and digits.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }
}

/// The number of a line that E.164 has had two of: until 2019, Mexico's mobile numbers had a 1 after
/// the country calling code when called from abroad.
fn without_mexicos_mobile_prefix(e164: &str) -> Option<Zeroizing<String>> {
    const DIGITS: usize = 10;
    let line = e164.strip_prefix("+521")?;
    (line.len() == DIGITS).then(|| Zeroizing::new(format!("+52{line}")))
}

fn region(country: Option<&str>) -> Option<Region> {
    country.and_then(|code| Region::from_str(&code.to_ascii_uppercase()).ok())
}

/// The parts of a text that are long enough for a number of their own: what stands between them is
/// neither a digit nor what people group digits with, or a `+`, with which a number begins.
fn numbers_in(text: &str) -> impl Iterator<Item = &str> {
    /// Fewer are an extension.
    const FEWEST_DIGITS: usize = 7;
    let groups = |c: char| c.is_numeric() || c.is_whitespace() || "+()-.–‐‑".contains(c);
    text.split(move |c: char| !groups(c))
        .flat_map(|part| {
            let starts = part.match_indices('+').map(|(start, _)| start);
            let bounds: Vec<usize> = [0].into_iter().chain(starts).chain([part.len()]).collect();
            (1..bounds.len()).map(move |end| &part[bounds[end - 1]..bounds[end]])
        })
        .filter(|part| part.chars().filter(|c| c.is_numeric()).count() >= FEWEST_DIGITS)
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
            // 00 where 011 is dialled, and a trunk prefix behind it.
            ("0012025550142", Some("US"), "+12025550142"),
            ("00 1 202 555 0142", None, "+12025550142"),
            ("0044 (0)20 7946 0018", None, "+442079460018"),
            // Mexico's mobile numbers had a 1 when called from abroad.
            ("+52 1 33 1234 5678", None, "+523312345678"),
            ("+52 33 1234 5678", None, "+523312345678"),
            ("33 1234 5678", Some("MX"), "+523312345678"),
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
            ("+12025550142 or +12025550143", None),
            ("+12025550142+12025550143", None),
            ("202-555-0142 / 202-555-0143", Some("US")),
            ("+1 202-555-0142; +1 202-555-0142", None),
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
            ("0012025550142", None, true),
            ("+12025550142 or +12025550143", None, true),
            ("202-555-0143, 202-555-0142", Some("US"), true),
            ("+12025550143 or +12025550144", None, false),
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
