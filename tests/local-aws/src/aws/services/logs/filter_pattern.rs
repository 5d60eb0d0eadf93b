//! CloudWatch Logs' filter patterns, as the guide's page "Filter pattern syntax for metric filters"
//! has them:
//!
//! - nothing: every message;
//! - terms: all must be in the message; with a leading `-`, none; with `?`, any;
//! - `{ … }` for messages of JSON;
//! - `[ … ]` for messages of columns, separated by space.
//!
//! `EXISTS` is known, too, although the page calls it unsupported. What CloudWatch Logs may accept
//! and this module can't judge is [`PatternError::NotSupported`].

mod columns;
mod comparison;
mod condition;
mod cursor;
mod error;
mod json;
mod regexp;
mod terms;

use std::str::FromStr;

use columns::Columns;
use cursor::Cursor;
pub(super) use error::PatternError;
use json::JsonPattern;
use terms::Terms;

#[derive(Debug)]
pub(super) enum FilterPattern {
    Terms(Terms),
    Json(JsonPattern),
    Columns(Columns),
}

/// The longest filter pattern, in characters.
const LONGEST: usize = 1_024;

impl FilterPattern {
    pub(super) fn matches(&self, message: &str) -> bool {
        match self {
            Self::Terms(terms) => terms.matches(message),
            Self::Json(pattern) => pattern.matches(message),
            Self::Columns(columns) => columns.matches(message),
        }
    }
}

impl FromStr for FilterPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        if text.chars().count() > LONGEST {
            return Err(PatternError::Invalid(format!(
                "it is longer than {LONGEST} characters"
            )));
        }
        let mut cursor = Cursor::new(text);
        if cursor.take("{") {
            JsonPattern::parse(&mut cursor).map(Self::Json)
        } else if cursor.take("[") {
            Columns::parse(&mut cursor).map(Self::Columns)
        } else {
            Terms::parse(&mut cursor).map(Self::Terms)
        }
    }
}

#[cfg(test)]
mod tests;
