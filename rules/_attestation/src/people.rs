use std::collections::HashSet;
use std::fmt;

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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

/// A name without what makes no other person of it: letter case, the way in which a letter is
/// composed or how wide it is, spaces, signs, and whatever can't be seen. Without a letter there is
/// no name.
///
/// Upper case comes first, so that `ß` and `SS`, or the two small sigmas, are the same.
fn key(name: &str) -> String {
    let invisible = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let counts =
        |c: &char| !invisible.contains(*c) && (c.is_alphanumeric() || is_combining_mark(*c));
    let key: String = name
        .nfkd()
        .filter(counts)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkd()
        .collect();
    if key.contains(char::is_alphabetic) {
        key
    } else {
        String::new()
    }
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
        for empty in [
            "",
            "  ",
            "\u{a0}",
            "\u{200b}",
            "\t\n",
            ".",
            "-",
            "42",
            "\u{2800}",
            "\u{3164}",
            "\u{115f}",
            "\u{ffa0}",
            "\u{61c}",
            "\u{e0041}",
            "\u{301}",
            "\u{1f642}",
        ] {
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
            ("Ana", "Ａｎａ"),
            ("Ana Ruiz", "Ana\u{2800}Ruiz"),
            ("Ana Ruiz", "Ana Ruiz\u{115f}"),
            ("Ana Ruiz", "\u{61c}Ana Ruiz"),
            ("Ana Ruiz", "Ana Ruiz\u{e0041}"),
            ("Ana Ruiz", "Ana Ruiz\u{3164}"),
            ("Ana Ruiz", "Ana\u{fe0f} Ruiz"),
            ("Ana Ruiz", "Ana Ruiz."),
            ("Ana-María Ruiz", "Ana María Ruiz"),
            ("ﬁona", "Fiona"),
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
