//! EventBridge's event patterns.
//!
//! All operators in the guide's page "Comparison operators for use in event patterns" are known.
//! What EventBridge accepts and this module can't judge is [`PatternError::NotSupported`].

mod error;
mod matcher;
mod network;

use std::str::FromStr;

use serde_json::{Map, Value};

pub(super) use error::PatternError;
use matcher::Matcher;

/// The longest event pattern, in characters.
const LONGEST: usize = 4_096;

/// Names that EventBridge keeps for itself in the choices of `$or`.
const RESERVED: &[&str] = &[
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

#[derive(Debug)]
pub(super) struct Pattern(Object);

/// All fields must match and, if there are choices, one of them.
#[derive(Debug)]
struct Object {
    fields: Vec<(String, Field)>,
    choices: Vec<Object>,
}

#[derive(Debug)]
enum Field {
    Object(Object),
    /// One of these must hold.
    OneOf(Vec<Matcher>),
}

impl Pattern {
    pub(super) fn matches(&self, event: &Map<String, Value>) -> bool {
        self.0.matches(Some(event), &[event])
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        if text.chars().count() > LONGEST {
            return Err(PatternError::invalid(format!(
                "it is longer than {LONGEST} characters"
            )));
        }
        let json =
            serde_json::from_str(text).map_err(|error| PatternError::invalid(error.to_string()))?;
        let Value::Object(json) = json else {
            return Err(PatternError::invalid("Filter is not an object"));
        };
        let object = Object::parse(&json, false)?;
        object.paths(&[])?;
        Ok(Self(object))
    }
}

impl Object {
    /// `here` is the event's object at this place. Arrays can lead to several, and all fields must
    /// match in the same one. `everywhere` has all of them, because a field is absent only if none
    /// has it.
    fn matches(
        &self,
        here: Option<&Map<String, Value>>,
        everywhere: &[&Map<String, Value>],
    ) -> bool {
        let fields = self.fields.iter().all(|(name, field)| {
            let value = here.and_then(|object| object.get(name));
            let all = everywhere.iter().filter_map(|object| object.get(name));
            match field {
                Field::OneOf(matchers) => {
                    let values = value.map(leaves).unwrap_or_default();
                    let absent = all.flat_map(leaves).next().is_none();
                    matchers
                        .iter()
                        .any(|matcher| matcher.holds(&values, absent))
                }
                Field::Object(inner) => {
                    let all: Vec<_> = all.flat_map(objects).collect();
                    let found = value.map(objects).unwrap_or_default();
                    if found.is_empty() {
                        inner.matches(None, &all)
                    } else {
                        found.iter().any(|object| inner.matches(Some(object), &all))
                    }
                }
            }
        });
        let mut choices = self.choices.iter();
        fields && (choices.len() == 0 || choices.any(|choice| choice.matches(here, everywhere)))
    }

    fn parse(json: &Map<String, Value>, in_choice: bool) -> Result<Self, PatternError> {
        if json.is_empty() {
            return Err(PatternError::invalid("Empty objects are not allowed"));
        }
        let mut object = Self {
            fields: Vec::new(),
            choices: Vec::new(),
        };
        for (name, value) in json {
            if name == "$or" {
                object.choices = choices(value)?;
                continue;
            }
            if in_choice && RESERVED.contains(&&**name) {
                return Err(PatternError::invalid(format!(
                    "{name} is a reserved field name, which cannot be used inside $or"
                )));
            }
            // EventBridge joins the names of nested fields by dots.
            if name.contains('.') {
                return Err(PatternError::NotSupported(format!(
                    "a field's name with a dot, `{name}`"
                )));
            }
            let field = match value {
                Value::Object(inner) => Field::Object(Self::parse(inner, in_choice)?),
                Value::Array(entries) if entries.is_empty() => {
                    return Err(PatternError::invalid("Empty arrays are not allowed"));
                }
                Value::Array(entries) => {
                    let matchers = entries.iter().map(Matcher::parse);
                    Field::OneOf(matchers.collect::<Result<_, _>>()?)
                }
                _ => {
                    return Err(PatternError::invalid(format!(
                        "\"{name}\" must be an object or an array"
                    )));
                }
            };
            object.fields.push((name.clone(), field));
        }
        Ok(object)
    }

    /// The paths to its lists. In EventBridge, the last of two lists for the same field replaces
    /// the first one. A JSON object here has lost their order.
    fn paths(&self, parents: &[&str]) -> Result<Vec<String>, PatternError> {
        let mut own = Vec::new();
        for (name, field) in &self.fields {
            let path = [parents, &[name]].concat();
            match field {
                Field::OneOf(_) => own.push(path.join(".")),
                Field::Object(inner) => own.extend(inner.paths(&path)?),
            }
        }
        let mut chosen = Vec::new();
        for choice in &self.choices {
            chosen.extend(choice.paths(parents)?);
        }
        if let Some(twice) = chosen.iter().find(|path| own.contains(path)) {
            return Err(PatternError::NotSupported(format!(
                "the field `{twice}` both in $or and beside it"
            )));
        }
        own.append(&mut chosen);
        Ok(own)
    }
}

fn choices(value: &Value) -> Result<Vec<Object>, PatternError> {
    let Value::Array(choices) = value else {
        return Err(PatternError::invalid("$or must be an array"));
    };
    if choices.len() < 2 {
        return Err(PatternError::invalid(
            "There must be at least 2 objects in $or",
        ));
    }
    choices
        .iter()
        .map(|choice| match choice {
            Value::Object(choice) => Object::parse(choice, true),
            _ => Err(PatternError::invalid("Only objects are allowed in $or")),
        })
        .collect()
}

/// The values at a place, out of the arrays around them.
fn leaves(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        Value::Object(_) => Vec::new(),
        leaf => vec![leaf],
    }
}

/// The objects at a place, out of the arrays around them.
fn objects(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Array(items) => items.iter().flat_map(objects).collect(),
        Value::Object(object) => vec![object],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
