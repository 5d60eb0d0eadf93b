use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

/// The rule's own parameters as a type. Derived from a struct with
/// `#[derive(Parameters)]`, which takes names, defaults and bounds from rule.toml.
pub trait Parameters: Sized {
    /// The parameters of rule.toml, in the order of their names.
    const SPECS: &'static [ParameterSpec];

    /// Takes the rule's own parameters out of the given ones.
    ///
    /// # Errors
    ///
    /// Names the parameter, and what it must be.
    fn take(given: &mut GivenParameters) -> Result<Self, ParameterError>;
}

/// One parameter, as rule.toml describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterSpec {
    pub name: &'static str,
    pub default: Option<&'static str>,
    /// The smallest and the greatest value of an integer.
    pub bounds: Option<(i64, i64)>,
    /// The values of a choice.
    pub values: &'static [&'static str],
}

/// What is wrong with the rule's parameters. A value is never repeated: it may be a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    #[error("ruleParameters must be a JSON object of names and values")]
    NoObject,
    #[error("{0} is unknown to this rule")]
    Unknown(UnknownName),
    #[error("{0} is required")]
    Required(&'static str),
    #[error("{name} must be {expected}")]
    Invalid {
        name: &'static str,
        expected: String,
    },
}

/// The name of a parameter that the rule doesn't have. It is shown only if it could be a misspelt
/// one: anything else may be a value in the wrong place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName(Option<String>);

impl UnknownName {
    fn new(name: String) -> Self {
        const LONGEST: usize = 64;
        let could_be_one = name.len() <= LONGEST
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        Self(could_be_one.then_some(name))
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            self.0
                .as_deref()
                .unwrap_or("a parameter of an unusual name"),
        )
    }
}

/// A value that a parameter's text can be.
pub trait ParameterValue: Sized {
    /// Parses the parameter's text. The error completes the sentence "PARAMETER must be …".
    ///
    /// # Errors
    ///
    /// What the text must be.
    fn parse(text: &str, spec: &ParameterSpec) -> Result<Self, String>;

    /// The value of a parameter that is not given and has no default; `None` if it is required.
    #[must_use]
    fn unset() -> Option<Self> {
        None
    }
}

impl ParameterValue for bool {
    fn parse(text: &str, _: &ParameterSpec) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("true or false".to_owned()),
        }
    }
}

impl ParameterValue for u32 {
    fn parse(text: &str, spec: &ParameterSpec) -> Result<Self, String> {
        let (minimum, maximum) = spec.bounds.unwrap_or((0, Self::MAX.into()));
        text.parse()
            .ok()
            .filter(|number| (minimum..=maximum).contains(&i64::from(*number)))
            .ok_or_else(|| format!("an integer from {minimum} to {maximum}"))
    }
}

/// A comma-separated list. White space around an item and empty items don't count. Commas alone are
/// an error rather than an empty list: somebody meant to name something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommaSeparated<T>(pub Vec<T>);

impl<T> ParameterValue for CommaSeparated<T>
where
    T: FromStr,
    T::Err: fmt::Display,
{
    fn parse(text: &str, _: &ParameterSpec) -> Result<Self, String> {
        let items: Vec<T> = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(|item| {
                item.parse()
                    .map_err(|expected: T::Err| expected.to_string())
            })
            .collect::<Result<_, _>>()?;
        if items.is_empty() {
            return Err(
                "a list with at least one item: leave the parameter out, or name items".to_owned(),
            );
        }
        Ok(Self(items))
    }

    fn unset() -> Option<Self> {
        Some(Self(Vec::new()))
    }
}

/// What to do when AWS could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnUnreadable {
    Error,
    NonCompliant,
}

impl ParameterValue for OnUnreadable {
    fn parse(text: &str, _: &ParameterSpec) -> Result<Self, String> {
        match text {
            "ERROR" => Ok(Self::Error),
            "NON_COMPLIANT" => Ok(Self::NonCompliant),
            _ => Err("ERROR or NON_COMPLIANT".to_owned()),
        }
    }
}

const ON_UNREADABLE: ParameterSpec = ParameterSpec {
    name: "onUnreadable",
    default: Some("ERROR"),
    bounds: None,
    values: &["ERROR", "NON_COMPLIANT"],
};

/// Parses the rule's parameters, its own and the common one; every name must be known.
pub(crate) fn parse<P: Parameters>(
    text: Option<&Value>,
) -> Result<(P, OnUnreadable), ParameterError> {
    let mut given = GivenParameters::parse(text)?;
    let on_unreadable = given.take(&ON_UNREADABLE)?;
    let own = P::take(&mut given)?;
    given.finish()?;
    Ok((own, on_unreadable))
}

/// What AWS Config passes as `ruleParameters`: JSON text of an object with text values. JSON
/// booleans and numbers are accepted too.
#[derive(Debug, Default)]
pub struct GivenParameters(Map<String, Value>);

impl GivenParameters {
    pub(crate) fn parse(text: Option<&Value>) -> Result<Self, ParameterError> {
        match text {
            None | Some(Value::Null) => Ok(Self::default()),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(Self::default()),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Self)
                .map_err(|_| ParameterError::NoObject),
            Some(_) => Err(ParameterError::NoObject),
        }
    }

    /// Takes one parameter, or its default.
    ///
    /// # Errors
    ///
    /// Names the parameter, and what it must be.
    pub fn take<T: ParameterValue>(&mut self, spec: &ParameterSpec) -> Result<T, ParameterError> {
        let invalid = |expected| ParameterError::Invalid {
            name: spec.name,
            expected,
        };
        let given = match self.0.remove(spec.name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            Some(Value::Bool(flag)) => Some(flag.to_string()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::Array(_) | Value::Object(_)) => {
                return Err(invalid("text, a boolean or a number".to_owned()));
            }
        };
        let given = given.filter(|text| !text.is_empty());
        match given.as_deref().or(spec.default) {
            Some(text) => T::parse(text, spec).map_err(invalid),
            None => T::unset().ok_or(ParameterError::Required(spec.name)),
        }
    }

    fn finish(self) -> Result<(), ParameterError> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(ParameterError::Unknown(UnknownName::new(name))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq)]
    struct Example {
        flag: bool,
        days: u32,
        names: CommaSeparated<String>,
    }

    impl Parameters for Example {
        const SPECS: &'static [ParameterSpec] = &[
            ParameterSpec {
                name: "flag",
                default: Some("false"),
                bounds: None,
                values: &[],
            },
            ParameterSpec {
                name: "days",
                default: Some("30"),
                bounds: Some((1, 90)),
                values: &[],
            },
            ParameterSpec {
                name: "names",
                default: None,
                bounds: None,
                values: &[],
            },
        ];

        fn take(given: &mut GivenParameters) -> Result<Self, ParameterError> {
            Ok(Self {
                flag: given.take(&Self::SPECS[0])?,
                days: given.take(&Self::SPECS[1])?,
                names: given.take(&Self::SPECS[2])?,
            })
        }
    }

    fn parsed(text: &str) -> Result<(Example, OnUnreadable), ParameterError> {
        parse(Some(&Value::from(text)))
    }

    #[test]
    fn absent_null_and_empty_text_are_the_defaults() {
        let defaults = (
            Example {
                flag: false,
                days: 30,
                names: CommaSeparated(vec![]),
            },
            OnUnreadable::Error,
        );
        let null = Value::Null;
        let empty = Value::from("");
        let object = Value::from("{}");
        let unset = Value::from(r#"{"flag":"","days":null}"#);
        for text in [None, Some(&null), Some(&empty), Some(&object), Some(&unset)] {
            assert_eq!(parse::<Example>(text).as_ref(), Ok(&defaults), "{text:?}");
        }
    }

    #[test]
    fn values_come_as_text_or_as_json() {
        let (text, _) = parsed(r#"{"flag":"True","days":"90","names":"a, b,,"}"#).unwrap();
        let (json, on_unreadable) =
            parsed(r#"{"flag":true,"days":90,"names":"a,b","onUnreadable":"NON_COMPLIANT"}"#)
                .unwrap();
        assert_eq!(text, json);
        assert_eq!(text.names.0, ["a", "b"]);
        assert_eq!(on_unreadable, OnUnreadable::NonCompliant);
    }

    #[test]
    fn what_is_wrong_names_the_parameter() {
        let table = [
            ("[]", "must be a JSON object"),
            ("{", "must be a JSON object"),
            (r#"{"flag":"yes"}"#, "flag must be true or false"),
            (
                r#"{"names":","}"#,
                "names must be a list with at least one item",
            ),
            (
                r#"{"names":" , ,"}"#,
                "names must be a list with at least one item",
            ),
            (r#"{"days":"0"}"#, "days must be an integer from 1 to 90"),
            (r#"{"days":91}"#, "days must be an integer from 1 to 90"),
            (r#"{"days":-1}"#, "days must be an integer from 1 to 90"),
            (r#"{"days":1.5}"#, "days must be an integer from 1 to 90"),
            (r#"{"days":{}}"#, "days must be text, a boolean or a number"),
            (r#"{"dayz":"1"}"#, "dayz is unknown"),
            (
                r#"{"+1 202 555 0142":"1"}"#,
                "a parameter of an unusual name is unknown",
            ),
            (
                r#"{"onUnreadable":"IGNORE"}"#,
                "onUnreadable must be ERROR or NON_COMPLIANT",
            ),
        ];
        for (text, expected) in table {
            let error = parsed(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
