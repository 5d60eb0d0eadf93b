use std::collections::HashSet;
use std::fmt;

use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizer;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::flaw::Problem;
use crate::json::Json;

/// Two or more people, each named once. Names stay out of logs: `Debug` shows only how many there
/// are.
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
            let key = key(name).ok_or(Problem::NoName)?;
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

/// What distinguishes one name from another: letters, marks and digits, ignoring case and
/// compatibility forms. `None` if there is no visible letter.
///
/// Spaces, punctuation, symbols and invisible characters don't make a different person. The Braille
/// blank is a symbol; the Hangul fillers are ignorable letters.
fn key(name: &str) -> Option<String> {
    let nfkc = ComposingNormalizer::new_nfkc();
    let folded = CaseMapper::new()
        .fold_string(&nfkc.normalize(&visible(name)))
        .into_owned();
    // Folding can denormalize a text, and a normal form can hold a filler or a space.
    let (mut key, mut has_letter) = (String::new(), false);
    for c in visible(&nfkc.normalize(&folded)).chars() {
        match CodePointMapData::<GeneralCategory>::new().get(c) {
            GeneralCategory::UppercaseLetter
            | GeneralCategory::LowercaseLetter
            | GeneralCategory::TitlecaseLetter
            | GeneralCategory::OtherLetter => has_letter = true,
            GeneralCategory::ModifierLetter
            | GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
            | GeneralCategory::DecimalNumber
            | GeneralCategory::LetterNumber => {}
            _ => continue,
        }
        key.push(c);
    }
    // A removed character may have stood between a letter and its accent.
    has_letter.then(|| nfkc.normalize(&key).into_owned())
}

/// Removes variation selectors, tags, joiners and fillers, which renderers don't show.
fn visible(name: &str) -> String {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    name.chars().filter(|c| !ignorable.contains(*c)).collect()
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
    }

    #[test]
    fn a_name_has_a_letter_that_can_be_seen() {
        for no_name in [
            "",
            "  ",
            "\u{a0}",
            "\u{200b}",
            "\t\n",
            ".",
            "-",
            "—",
            "°1",
            "42",
            "٤٢",
            "?!",
            "_",
            "😀",
            "ʹ",
            "\u{301}",
            "\u{ad}",
            "\u{34f}",
            "\u{61c}",
            "\u{115f}",
            "\u{1160}",
            "\u{17b4}",
            "\u{180e}",
            "\u{2060}",
            "\u{2800}",
            "\u{3000}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{feff}",
            "\u{fe0f}",
            "\u{fffd}",
            "\u{fffc}",
            "\u{e000}",
            "\u{1d159}",
            "\u{1d173}",
            "\u{e0041}",
            "\u{e0100}",
            "\u{3164}\u{2800}.",
        ] {
            assert_eq!(
                people(&["Ana Ruiz", no_name]),
                Err(Problem::NoName),
                "{no_name:?}"
            );
        }
        for name in ["A", "李", "Ó", "ა", "م", "O'Brien", "X Æ A-12", "Ⅻ Ana"] {
            assert!(people(&["Bo Lind", name]).is_ok(), "{name}");
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
            ("Ana Ruiz", "Ａｎａ　Ｒｕｉｚ"),
            ("Ana Ruiz", "𝐀𝐧𝐚 𝓡𝓾𝓲𝔃"),
            ("Ana Ruiz", "Ⓐⓝⓐ Ⓡⓤⓘⓩ"),
            ("Ana Ruiz", "Ana Ruiz."),
            ("Ana Ruiz", "Ana-Ruiz"),
            ("Ana Ruiz", "(Ana Ruiz)"),
            ("Ana Ruiz", "Ana Ruiz\u{61c}"),
            ("Ana Ruiz", "Ana Ruiz\u{115f}"),
            ("Ana Ruiz", "Ana Ruiz\u{2800}"),
            ("Ana Ruiz", "Ana\u{2800}Ruiz"),
            ("Ana Ruiz", "Ana Ruiz\u{3164}"),
            ("Ana Ruiz", "Ana Ruiz\u{ffa0}"),
            ("Ana Ruiz", "Ana Ruiz\u{e0041}"),
            ("Ana Ruiz", "Ana Ruiz\u{e0100}"),
            ("Ana Ruiz", "Ana Ruiz\u{fe00}"),
            ("Ana Ruiz", "Ana Ruiz\u{1d173}"),
            ("Ana Ruiz", "Ana Ruiz\u{e000}"),
            ("José", "Jose\u{34f}\u{301}"),
            ("José", "Jose\u{2800}\u{301}"),
            ("Straße", "STRA\u{1e9e}E"),
            ("ʼNora", "ʼnora"),
            ("oﬃce", "Office"),
            ("ﾊﾝﾀﾞ", "ハンダ"),
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
