//! Patterns with the wildcards `*` and `?`, as actions, resources and condition values are written.

use crate::piece::{ARN_SEGMENTS, COLON, Piece, lower_case};
use std::collections::BTreeSet;

/// Which colons the wildcards of an ARN's first five segments match. The sixth has the rest of the
/// text, colons included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colons {
    /// None: a wildcard doesn't cross segments.
    Inside,
    /// Any, if the wildcard is the last character of its segment and an asterisk.
    AtTheEnd,
    /// Any.
    Everywhere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Token {
    Char(char),
    One { colons: bool },
    Many { colons: bool },
}

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Glob {
    tokens: Vec<Token>,
}

/// A position in a [`Glob`]: how many of its tokens have been passed.
pub(crate) type Position = u32;

impl Glob {
    /// A pattern whose wildcards match any character.
    pub(crate) fn whole(pieces: &[Piece]) -> Self {
        let tokens = pieces.iter().map(|piece| token(*piece, true)).collect();
        Self { tokens }.normalized()
    }

    /// The same with lower-case letters, to match lower-case text.
    pub(crate) fn whole_ignoring_case(pieces: &[Piece]) -> Self {
        Self::whole(&lower_case(pieces))
    }

    /// An ARN's pattern.
    pub(crate) fn arn(pieces: &[Piece], matched: Colons) -> Self {
        let mut segment = 1;
        let mut tokens = Vec::with_capacity(pieces.len());
        for (index, piece) in pieces.iter().enumerate() {
            segment += usize::from(*piece == COLON);
            let ends_segment = pieces.get(index + 1).is_none_or(|next| *next == COLON);
            let colons = segment >= ARN_SEGMENTS
                || match matched {
                    Colons::Inside => false,
                    Colons::AtTheEnd => *piece == Piece::Many && ends_segment,
                    Colons::Everywhere => true,
                };
            tokens.push(token(*piece, colons));
        }
        Self { tokens }.normalized()
    }

    /// One asterisk for several in a row: the same words, fewer positions.
    fn normalized(mut self) -> Self {
        self.tokens
            .dedup_by(|next, previous| next == previous && matches!(next, Token::Many { .. }));
        self
    }

    /// Whether it matches every text.
    pub(crate) fn matches_everything(&self) -> bool {
        self.tokens == [Token::Many { colons: true }]
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let mut positions = self.start();
        for next in text.chars() {
            positions = positions
                .iter()
                .flat_map(|position| self.after(*position, next))
                .collect();
            if positions.is_empty() {
                return false;
            }
        }
        positions.iter().any(|position| self.accepts(*position))
    }

    /// Where matching begins.
    pub(crate) fn start(&self) -> BTreeSet<Position> {
        self.settle(0).collect()
    }

    /// Where matching may stand after one more character.
    pub(crate) fn after(&self, position: Position, next: char) -> impl Iterator<Item = Position> {
        let passed = match self.tokens.get(position as usize) {
            Some(Token::Char(literal)) if *literal == next => Some(position + 1),
            Some(Token::One { colons }) if *colons || next != ':' => Some(position + 1),
            Some(Token::Many { colons }) if *colons || next != ':' => Some(position),
            _ => None,
        };
        passed
            .into_iter()
            .flat_map(|position| self.settle(position))
    }

    /// Whether a text that ends here is matched.
    pub(crate) fn accepts(&self, position: Position) -> bool {
        position as usize == self.tokens.len()
    }

    /// The character that only the token at this position asks for.
    pub(crate) fn literal_at(&self, position: Position) -> Option<char> {
        match self.tokens.get(position as usize) {
            Some(Token::Char(literal)) => Some(*literal),
            _ => None,
        }
    }

    /// The characters written in the pattern.
    pub(crate) fn literals(&self) -> impl Iterator<Item = char> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Char(literal) => Some(*literal),
            _ => None,
        })
    }

    /// A position and those that it reaches without a character, as `*` may match nothing.
    fn settle(&self, position: Position) -> impl Iterator<Item = Position> {
        let skipped = self
            .tokens
            .get(position as usize..)
            .unwrap_or_default()
            .iter()
            .take_while(|token| matches!(token, Token::Many { .. }))
            .count();
        (0..=skipped).zip(position..).map(|(_, position)| position)
    }
}

fn token(piece: Piece, colons: bool) -> Token {
    match piece {
        Piece::Char(literal) => Token::Char(literal),
        Piece::One => Token::One { colons },
        Piece::Many => Token::Many { colons },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::piece::{Variables, pieces};
    use case_table::rows;
    use proptest::prelude::*;

    fn parse(text: &str) -> Vec<Piece> {
        pieces(text, Variables::Known).unwrap()
    }

    fn glob(text: &str) -> Glob {
        Glob::whole(&parse(text))
    }

    #[test]
    fn wildcards_match_at_every_place() {
        let table = "
            | | true
            | a | false
            * | | true
            * | a:b | true
            ? | | false
            ? | ab | false
            iam:* | iam:CreateUser | true
            iam:*User* | iam:CreateUsers | true
            iam:*user | iam:CreateUser | false
            arn:aws:iam::*:root | arn:aws:iam::111111111111:root | true
            arn:aws:iam::1?1111111111:root | arn:aws:iam::111111111111:root | true
            arn:aws:iam::*:root | arn:aws:iam::111111111111:role/root | false
            arn:aws*:iam::*:root | arn:aws-us-gov:iam::111111111111:root | true
            *a*a*a*a*b | aaaaaaaaaaaaaaaaaaaaaaaa | false
        ";
        for [pattern, text, expected] in rows(table) {
            let found = glob(pattern).matches(text).to_string();
            assert_eq!(found, expected, "{pattern} against {text}");
        }
    }

    #[test]
    fn wildcards_of_a_segment_match_colons_as_configured() {
        // Which colons the wildcards must at least match for the pattern to match.
        let table = "
            arn:aws:iam::*:root | arn:aws:iam::1:root | Inside
            arn:aws:iam::*:root | arn:aws:iam::1:a:root | AtTheEnd
            arn:aws:s3:::a/* | arn:aws:s3:::a/b:c | Inside
            arn:*:root | arn:aws:iam::1:root | AtTheEnd
            arn:*t | arn:aws:iam::1:root | Everywhere
            arn:aws:*m::1:root | arn:aws:x:im::1:root | Everywhere
            arn:aws:?::1:root | arn:aws::::1:root | Everywhere
        ";
        for [pattern, text, least] in rows(table) {
            let mut expected = false;
            for colons in [Colons::Inside, Colons::AtTheEnd, Colons::Everywhere] {
                expected |= format!("{colons:?}") == least;
                let matched = Glob::arn(&parse(pattern), colons).matches(text);
                assert_eq!(matched, expected, "{pattern}, {text}, {colons:?}");
            }
        }
    }

    #[test]
    fn several_asterisks_are_one() {
        assert!(glob("***").matches_everything());
        assert!(!glob("*?").matches_everything());
        assert!(!Glob::arn(&parse("*"), Colons::Inside).matches_everything());
    }

    /// The definition, as short as possible.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), None) => naive(rest, text),
            (Some(('*', rest)), Some((_, after))) => naive(rest, text) || naive(pattern, after),
            (Some(('?', rest)), Some((_, after))) => naive(rest, after),
            (Some((literal, rest)), Some((next, after))) => literal == next && naive(rest, after),
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn matching_agrees_with_the_definition(pattern in "[ab:*?]{0,10}", text in "[ab:]{0,10}") {
            let by_definition = naive(
                &pattern.chars().collect::<Vec<_>>(),
                &text.chars().collect::<Vec<_>>(),
            );
            prop_assert_eq!(glob(&pattern).matches(&text), by_definition);
        }

        #[test]
        fn a_segmented_pattern_agrees_segment_by_segment(
            pattern in proptest::collection::vec("[ab*?]{0,3}", 6),
            text in proptest::collection::vec("[ab]{0,3}", 6),
        ) {
            let each = pattern.iter().zip(&text).all(|(pattern, text)| {
                naive(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
            });
            let segmented = Glob::arn(&parse(&pattern.join(":")), Colons::Inside);
            prop_assert_eq!(segmented.matches(&text.join(":")), each);
        }

        #[test]
        fn the_more_colons_the_more_texts(
            pattern in "(arn:[ab:*?]{0,8}:[ab*]{0,2}:[ab*]{0,2}:[ab*:]{0,3}|[ab*?]{0,6})",
            text in "(arn:[ab:]{0,10}|[ab]{0,6})",
        ) {
            let [inside, at_the_end, everywhere] =
                [Colons::Inside, Colons::AtTheEnd, Colons::Everywhere]
                    .map(|colons| Glob::arn(&parse(&pattern), colons).matches(&text));
            prop_assert!(inside <= at_the_end && at_the_end <= everywhere);
        }
    }
}
