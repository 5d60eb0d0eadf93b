use std::fmt;
use std::str::FromStr;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};
use zeroize::Zeroizing;

/// Longer texts can't be a number, and take ever longer to search.
const MAX_BYTES: usize = 250;
/// The shortest number with its area code.
const LEAST_DIGITS: usize = 7;
/// The longest number in E.164, with the country calling code. Some numbering plans allow more.
const MOST_DIGITS: usize = 15;

/// A valid phone number in E.164 form (`+` and digits), so its spelling doesn't matter. It has no
/// extension and no prefix for mobile numbers. `Debug` never shows it, and dropping wipes it.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(Zeroizing<String>);

impl PhoneNumber {
    /// The number, if the text is a single number that can be assigned. Without a country calling
    /// code it is read as a number of `country` (ISO 3166-1, two letters).
    #[must_use]
    pub fn parse(text: &str, country: Option<&str>) -> Option<Self> {
        if text.len() > MAX_BYTES || parts(text, |c| c != '/').nth(1).is_some() {
            return None;
        }
        Self::parse_in(text, region(country))
    }

    fn parse_in(text: &str, region: Option<Region>) -> Option<Self> {
        // Some people write slashes between the groups of a number.
        let text = Zeroizing::new(text.replace('/', " "));
        Self::as_written(&text, region)
            .or_else(|| Self::as_written(&with_international_prefix(&text), region))
    }

    fn as_written(text: &str, region: Option<Region>) -> Option<Self> {
        let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
        let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
        let written = Zeroizing::new(e164.into_owned());
        let line = MOBILE_PREFIXES
            .into_iter()
            .find_map(|(with, without)| exchanged(&written, with, without))
            .unwrap_or_else(|| written.clone());
        // For some lines, the numbering plan has only the number that is dialled from abroad.
        let from_abroad = MOBILE_PREFIXES
            .into_iter()
            .find_map(|(with, without)| exchanged(&line, without, with));
        let is_assignable = is_valid(&written)
            || is_valid(&line)
            || from_abroad.is_some_and(|e164| is_valid(&e164));
        (is_assignable && line.len() <= "+".len() + MOST_DIGITS).then_some(Self(line))
    }

    /// Whether the text is another spelling of this number, or contains one, read as a number of
    /// `country` or of the number's own country.
    #[must_use]
    pub fn is_spelled(&self, text: &str, country: Option<&str>) -> bool {
        if text.len() > MAX_BYTES {
            return false;
        }
        let parsed = PHONE_NUMBER_UTIL.parse(&self.0, None).ok();
        let own = parsed
            .as_ref()
            .and_then(|number| PHONE_NUMBER_UTIL.get_region_for_number(number));
        let regions = [region(country), own];
        let read = |text: &str| regions.map(|region| Self::parse_in(text, region));
        let is_this = |text: &str| read(text).iter().flatten().any(|number| number == self);
        if is_this(text) || parts(text, |_| true).any(is_this) {
            return true;
        }
        // Not a number, but perhaps two in a row.
        let national = parsed.map(|number| Zeroizing::new(number.national_number.to_string()));
        let digits: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(char::is_ascii_digit).collect());
        read(text).iter().all(Option::is_none)
            && national.is_some_and(|national| {
                digits.len() >= national.len() + LEAST_DIGITS && digits.contains(national.as_str())
            })
    }

    /// `+` and digits.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }
}

fn region(country: Option<&str>) -> Option<Region> {
    country.and_then(|code| Region::from_str(&code.to_ascii_uppercase()).ok())
}

/// The parts of a text with enough digits for a number: between words and separators, and from each
/// `+` on. Vanity letters leave too few digits on either side.
fn parts(text: &str, separates: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    let is_separator = move |c: char| {
        (c.is_alphabetic() || matches!(c, '/' | ';' | ',' | '|' | '&' | '\\' | '\n' | '\r'))
            && separates(c)
    };
    text.split(is_separator)
        .flat_map(from_each_plus)
        .filter(|part| part.chars().filter(|c| c.is_numeric()).count() >= LEAST_DIGITS)
}

/// A text cut before each `+`.
fn from_each_plus(text: &str) -> impl Iterator<Item = &str> {
    let cuts = text.match_indices('+').map(|(at, _)| at);
    let ends = text
        .match_indices('+')
        .map(|(at, _)| at)
        .chain([text.len()]);
    std::iter::once(0)
        .chain(cuts)
        .zip(ends)
        .map(|(from, to)| &text[from..to])
}

/// With `+` for the `00` that most countries dial, and without a trunk prefix in brackets, which is
/// dialled only inside the country.
fn with_international_prefix(text: &str) -> Zeroizing<String> {
    let text = Zeroizing::new(text.replace("(0)", " "));
    // It may follow a bracket, a copied text direction mark, or a `+`.
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    match digits.strip_prefix("00") {
        Some(rest) => Zeroizing::new(format!("+{rest}")),
        None => text,
    }
}

/// A country code with and without the digit that callers from abroad dial, or used to dial, before
/// a mobile number: Argentina's 9, and Mexico's 1 until 2019. Both reach the same line.
const MOBILE_PREFIXES: [(&str, &str); 2] = [("+549", "+54"), ("+521", "+52")];

/// Replaces `from` with `to` in a number in E.164 form that has ten more digits, the length of
/// national numbers in these countries.
fn exchanged(e164: &str, from: &str, to: &str) -> Option<Zeroizing<String>> {
    let national = e164.strip_prefix(from)?;
    (national.len() == 10).then(|| Zeroizing::new(format!("{to}{national}")))
}

fn is_valid(e164: &str) -> bool {
    PHONE_NUMBER_UTIL
        .parse(e164, None)
        .is_ok_and(|number| PHONE_NUMBER_UTIL.is_valid_number(&number))
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
            ("00 44 20 7946 0018", Some("US"), "+442079460018"),
            ("0012065550100", Some("US"), "+12065550100"),
            ("0012065550100", None, "+12065550100"),
            ("+00 1 206 555 0100", None, "+12065550100"),
            ("00 1 (206) 555-0100", Some("JP"), "+12065550100"),
            ("(00) 1 206 555 0100", None, "+12065550100"),
            ("\u{202a}0012065550100\u{202c}", None, "+12065550100"),
            ("\u{202d}+1 206 555 0100\u{202c}", None, "+12065550100"),
            ("+49 (0) 30 12345678", None, "+493012345678"),
            ("0049 (0)30 12345678", Some("US"), "+493012345678"),
            ("+34 (0)91 123 45 67", None, "+34911234567"),
            ("+49 30/12345678", None, "+493012345678"),
            ("030/12345678", Some("DE"), "+493012345678"),
            ("+52 1 33 1234 5678", None, "+523312345678"),
            ("+52 33 1234 5678", None, "+523312345678"),
            ("33 1234 5678", Some("MX"), "+523312345678"),
            ("00 52 1 33 1234 5678", Some("DE"), "+523312345678"),
            ("+54 9 11 2345 6789", None, "+541123456789"),
            ("+54 11 2345 6789", None, "+541123456789"),
            ("011 15 2345-6789", Some("AR"), "+541123456789"),
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
    fn what_can_not_be_assigned_is_not_a_number() {
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
            ("+12065550100 or +12065550101", Some("US")),
            ("+1 206-555-0100 / +1 206-555-0101", Some("US")),
            ("206-555-0100/206-555-0101", Some("US")),
            ("206-555-0100; 206-555-0101", Some("US")),
            ("206-555-0100, 206-555-0101", Some("US")),
            ("206-555-0100,,206-555-0101", Some("US")),
            ("206-555-0100 206-555-0101", Some("US")),
            ("206-555-0100 ext. 2065550101", Some("US")),
            ("+12065550100+12065550101", None),
            ("+12065550100\n+12065550101", None),
            ("+12065550100 und +12065550101", None),
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
    fn a_field_with_two_numbers_spells_each() {
        let number = PhoneNumber::parse("+1 206-555-0100", None).unwrap();
        for (text, expected) in [
            ("+12065550100 or +12065550101", true),
            ("+12065550101 or +12065550100", true),
            ("206-555-0101/206-555-0100", true),
            ("206-555-0101; 206-555-0100", true),
            ("206-555-0101, 206-555-0100", true),
            ("206-555-0101 206-555-0100", true),
            ("+12065550101+12065550100", true),
            ("call 206-555-0100 by day, 206-555-0101 at night", true),
            ("206-555-0100 / 0101", true),
            ("0012065550100", true),
            ("00 1 206 555 0100", true),
            ("+12065550101 or +12065550102", false),
            ("206-555-0101 206-555-0102", false),
            ("+442065550100", false),
        ] {
            assert_eq!(number.is_spelled(text, Some("US")), expected, "{text}");
        }
        let mexican = PhoneNumber::parse("+52 33 1234 5678", None).unwrap();
        for text in [
            "+52 1 33 1234 5678",
            "+52 1 33 1234 5678 / +52 33 1234 5679",
        ] {
            assert!(mexican.is_spelled(text, Some("US")), "{text}");
        }
    }

    #[test]
    fn a_number_is_not_shown() {
        let number = PhoneNumber::parse("+1 202-555-0142", None).unwrap();
        let shown = format!("{number:?} {:?}", Some(&number));
        assert!(!shown.contains(|c: char| c.is_ascii_digit()), "{shown}");
    }
}
