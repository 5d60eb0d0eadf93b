//! Patterns for messages of JSON: `{ $.a.b[0] = "c" && $.d NOT EXISTS }`.

use serde_json::Value;

use super::comparison::Comparison;
use super::condition::Condition;
use super::cursor::Cursor;
use super::error::PatternError;

#[derive(Debug)]
pub(in super::super) struct JsonPattern(Condition<(Selector, Test)>);

/// The names and places that lead to a value.
type Selector = Vec<Step>;

#[derive(Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    AnyField,
    Place(usize),
    AnyPlace,
}

#[derive(Debug)]
enum Test {
    Exists,
    NotExists,
    Is(Value),
    Compare(Comparison),
}

/// The most wildcards in all selectors of a pattern.
const MOST_WILDCARDS: usize = 3;

impl JsonPattern {
    pub(super) fn matches(&self, message: &str) -> bool {
        serde_json::from_str(message).is_ok_and(|message: Value| {
            self.0
                .holds(&|(selector, test)| test.holds(&select(&message, selector)))
        })
    }

    /// Reads what follows the opening brace.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, PatternError> {
        let wildcards = std::cell::Cell::new(0);
        let condition = Condition::parse(cursor, &|cursor| {
            let selector = parse_selector(cursor)?;
            wildcards
                .set(wildcards.get() + selector.iter().filter(|step| step.is_wildcard()).count());
            Ok((selector, Test::parse(cursor)?))
        })?;
        cursor.expect("}", "`&&`, `||` or `}`")?;
        cursor.expect_end()?;
        if wildcards.get() > MOST_WILDCARDS {
            return Err(PatternError::Invalid(format!(
                "there must be at most {MOST_WILDCARDS} wildcards in all selectors"
            )));
        }
        Ok(Self(condition))
    }
}

impl Step {
    fn is_wildcard(&self) -> bool {
        matches!(self, Self::AnyField | Self::AnyPlace)
    }

    fn follow<'a>(&self, value: &'a Value) -> Vec<&'a Value> {
        match (self, value) {
            (Self::Field(name), value) => value.get(name).into_iter().collect(),
            (Self::Place(place), value) => value.get(place).into_iter().collect(),
            (Self::AnyField, Value::Object(fields)) => fields.values().collect(),
            (Self::AnyPlace, Value::Array(items)) => items.iter().collect(),
            _ => Vec::new(),
        }
    }
}

fn select<'a>(message: &'a Value, selector: &[Step]) -> Vec<&'a Value> {
    selector.iter().fold(vec![message], |values, step| {
        values
            .into_iter()
            .flat_map(|value| step.follow(value))
            .collect()
    })
}

fn parse_selector(cursor: &mut Cursor<'_>) -> Result<Selector, PatternError> {
    const SELECTOR: &str = "a selector such as `$.eventName`";
    cursor.skip_space();
    let Some(rest) = cursor.rest.strip_prefix('$') else {
        return Err(cursor.expected(SELECTOR));
    };
    cursor.rest = rest;
    let mut steps = Vec::new();
    loop {
        let dot = cursor.rest.strip_prefix('.');
        cursor.rest = dot.unwrap_or(cursor.rest);
        if let Some(rest) = cursor.rest.strip_prefix('[') {
            let Some((inner, rest)) = rest.split_once(']') else {
                return Err(cursor.expected("a place such as `[0]`"));
            };
            steps.push(parse_bracket(cursor, inner.trim())?);
            cursor.rest = rest;
        } else if dot.is_none() {
            break;
        } else if let Some(rest) = cursor.rest.strip_prefix('*') {
            steps.push(Step::AnyField);
            cursor.rest = rest;
        } else {
            let name = cursor.take_while(|c| c.is_alphanumeric() || "_-:".contains(c));
            if name.is_empty() {
                return Err(cursor.expected("a field's name"));
            }
            steps.push(Step::Field(name.to_owned()));
        }
    }
    if steps.is_empty() {
        return Err(cursor.expected(SELECTOR));
    }
    if steps.iter().filter(|step| step.is_wildcard()).count() > 1 {
        return Err(PatternError::Invalid(
            "there must be at most one wildcard in a selector".to_owned(),
        ));
    }
    Ok(steps)
}

/// A place, `*`, or a name in quotes.
fn parse_bracket(cursor: &Cursor<'_>, inner: &str) -> Result<Step, PatternError> {
    if inner == "*" {
        return Ok(Step::AnyPlace);
    }
    for quote in ['\'', '"'] {
        let name = inner
            .strip_prefix(quote)
            .and_then(|name| name.strip_suffix(quote));
        if let Some(name) = name {
            return Ok(Step::Field(name.to_owned()));
        }
    }
    inner
        .parse()
        .map(Step::Place)
        .map_err(|_| cursor.expected("a place such as `[0]`"))
}

impl Test {
    /// A comparison with a field that is not there is false, whatever the operator; so is one with
    /// an array or an object.
    fn holds(&self, values: &[&Value]) -> bool {
        match self {
            Self::Exists => !values.is_empty(),
            Self::NotExists => values.is_empty(),
            Self::Is(expected) => values.contains(&expected),
            Self::Compare(comparison) => values.iter().any(|value| match value {
                Value::String(text) => comparison.holds(text, None),
                Value::Number(number) => comparison.holds(&number.to_string(), number.as_f64()),
                _ => false,
            }),
        }
    }

    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, PatternError> {
        if cursor.take_word("EXISTS") {
            return Ok(Self::Exists);
        }
        if cursor.take_word("NOT") {
            return if cursor.take_word("EXISTS") {
                Ok(Self::NotExists)
            } else {
                Err(cursor.expected("EXISTS"))
            };
        }
        if cursor.take_word("IS") {
            for (word, value) in [
                ("NULL", Value::Null),
                ("TRUE", Value::Bool(true)),
                ("FALSE", Value::Bool(false)),
            ] {
                if cursor.take_word(word) {
                    return Ok(Self::Is(value));
                }
            }
            return Err(cursor.expected("NULL, TRUE or FALSE"));
        }
        Comparison::parse(cursor, "")?
            .map(Self::Compare)
            .ok_or_else(|| cursor.expected("an operator"))
    }
}
