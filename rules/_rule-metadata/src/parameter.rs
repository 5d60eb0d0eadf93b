use serde::Deserialize;
use toml::Value;

/// The parameter that every rule has.
pub const ON_UNREADABLE: &str = "onUnreadable";

/// One parameter of a rule, as in AWS Config's `ruleParameters`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// In camelCase.
    pub name: String,
    pub kind: ParameterType,
    /// As text, as AWS Config passes it. `None` means not set.
    pub default: Option<String>,
    /// It has no default, and the rule can't decide without it.
    pub required: bool,
    pub description: String,
}

/// What a parameter's text must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterType {
    Boolean,
    Integer {
        minimum: i64,
        maximum: i64,
    },
    Choice {
        values: Vec<String>,
    },
    /// Comma-separated.
    List,
    Text,
}

impl ParameterType {
    /// The name of the type in rule.toml.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer { .. } => "integer",
            Self::Choice { .. } => "choice",
            Self::List => "list",
            Self::Text => "text",
        }
    }
}

/// The parameters that every rule has besides its own.
#[must_use]
pub fn common_parameters() -> Vec<Parameter> {
    vec![Parameter {
        name: ON_UNREADABLE.to_owned(),
        kind: ParameterType::Choice {
            values: vec!["ERROR".to_owned(), "NON_COMPLIANT".to_owned()],
        },
        default: Some("ERROR".to_owned()),
        required: false,
        description: "What to do when AWS could not be read: fail the invocation, so that the \
                      alarm on the function's errors goes off, or report NON_COMPLIANT"
            .to_owned(),
    }]
}

/// A parameter as written in rule.toml, before it is checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenParameter {
    #[serde(rename = "type")]
    kind: String,
    default: Option<Value>,
    #[serde(default)]
    required: bool,
    minimum: Option<i64>,
    maximum: Option<i64>,
    values: Option<Vec<String>>,
    description: String,
}

impl WrittenParameter {
    /// The checked parameter, or the field that is wrong and why.
    pub(crate) fn check(self, name: &str) -> Result<Parameter, String> {
        if !is_camel_case(name) {
            return Err("the name must be in camelCase".to_owned());
        }
        if name == ON_UNREADABLE {
            return Err("belongs to every rule, so a rule must not declare it".to_owned());
        }
        if self.description.trim().is_empty() {
            return Err("the description is empty".to_owned());
        }
        if self.required && self.default.is_some() {
            return Err("a required parameter has no default".to_owned());
        }
        let kind = match (self.kind.as_str(), self.minimum, self.maximum, self.values) {
            ("boolean", None, None, None) => ParameterType::Boolean,
            ("integer", Some(minimum), Some(maximum), None) if minimum <= maximum => {
                ParameterType::Integer { minimum, maximum }
            }
            ("integer", ..) => return Err("an integer needs minimum <= maximum".to_owned()),
            ("choice", None, None, Some(values)) if values.len() > 1 => {
                ParameterType::Choice { values }
            }
            ("choice", ..) => return Err("a choice needs two or more values".to_owned()),
            ("list", None, None, None) => ParameterType::List,
            ("text", None, None, None) => ParameterType::Text,
            (other, ..) => {
                return Err(format!(
                    "type `{other}` must be boolean, integer, choice, list or text, with only the \
                     bounds that the type takes"
                ));
            }
        };
        let default = self
            .default
            .map(|value| default_text(&kind, &value))
            .transpose()?;
        Ok(Parameter {
            name: name.to_owned(),
            kind,
            default,
            required: self.required,
            description: self.description,
        })
    }
}

fn default_text(kind: &ParameterType, value: &Value) -> Result<String, String> {
    match (kind, value) {
        (ParameterType::Boolean, Value::Boolean(flag)) => Ok(flag.to_string()),
        (ParameterType::Integer { minimum, maximum }, Value::Integer(number))
            if (minimum..=maximum).contains(&number) =>
        {
            Ok(number.to_string())
        }
        (ParameterType::Choice { values }, Value::String(text)) if values.contains(text) => {
            Ok(text.clone())
        }
        (ParameterType::List | ParameterType::Text, Value::String(text)) if !text.is_empty() => {
            Ok(text.clone())
        }
        _ => Err(format!(
            "the default must be a valid {} within its bounds",
            kind.name()
        )),
    }
}

pub(crate) fn is_camel_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
}
