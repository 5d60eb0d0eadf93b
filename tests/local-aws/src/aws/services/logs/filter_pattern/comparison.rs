//! Comparisons with a number, a text or a regular expression.

use std::cmp::Ordering;

use super::cursor::Cursor;
use super::error::PatternError;
use super::regexp::Regexp;
use crate::aws::services::glob::Glob;

#[derive(Debug)]
pub(super) enum Comparison {
    Number(Operator, f64),
    Text(Equality, Glob),
    Regexp(Equality, Regexp),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Operator {
    Equality(Equality),
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Equality {
    Equal,
    NotEqual,
}

impl Comparison {
    /// Reads an operator and its operand; `None` if no operator is next. An operand without quotes
    /// also ends before each of `ends`.
    pub(super) fn parse(cursor: &mut Cursor<'_>, ends: &str) -> Result<Option<Self>, PatternError> {
        const OPERATORS: [(&str, Operator); 6] = [
            // The longer ones first.
            ("!=", Operator::Equality(Equality::NotEqual)),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("=", Operator::Equality(Equality::Equal)),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let found = OPERATORS.iter().find(|(token, _)| cursor.take(token));
        let Some((_, operator)) = found else {
            return Ok(None);
        };
        let text = match cursor.rest.as_bytes() {
            [b'%', ..] => {
                let regexp = cursor.regexp()?;
                return Ok(Some(Self::Regexp(operator.equality()?, regexp)));
            }
            [b'"', ..] => cursor.quoted()?,
            _ => {
                let word = cursor.take_while(|character| {
                    !(character.is_whitespace()
                        || "&|(){}\"".contains(character)
                        || ends.contains(character))
                });
                if word.is_empty() {
                    return Err(cursor.expected("a value"));
                }
                if let Some(number) = number(word) {
                    return Ok(Some(Self::Number(*operator, number)));
                }
                word.to_owned()
            }
        };
        Ok(Some(Self::Text(operator.equality()?, Glob::new(&text))))
    }

    /// Whether it holds for a value with this text and, if it is one, this number.
    pub(super) fn holds(&self, text: &str, number: Option<f64>) -> bool {
        match self {
            Self::Number(operator, bound) => number
                .and_then(|number| number.partial_cmp(bound))
                .is_some_and(|is| operator.holds(is)),
            Self::Text(equality, glob) => equality.holds(glob.matches(text)),
            Self::Regexp(equality, regexp) => equality.holds(regexp.matches(text)),
        }
    }
}

impl Operator {
    fn holds(self, is: Ordering) -> bool {
        match self {
            Self::Equality(equality) => equality.holds(is.is_eq()),
            Self::Less => is.is_lt(),
            Self::LessOrEqual => is.is_le(),
            Self::Greater => is.is_gt(),
            Self::GreaterOrEqual => is.is_ge(),
        }
    }

    fn equality(self) -> Result<Equality, PatternError> {
        match self {
            Self::Equality(equality) => Ok(equality),
            _ => Err(PatternError::NotSupported("an order of texts".to_owned())),
        }
    }
}

impl Equality {
    fn holds(self, equal: bool) -> bool {
        equal == (self == Self::Equal)
    }
}

/// A number with digits: not `inf` or `nan`, which Rust reads, too.
pub(super) fn number(text: &str) -> Option<f64> {
    let digits = text.trim_start_matches(['+', '-', '.']);
    if digits.starts_with(|character: char| character.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}
