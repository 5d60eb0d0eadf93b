//! Regular expressions, as the guide's page "Supported regular expressions (regex) syntax" has them.

use regex::bytes::{Regex, RegexBuilder};

use super::error::PatternError;

#[derive(Debug)]
pub(super) struct Regexp(Regex);

impl Regexp {
    pub(super) fn parse(expression: &str) -> Result<Self, PatternError> {
        let mut characters = expression.chars();
        while let Some(character) = characters.next() {
            // Space is not in the page's list, but in one of its examples.
            let known =
                character.is_ascii_alphanumeric() || ":_#=@/;,- ^$?[]{}|\\*+.".contains(character);
            if !known {
                return Err(PatternError::Invalid(format!(
                    "`{character}` is not supported in a regular expression"
                )));
            }
            if character == '\\'
                && let Some(escaped) = characters.next()
                && escaped.is_ascii_alphanumeric()
                && !"dDsSwWx".contains(escaped)
            {
                return Err(PatternError::NotSupported(format!(
                    "`\\{escaped}` in a regular expression"
                )));
            }
        }
        // The least number of repetitions may be left out.
        RegexBuilder::new(&expression.replace("{,", "{0,"))
            // Its classes are ASCII.
            .unicode(false)
            .build()
            .map(Self)
            .map_err(|error| PatternError::Invalid(error.to_string()))
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the page.
    #[test]
    fn an_expression_is_found_anywhere_in_the_text() {
        for (expression, text, expected) in [
            ("AUTHORIZED", "[ERROR 401] UNAUTHORIZED REQUEST", true),
            ("AUTHORIZED", "[ERROR 400] BAD REQUEST", false),
            ("^[hc]at", "hat", true),
            ("^[hc]at", "a cat", false),
            ("[hc]at$", "a cat", true),
            ("[hc]at$", "cats", false),
            ("colou?r", "color", true),
            ("[abcx-z]", "y", true),
            ("^a{3,5}$", "aa", false),
            ("^a{3,5}$", "aaaa", true),
            ("^a{,2}$", "aaa", false),
            ("^a{,2}$", "a", true),
            ("^a{2,}$", "aaa", true),
            (
                "^starting|^initializing|^shutting down",
                "shutting down",
                true,
            ),
            ("^starting|^initializing", "skipping initializing", false),
            (r"\[.\]", "[a]", true),
            (r"\[.\]", "a", false),
            (r"10\.10\.0\.1", "10.10.0.1", true),
            (r"10\.10\.0\.1", "10010,051", false),
            ("10.10.0.1", "10010,051", true),
            ("ab*c", "ac", true),
            ("ab+c", "ac", false),
            (".at", " at", true),
            (r"^\d\D$", "1a", true),
            (r"^\w\W\s\S$", "a- b", true),
            (r"^\d$", "\u{663}", false),
            (r"\x3A\x28", ":(", true),
            ("error", "ERROR", false),
        ] {
            let regexp = Regexp::parse(expression).unwrap();
            assert_eq!(regexp.matches(text), expected, "{expression} {text}");
        }
    }

    #[test]
    fn other_expressions_are_refused() {
        for expression in [
            "something!",
            "(a|b)",
            "ä",
            "a&b",
            "[a",
            "*a",
            "a\\",
            "a{2,1}",
        ] {
            let error = Regexp::parse(expression).unwrap_err();
            assert!(matches!(error, PatternError::Invalid(_)), "{expression}");
        }
        for expression in [r"\bRoot\b", r"\p"] {
            let error = Regexp::parse(expression).unwrap_err();
            assert!(
                matches!(error, PatternError::NotSupported(_)),
                "{expression}"
            );
        }
    }
}
