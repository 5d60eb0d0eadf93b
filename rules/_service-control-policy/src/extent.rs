//! The texts that a policy's pattern matches, as far as AWS documents it.

use crate::pattern::{Colons, Glob};
use crate::piece::{ARN_SEGMENTS, Piece, Variables, is_full_arn, lower_case, pieces, segments};

/// What a pattern certainly matches, and what it may match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// `None`: nothing is certain to match.
    pub(crate) least: Option<Glob>,
    /// Each text matches one of these. `None`: any text may match.
    pub(crate) most: Option<Vec<Glob>>,
}

impl Extent {
    pub(crate) fn exactly(glob: Glob) -> Self {
        Self {
            least: Some(glob.clone()),
            most: Some(vec![glob]),
        }
    }

    pub(crate) const UNKNOWN: Self = Self {
        least: None,
        most: None,
    };
}

/// How the wildcards and letters of resources are read.
///
/// AWS advises against wildcards across segments (the parts between colons), lets an asterisk at
/// the end of one match beyond the colon, and isn't exact about letter case. A denial must hold
/// under every reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    colons: Colons,
    any_case: bool,
}

impl Reading {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        [Colons::Inside, Colons::AtTheEnd, Colons::Everywhere]
            .into_iter()
            .flat_map(|colons| [false, true].map(|any_case| Self { colons, any_case }))
    }

    fn glob(self, pieces: &[Piece]) -> Glob {
        if self.any_case {
            Glob::arn(&lower_case(pieces), self.colons)
        } else {
            Glob::arn(pieces, self.colons)
        }
    }

    /// What a `Resource`'s pattern matches.
    ///
    /// AWS completes an ARN of fewer than six segments with asterisks in some places. It is unclear
    /// where, so nothing is certain to match.
    pub(crate) fn resource(self, text: &str, variables: Variables) -> Extent {
        let Ok(pieces) = pieces(text, variables) else {
            return Extent::UNKNOWN;
        };
        if pieces == [Piece::Many] {
            return Extent::exactly(Glob::whole(&pieces));
        }
        if is_full_arn(&pieces) {
            return Extent::exactly(self.glob(&pieces));
        }
        let mut completed = pieces.clone();
        for _ in segments(&pieces)..ARN_SEGMENTS {
            completed.extend([Piece::Char(':'), Piece::Many]);
        }
        Extent {
            least: None,
            most: Some(vec![self.glob(&pieces), self.glob(&completed)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a text certainly matches, and whether it may match, under each reading.
    fn matched(pattern: &str, text: &str) -> Vec<(bool, bool)> {
        Reading::all()
            .map(|reading| {
                let text = match reading.any_case {
                    true => text.to_ascii_lowercase(),
                    false => text.to_owned(),
                };
                let Extent { least, most } = reading.resource(pattern, Variables::Known);
                (
                    least.is_some_and(|glob| glob.matches(&text)),
                    most.is_none_or(|globs| globs.iter().any(|glob| glob.matches(&text))),
                )
            })
            .collect()
    }

    #[test]
    fn everything_is_matched_by_an_asterisk() {
        for text in ["*", "", "arn:aws:sqs:eu-west-1:1:q"] {
            assert_eq!(matched("*", text), [(true, true); 6], "{text}");
        }
    }

    #[test]
    fn a_short_arn_may_be_completed_and_is_not_relied_on() {
        for (pattern, text, may) in [
            ("arn:aws:sqs", "arn:aws:sqs:eu-west-1:1:q", true),
            ("arn:aws:s?s", "arn:aws:sqs:eu-west-1:1:q", true),
            ("arn:aws:sqs", "arn:aws:sqs", true),
            ("arn:aws:sqs", "arn:aws:sns:eu-west-1:1:q", false),
            ("arn:aws:sqs:*", "*", false),
        ] {
            assert_eq!(
                matched(pattern, text),
                [(false, may); 6],
                "{pattern}, {text}"
            );
        }
        assert_eq!(
            matched("arn:*q", "arn:aws:sqs:eu-west-1:1:q"),
            [
                (false, false),
                (false, false),
                (false, false),
                (false, false),
                (false, true),
                (false, true)
            ],
        );
    }

    #[test]
    fn letter_case_counts_under_half_of_the_readings() {
        assert_eq!(
            matched("arn:aws:s3:::A", "arn:aws:s3:::a"),
            [(false, false), (true, true)].repeat(3)
        );
    }

    #[test]
    fn a_variable_may_be_any_text() {
        assert_eq!(
            matched("arn:aws:s3:::${aws:username}", "x"),
            [(false, true); 6]
        );
    }
}
