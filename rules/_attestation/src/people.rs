use std::collections::HashSet;
use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::flaw::Problem;
use crate::json::Json;

/// Two or more people, each named once. Names stay out of logs: `Debug` tells how many.
#[derive(Clone, PartialEq, Eq)]
pub struct People(Vec<String>);

impl People {
    /// As written.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    pub(crate) fn read(json: Json) -> Result<Self, Problem> {
        let names = json.texts()?;
        let mut seen = HashSet::new();
        for name in &names {
            let key = key(name);
            if key.is_empty() {
                return Err(Problem::EmptyName);
            }
            if !seen.insert(key) {
                return Err(Problem::OnePersonTwice);
            }
        }
        if names.len() < 2 {
            return Err(Problem::TooFewPeople);
        }
        Ok(Self(names))
    }
}

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "People({})", self.0.len())
    }
}

/// A name without what makes no other person of it: letter case, spaces, characters that
/// can't be seen, and the way in which an accented letter is composed.
///
/// Upper case comes first, so that `ß` and `SS`, or the two small sigmas, are the same.
fn key(name: &str) -> String {
    name.nfd()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c))
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfd()
        .collect()
}

/// Soft hyphen, zero-width characters, direction marks, variation selectors, byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(names: &[&str]) -> Result<People, Problem> {
        People::read(Json::List(
            names.iter().map(|n| Json::Text((*n).to_owned())).collect(),
        ))
    }

    #[test]
    fn two_distinct_people_are_enough() {
        assert_eq!(people(&["Ana Ruiz", "Bo Lind"]).unwrap().names().len(), 2);
        assert!(people(&["Ana", "Anna"]).is_ok());
        assert!(people(&["José", "Jose"]).is_ok());
    }

    #[test]
    fn fewer_are_not() {
        for few in [&[][..], &["Ana Ruiz"]] {
            assert_eq!(people(few), Err(Problem::TooFewPeople));
        }
        for empty in ["", "  ", "\u{a0}", "\u{200b}", "\t\n"] {
            assert_eq!(people(&["Ana Ruiz", empty]), Err(Problem::EmptyName));
        }
    }

    #[test]
    fn one_person_spelled_differently_is_one_person() {
        for (first, second) in [
            ("Ana Ruiz", "ana ruiz"),
            ("Ana Ruiz", " ANA  RUIZ "),
            ("Ana Ruiz", "AnaRuiz"),
            ("Ana Ruiz", "Ana\u{a0}Ruiz"),
            ("Ana Ruiz", "Ana\u{200b} Ruiz"),
            ("Émile", "éMILE"),
            ("Jos\u{e9}", "Jose\u{301}"),
            ("Jos\u{c9}", "jose\u{301}"),
            ("Strauß", "STRAUSS"),
            ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
            ("ОЛЬГА", "Ольга"),
            ("ǅemal", "ǆEMAL"),
            ("Ａｎａ", "ａｎａ"),
        ] {
            assert_eq!(
                people(&[first, "Bo Lind", second]),
                Err(Problem::OnePersonTwice),
                "{first} / {second}"
            );
        }
    }

    #[test]
    fn names_are_not_debugged() {
        assert_eq!(
            format!("{:?}", people(&["Ana Ruiz", "Bo Lind"]).unwrap()),
            "People(2)"
        );
    }
}
