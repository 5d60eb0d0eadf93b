//! What a value of an event is compared with.

use std::cmp::Ordering;
use std::net::IpAddr;

use serde_json::{Map, Value};

use super::error::PatternError;
use super::network::Network;
use crate::aws::services::glob::Glob;

/// One entry of a field's list, of which one must hold.
#[derive(Debug)]
pub(super) enum Matcher {
    /// The field is there.
    Exists,
    /// The field is not there.
    Absent,
    /// The field has this value.
    Has(Test),
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Test {
    /// True, false or null.
    Constant(Value),
    Number(f64),
    Text(TextTest),
    /// A value other than these.
    AnythingBut(Excluded),
    /// In each of these ranges.
    Numeric(Vec<(Order, f64)>),
    Cidr(Network),
}

#[derive(Debug)]
pub(super) enum TextTest {
    Exactly(String),
    Prefix(String),
    Suffix(String),
    /// These three hold texts in lower case.
    EqualsIgnoringCase(String),
    PrefixIgnoringCase(String),
    SuffixIgnoringCase(String),
    Wildcard(Glob),
}

#[derive(Debug)]
pub(super) enum Excluded {
    Texts(Vec<TextTest>),
    Numbers(Vec<f64>),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn holds(self, is: Ordering) -> bool {
        match self {
            Self::Equal => is.is_eq(),
            Self::Less => is.is_lt(),
            Self::LessOrEqual => is.is_le(),
            Self::Greater => is.is_gt(),
            Self::GreaterOrEqual => is.is_ge(),
        }
    }
}

impl Matcher {
    /// Whether it holds for a field with these values. `absent` if the event doesn't have the
    /// field.
    pub(super) fn holds(&self, values: &[&Value], absent: bool) -> bool {
        match self {
            Self::Exists => !values.is_empty(),
            Self::Absent => absent,
            Self::Has(test) => values.iter().any(|value| test.holds(value)),
        }
    }

    pub(super) fn parse(entry: &Value) -> Result<Self, PatternError> {
        match entry {
            Value::Null | Value::Bool(_) => Ok(Self::Has(Test::Constant(entry.clone()))),
            Value::Number(_) => Ok(Self::Has(Test::Number(number(entry)?))),
            Value::String(text) => Ok(Self::Has(Test::Text(TextTest::Exactly(text.clone())))),
            Value::Array(_) => Err(PatternError::invalid(
                "Match value must be String, number, true, false, or null",
            )),
            Value::Object(expression) => {
                let (name, operand) = only(expression)?;
                Self::parse_expression(name, operand)
            }
        }
    }

    fn parse_expression(name: &str, operand: &Value) -> Result<Self, PatternError> {
        Ok(Self::Has(match name {
            "exists" => {
                return match operand {
                    Value::Bool(true) => Ok(Self::Exists),
                    Value::Bool(false) => Ok(Self::Absent),
                    _ => Err(PatternError::invalid(
                        "exists match pattern must be either true or false.",
                    )),
                };
            }
            "exactly" | "prefix" | "suffix" | "equals-ignore-case" | "wildcard" => {
                Test::Text(TextTest::parse(name, operand)?)
            }
            "anything-but" => Test::AnythingBut(Excluded::parse(operand)?),
            "numeric" => Test::Numeric(ranges(operand)?),
            "cidr" => Test::Cidr(
                operand
                    .as_str()
                    .and_then(Network::parse)
                    .ok_or_else(|| PatternError::invalid("Malformed CIDR"))?,
            ),
            unknown => {
                return Err(PatternError::invalid(format!(
                    "Unrecognized match type {unknown}"
                )));
            }
        }))
    }
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Constant(expected) => value == expected,
            Self::Number(expected) => compare(value, *expected) == Some(Ordering::Equal),
            Self::Text(test) => value.as_str().is_some_and(|text| test.holds(text)),
            Self::AnythingBut(excluded) => !excluded.holds(value),
            Self::Numeric(ranges) => ranges
                .iter()
                .all(|(order, bound)| compare(value, *bound).is_some_and(|is| order.holds(is))),
            Self::Cidr(network) => value
                .as_str()
                .and_then(|text| text.parse::<IpAddr>().ok())
                .is_some_and(|address| network.contains(address)),
        }
    }
}

impl TextTest {
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Exactly(expected) => text == expected,
            Self::Prefix(prefix) => text.starts_with(&**prefix),
            Self::Suffix(suffix) => text.ends_with(&**suffix),
            Self::EqualsIgnoringCase(expected) => text.to_lowercase() == *expected,
            Self::PrefixIgnoringCase(prefix) => text.to_lowercase().starts_with(&**prefix),
            Self::SuffixIgnoringCase(suffix) => text.to_lowercase().ends_with(&**suffix),
            Self::Wildcard(glob) => glob.matches(text),
        }
    }

    fn parse(name: &str, operand: &Value) -> Result<Self, PatternError> {
        if let (Value::Object(inner), "prefix" | "suffix") = (operand, name) {
            let (inner, operand) = only(inner)?;
            if inner != "equals-ignore-case" {
                return Err(PatternError::invalid(format!(
                    "Unsupported {name} pattern: {inner}"
                )));
            }
            let folded = text(inner, operand)?.to_lowercase();
            return Ok(if name == "prefix" {
                Self::PrefixIgnoringCase(folded)
            } else {
                Self::SuffixIgnoringCase(folded)
            });
        }
        let text = text(name, operand)?;
        match name {
            "prefix" => Ok(Self::Prefix(text.to_owned())),
            "suffix" => Ok(Self::Suffix(text.to_owned())),
            "equals-ignore-case" => Ok(Self::EqualsIgnoringCase(text.to_lowercase())),
            "wildcard" => Glob::with_escapes(text).map(Self::Wildcard).ok_or_else(|| {
                PatternError::invalid(
                    "Consecutive wildcard characters or an invalid escape character",
                )
            }),
            _ => Ok(Self::Exactly(text.to_owned())),
        }
    }
}

impl Excluded {
    /// A value of another type is never excluded.
    fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Texts(tests) => value
                .as_str()
                .is_some_and(|text| tests.iter().any(|test| test.holds(text))),
            Self::Numbers(numbers) => numbers
                .iter()
                .any(|number| compare(value, *number) == Some(Ordering::Equal)),
        }
    }

    fn parse(operand: &Value) -> Result<Self, PatternError> {
        if let Value::Object(inner) = operand {
            let (name, operand) = only(inner)?;
            if !matches!(
                name,
                "prefix" | "suffix" | "equals-ignore-case" | "wildcard"
            ) {
                return Err(PatternError::invalid(format!(
                    "Unsupported anything-but pattern: {name}"
                )));
            }
            return one_or_more(operand)
                .iter()
                .map(|operand| match operand {
                    // Outside of anything-but, an empty prefix is fine.
                    Value::String(text) if text.is_empty() && name.ends_with("fix") => {
                        Err(PatternError::invalid("Null prefix/suffix not allowed"))
                    }
                    Value::String(_) => TextTest::parse(name, operand),
                    _ => Err(PatternError::invalid(format!(
                        "{name} match pattern must be a string"
                    ))),
                })
                .collect::<Result<_, _>>()
                .map(Self::Texts);
        }
        let values = one_or_more(operand);
        if values.is_empty() {
            return Err(PatternError::invalid(
                "Inside anything but list, there must be a value",
            ));
        }
        if values.iter().all(Value::is_number) {
            return values
                .iter()
                .map(number)
                .collect::<Result<_, _>>()
                .map(Self::Numbers);
        }
        let texts = values
            .iter()
            .map(|value| Some(TextTest::Exactly(value.as_str()?.to_owned())))
            .collect::<Option<_>>();
        texts.map(Self::Texts).ok_or_else(|| {
            PatternError::invalid(
                "Inside anything but list, either all values are number or string, mixed type is \
                 not supported",
            )
        })
    }
}

/// The bounds of a `numeric` expression: an equality, one bound, or a lower and an upper one.
fn ranges(operand: &Value) -> Result<Vec<(Order, f64)>, PatternError> {
    let order = |value: &Value| match value.as_str() {
        Some("=") => Ok(Order::Equal),
        Some("<") => Ok(Order::Less),
        Some("<=") => Ok(Order::LessOrEqual),
        Some(">") => Ok(Order::Greater),
        Some(">=") => Ok(Order::GreaterOrEqual),
        _ => Err(PatternError::invalid(format!(
            "Unrecognized numeric range operator: {value}"
        ))),
    };
    match operand.as_array().map(Vec::as_slice) {
        Some([only, bound]) => Ok(vec![(order(only)?, number(bound)?)]),
        Some([lower, bottom, upper, top]) => {
            let lower = (order(lower)?, number(bottom)?);
            let upper = (order(upper)?, number(top)?);
            match (lower.0, upper.0) {
                (Order::Greater | Order::GreaterOrEqual, Order::Less | Order::LessOrEqual)
                    if lower.1 < upper.1 =>
                {
                    Ok(vec![lower, upper])
                }
                _ => Err(PatternError::invalid(
                    "Bad numeric range: it must be a lower bound and a greater upper one",
                )),
            }
        }
        _ => Err(PatternError::invalid(
            "Value of numeric must be an array of one or two comparisons",
        )),
    }
}

/// The name and the operand of an expression.
fn only(expression: &Map<String, Value>) -> Result<(&str, &Value), PatternError> {
    let mut entries = expression.iter();
    match (entries.next(), entries.next()) {
        (Some((name, operand)), None) => Ok((name, operand)),
        (None, _) => Err(PatternError::invalid("Match expression name not found")),
        (Some(_), Some(_)) => Err(PatternError::invalid(
            "Only one key allowed in match expression",
        )),
    }
}

fn one_or_more(operand: &Value) -> &[Value] {
    match operand {
        Value::Array(values) => values,
        single => std::slice::from_ref(single),
    }
}

fn text<'a>(name: &str, operand: &'a Value) -> Result<&'a str, PatternError> {
    operand
        .as_str()
        .ok_or_else(|| PatternError::invalid(format!("{name} match pattern must be a string")))
}

fn number(operand: &Value) -> Result<f64, PatternError> {
    operand
        .as_f64()
        .ok_or_else(|| PatternError::invalid(format!("{operand} must be numeric")))
}

fn compare(value: &Value, bound: f64) -> Option<Ordering> {
    value.as_f64()?.partial_cmp(&bound)
}
