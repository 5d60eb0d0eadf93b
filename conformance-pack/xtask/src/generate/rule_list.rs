//! cdk/rules.json: the rules for other programs, the CDK app first.

use rule_metadata::{Parameter, ParameterType, Rule};
use serde::Serialize;
use serde_json::Value;

use pack::error::PackError;
use pack::project::Catalogue;

/// Raised when a field changes its meaning or is removed.
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleList<'a> {
    version: u32,
    rules: Vec<ListedRule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListedRule<'a> {
    name: &'a str,
    function_name: String,
    title: &'a str,
    description: &'a str,
    recommendations: &'a [String],
    kinds: Vec<&'static str>,
    frequency: &'static str,
    severity: &'static str,
    timeout: u32,
    permissions: ListedPermissions<'a>,
    parameters: Vec<ListedParameter>,
}

#[derive(Serialize)]
struct ListedPermissions<'a> {
    own: &'a [String],
    organization: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListedParameter {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<String>>,
    description: String,
    pack_parameter: String,
}

pub(super) fn json(catalogue: &Catalogue) -> Result<String, PackError> {
    let list = RuleList {
        version: VERSION,
        rules: catalogue
            .rules
            .iter()
            .map(|documented| listed(&documented.rule))
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&list).map_err(|error| PackError::Render {
        format: "JSON",
        message: error.to_string(),
    })?;
    text.push('\n');
    Ok(text)
}

fn listed(rule: &Rule) -> ListedRule<'_> {
    ListedRule {
        name: &rule.name,
        function_name: rule.function_name(),
        title: &rule.title,
        description: &rule.description,
        recommendations: &rule.recommendations,
        kinds: rule.kinds.iter().map(|kind| kind.name()).collect(),
        frequency: rule.frequency.name(),
        severity: rule.severity.name(),
        timeout: rule.timeout,
        permissions: ListedPermissions {
            own: &rule.permissions.own,
            organization: &rule.permissions.organization,
        },
        parameters: rule
            .all_parameters()
            .into_iter()
            .map(|parameter| listed_parameter(rule, parameter))
            .collect(),
    }
}

fn listed_parameter(rule: &Rule, parameter: Parameter) -> ListedParameter {
    let (minimum, maximum, values) = match &parameter.kind {
        ParameterType::Integer { minimum, maximum } => (Some(*minimum), Some(*maximum), None),
        ParameterType::Choice { values } => (None, None, Some(values.clone())),
        ParameterType::Boolean | ParameterType::List | ParameterType::Text => (None, None, None),
    };
    ListedParameter {
        pack_parameter: rule.pack_parameter(&parameter.name),
        kind: parameter.kind.name(),
        default: parameter
            .default
            .map(|text| default_value(&parameter.kind, text)),
        name: parameter.name,
        required: parameter.required,
        minimum,
        maximum,
        values,
        description: parameter.description,
    }
}

/// The default in the JSON type that suits it.
fn default_value(kind: &ParameterType, text: String) -> Value {
    match kind {
        ParameterType::Boolean => Value::Bool(text == "true"),
        ParameterType::Integer { .. } => {
            text.parse::<i64>().map_or(Value::String(text), Value::from)
        }
        ParameterType::Choice { .. } | ParameterType::List | ParameterType::Text => {
            Value::String(text)
        }
    }
}
