//! Applies a condition's operator to a known value.

use crate::pattern::{Colons, Glob};
use crate::piece::{Piece, is_full_arn, literally};
use crate::truth::Truth;

/// A key's place in the request.
pub(crate) enum Value<'a> {
    Text(&'a str),
    Arn(&'a str),
    /// The only value of a key that can have several.
    Set(&'a str),
    Absent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantifier {
    One,
    ForAnyValue,
    ForAllValues,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    /// ArnEquals and ArnLike are the same.
    Arn,
    Bool,
    Null,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Operator {
    quantifier: Quantifier,
    comparison: Comparison,
    negated: bool,
    if_exists: bool,
}

impl Operator {
    /// Reads an operator's name in any letter case; `None` when it isn't one that is decided here.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let (quantifier, name) = match name.split_once(':') {
            None => (Quantifier::One, name.as_str()),
            Some(("foranyvalue", name)) => (Quantifier::ForAnyValue, name),
            Some(("forallvalues", name)) => (Quantifier::ForAllValues, name),
            Some(_) => return None,
        };
        let (name, if_exists) = match name.strip_suffix("ifexists") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (comparison, negated) = match name {
            "stringequals" => (Comparison::StringEquals, false),
            "stringnotequals" => (Comparison::StringEquals, true),
            "stringequalsignorecase" => (Comparison::StringEqualsIgnoreCase, false),
            "stringnotequalsignorecase" => (Comparison::StringEqualsIgnoreCase, true),
            "stringlike" => (Comparison::StringLike, false),
            "stringnotlike" => (Comparison::StringLike, true),
            "arnequals" | "arnlike" => (Comparison::Arn, false),
            "arnnotequals" | "arnnotlike" => (Comparison::Arn, true),
            "bool" => (Comparison::Bool, false),
            "null" => (Comparison::Null, false),
            _ => return None,
        };
        let plain = quantifier == Quantifier::One && !if_exists;
        (comparison != Comparison::Null || plain).then_some(Self {
            quantifier,
            comparison,
            negated,
            if_exists,
        })
    }

    pub(crate) fn decide(self, value: &Value, patterns: &[Vec<Piece>]) -> Truth {
        if self.comparison == Comparison::Null {
            return null(matches!(value, Value::Absent), patterns);
        }
        let value = match value {
            Value::Absent => return self.absent(),
            // A comparison with a key that can have several values needs a quantifier.
            Value::Set(_) if self.quantifier == Quantifier::One => return Truth::Sometimes,
            Value::Text(_) | Value::Set(_) if self.comparison == Comparison::Arn => {
                return Truth::Sometimes;
            }
            Value::Text(value) | Value::Arn(value) | Value::Set(value) => value,
        };
        // With one value in the request, "any" and "all" are the same.
        let matched = patterns
            .iter()
            .map(|pattern| self.comparison.decide(value, pattern))
            .fold(Truth::Never, Truth::or);
        if self.negated {
            matched.negated()
        } else {
            matched
        }
    }

    /// If a key isn't in the request, negated operators hold and others don't.
    fn absent(self) -> Truth {
        match self.quantifier {
            Quantifier::ForAllValues => Truth::Always,
            Quantifier::ForAnyValue if self.if_exists => Truth::Sometimes,
            Quantifier::ForAnyValue => Truth::Never,
            Quantifier::One => Truth::of(self.negated || self.if_exists),
        }
    }
}

impl Comparison {
    fn decide(self, value: &str, pattern: &[Piece]) -> Truth {
        match self {
            Self::StringEquals => Truth::of(literally(pattern) == value),
            Self::StringEqualsIgnoreCase => {
                Truth::of(literally(pattern).eq_ignore_ascii_case(value))
            }
            Self::StringLike => Truth::of(Glob::whole(pattern).matches(value)),
            Self::Arn => arn(value, pattern),
            // None of the keys with a value is a boolean.
            Self::Bool | Self::Null => Truth::Sometimes,
        }
    }
}

/// The result is known only if both readings of an ARN's wildcards and letters agree.
fn arn(value: &str, pattern: &[Piece]) -> Truth {
    if !is_full_arn(pattern) {
        return Truth::Sometimes;
    }
    let strict = Glob::arn(pattern, Colons::Inside).matches(value);
    let loose = Glob::whole_ignoring_case(pattern).matches(&value.to_ascii_lowercase());
    match (strict, loose) {
        (true, true) => Truth::Always,
        (false, false) => Truth::Never,
        _ => Truth::Sometimes,
    }
}

/// `Null` with `true` holds for a key that isn't in the request, with `false` for one that is.
fn null(absent: bool, patterns: &[Vec<Piece>]) -> Truth {
    let [pattern] = patterns else {
        return Truth::Sometimes;
    };
    match literally(pattern).to_ascii_lowercase().as_str() {
        "true" => Truth::of(absent),
        "false" => Truth::of(!absent),
        _ => Truth::Sometimes,
    }
}
