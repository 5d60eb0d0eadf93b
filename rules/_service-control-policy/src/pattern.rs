//! Patterns with the wildcards `*` and `?`, as actions, resources and condition values are written.

use std::collections::BTreeSet;

/// One element of a policy's text, before it is known where the wildcards may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Char(char),
    /// `?`
    One,
    /// `*`
    Many,
}

/// Whether `${…}` is understood: policies of version 2012-10-17 know it, older ones don't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variables {
    Known,
    Unknown,
}

/// A text holds a policy variable, so that what it matches depends on the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HasVariable;

/// Reads wildcards and the escapes `${*}`, `${?}` and `${$}`.
///
/// Where variables aren't known, AWS doesn't say what `${` means: then it counts as a variable, too.
pub(crate) fn pieces(text: &str, variables: Variables) -> Result<Vec<Piece>, HasVariable> {
    let mut pieces = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("${") {
            if variables == Variables::Unknown {
                return Err(HasVariable);
            }
            let escaped = ["${*}", "${?}", "${$}"]
                .into_iter()
                .find(|escape| rest.starts_with(escape))
                .ok_or(HasVariable)?;
            pieces.extend(escaped.chars().nth(2).map(Piece::Char));
            rest = &rest[escaped.len()..];
            continue;
        }
        pieces.push(match next {
            '*' => Piece::Many,
            '?' => Piece::One,
            literal => Piece::Char(literal),
        });
        rest = &rest[next.len_utf8()..];
    }
    Ok(pieces)
}

/// Pieces without wildcards in them: `*` and `?` stand for themselves, as in StringEquals.
pub(crate) fn literally(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Char(literal) => *literal,
            Piece::One => '?',
            Piece::Many => '*',
        })
        .collect()
}

/// How an ARN's wildcards and letters are read.
///
/// AWS advises wildcards inside a segment (the parts between colons), but lets an asterisk at
/// the end of one reach beyond the colon, and isn't exact about letter case. These are the
/// narrowest and the widest way to take that; what is claimed must hold either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Wildcards stay in their segment, an ARN of fewer than six segments is completed with `*`,
    /// and letter case counts.
    Strict,
    /// Wildcards match colons, an ARN is taken as it is, and letter case is ignored.
    Loose,
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

const ARN_SEGMENTS: usize = 6;

impl Glob {
    /// A pattern whose wildcards match any character.
    pub(crate) fn whole(pieces: &[Piece]) -> Self {
        let tokens = pieces.iter().map(|piece| token(*piece, true)).collect();
        Self { tokens }.normalized()
    }

    /// The same, with letters in lower case; to be matched against lower case.
    pub(crate) fn whole_ignoring_case(pieces: &[Piece]) -> Self {
        Self::whole(&lower_case(pieces))
    }

    /// A `Resource`'s pattern.
    pub(crate) fn resource(pieces: &[Piece], reading: Reading) -> Self {
        let is_arn = pieces.starts_with(&['a', 'r', 'n', ':'].map(Piece::Char));
        match reading {
            Reading::Loose => Self::whole_ignoring_case(pieces),
            Reading::Strict if is_arn => {
                let mut pieces = pieces.to_vec();
                for _ in segments(&pieces)..ARN_SEGMENTS {
                    pieces.extend([Piece::Char(':'), Piece::Many]);
                }
                Self::segmented(&pieces)
            }
            Reading::Strict => Self::whole(pieces),
        }
    }

    /// A pattern whose wildcards match no colon, except in the sixth segment, which has the rest.
    pub(crate) fn segmented(pieces: &[Piece]) -> Self {
        let mut colons = 0;
        let tokens = pieces
            .iter()
            .map(|piece| {
                colons += usize::from(*piece == Piece::Char(':'));
                token(*piece, colons + 1 >= ARN_SEGMENTS)
            })
            .collect();
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

/// How many parts colons make of a text.
pub(crate) fn segments(pieces: &[Piece]) -> usize {
    let colons = pieces.iter().filter(|piece| **piece == Piece::Char(':'));
    colons.count() + 1
}

/// Whether the text is of an ARN's form: `arn:` and six segments.
pub(crate) fn is_full_arn(pieces: &[Piece]) -> bool {
    segments(pieces) >= ARN_SEGMENTS
}

fn token(piece: Piece, colons: bool) -> Token {
    match piece {
        Piece::Char(literal) => Token::Char(literal),
        Piece::One => Token::One { colons },
        Piece::Many => Token::Many { colons },
    }
}

fn lower_case(pieces: &[Piece]) -> Vec<Piece> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Char(literal) => Piece::Char(literal.to_ascii_lowercase()),
            wildcard => *wildcard,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Vec<Piece> {
        pieces(text, Variables::Known).unwrap()
    }

    fn glob(text: &str) -> Glob {
        Glob::whole(&parse(text))
    }

    #[test]
    fn wildcards_match_at_every_place() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "a:b", true),
            ("?", "", false),
            ("?", "ab", false),
            ("iam:*", "iam:CreateUser", true),
            ("iam:*User*", "iam:CreateUsers", true),
            ("iam:*user", "iam:CreateUser", false),
            (
                "arn:aws:iam::*:root",
                "arn:aws:iam::111111111111:root",
                true,
            ),
            (
                "arn:aws:iam::1?1111111111:root",
                "arn:aws:iam::111111111111:root",
                true,
            ),
            (
                "arn:aws:iam::*:root",
                "arn:aws:iam::111111111111:role/root",
                false,
            ),
            (
                "arn:aws*:iam::*:root",
                "arn:aws-us-gov:iam::111111111111:root",
                true,
            ),
            ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(
                glob(pattern).matches(text),
                expected,
                "{pattern} against {text}"
            );
        }
    }

    #[test]
    fn wildcards_of_a_segment_stay_in_it() {
        for (pattern, text, expected) in [
            ("arn:aws:iam::*:root", "arn:aws:iam::1:root", true),
            ("arn:aws:iam::*:root", "arn:aws:iam::1:a:root", false),
            ("arn:aws:s3:::a/*", "arn:aws:s3:::a/b:c", true),
            ("arn:*:root", "arn:aws:iam::1:root", false),
            ("arn:aws:s?s", "arn:aws:sqs:eu-west-1:1:q", true),
            ("arn:aws:sqs", "arn:aws:sqs:eu-west-1:1:q", true),
            ("arn:aws:sqs", "arn:aws:sns:eu-west-1:1:q", false),
            ("arn:aws:sqs:*", "*", false),
            ("*", "arn:aws:sqs:eu-west-1:1:q", true),
        ] {
            let strict = Glob::resource(&parse(pattern), Reading::Strict);
            assert_eq!(strict.matches(text), expected, "{pattern} against {text}");
        }
        let loose = Glob::resource(&parse("arn:*:ROOT"), Reading::Loose);
        assert!(loose.matches("arn:aws:iam::1:root"));
    }

    #[test]
    fn escapes_are_literal_and_variables_are_told_apart() {
        assert!(glob("a${*}b").matches("a*b"));
        assert!(!glob("a${*}b").matches("axb"));
        assert!(glob("${?}${$}").matches("?$"));
        assert!(glob("$").matches("$"));
        for text in ["${aws:username}", "a${", "${aws:x, 'y'}", "${*"] {
            assert_eq!(pieces(text, Variables::Known), Err(HasVariable), "{text}");
        }
        assert_eq!(pieces("${*}", Variables::Unknown), Err(HasVariable));
    }

    #[test]
    fn several_asterisks_are_one() {
        assert!(glob("***").matches_everything());
        assert!(!glob("*?").matches_everything());
        assert!(!Glob::segmented(&parse("*")).matches_everything());
    }

    /// The definition, as short as it can be said.
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
            let segmented = Glob::segmented(&parse(&pattern.join(":")));
            prop_assert_eq!(segmented.matches(&text.join(":")), each);
        }

        #[test]
        fn what_the_strict_reading_matches_the_loose_one_does(
            pattern in "(arn:[ab:*?]{0,8}:[ab*]{0,2}:[ab*]{0,2}:[ab*:]{0,3}|[ab*?]{0,6})",
            text in "(arn:[ab:]{0,10}|[ab]{0,6})",
        ) {
            let pieces = parse(&pattern);
            prop_assume!(segments(&pieces) >= 6 || !pattern.starts_with("arn:"));
            let strict = Glob::resource(&pieces, Reading::Strict).matches(&text);
            let loose = Glob::resource(&pieces, Reading::Loose).matches(&text);
            prop_assert!(!strict || loose);
        }
    }
}
