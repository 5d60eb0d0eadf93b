//! What AWS Config records of a conformance pack, as a configuration item.
//! https://github.com/awslabs/aws-config-resource-schema

use serde_json::{Map, Value, json};

use super::super::aggregate::aggregator::region;
use super::super::packs::Counts;
use super::super::store::{Pack, State};

/// The one type of resource that is recorded here.
pub(super) const TYPE: &str = "AWS::Config::ConformancePackCompliance";
pub(super) const RESOURCE_TYPE: Property = Property("resourceType");

/// A property of a configuration item: the names on the way to it, joined by dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Property(pub(super) &'static str);

const PROPERTIES: [Property; 12] = [
    Property("accountId"),
    Property("awsRegion"),
    Property("configuration"),
    Property("configuration.complianceType"),
    Property("configuration.compliantRuleCount"),
    Property("configuration.configRuleList"),
    Property("configuration.configRuleList.complianceType"),
    Property("configuration.configRuleList.configRuleName"),
    Property("configuration.nonCompliantRuleCount"),
    Property("configuration.totalRuleCount"),
    Property("resourceName"),
    RESOURCE_TYPE,
];

impl Property {
    pub(super) fn named(name: &str) -> Option<Self> {
        PROPERTIES.into_iter().find(|known| known.0 == name)
    }

    /// Whether it has several values, or none that could be told apart from others.
    pub(super) fn is_compound(self) -> bool {
        self.0 == "configuration" || self.0.starts_with("configuration.configRuleList")
    }
}

/// A pack's configuration item.
pub(super) fn resource(state: &State, pack: &Pack) -> Value {
    let counts = Counts::of(state, pack);
    let rules: Vec<Value> = state
        .rules_in(pack)
        .map(|rule| {
            json!({
                "configRuleName": rule.identity.name,
                "complianceType": rule.compliance().0,
            })
        })
        .collect();
    json!({
        "accountId": pack.account,
        "awsRegion": region(&pack.arn),
        "resourceName": pack.name,
        "resourceType": TYPE,
        "configuration": {
            "complianceType": counts.compliance(),
            "compliantRuleCount": counts.compliant,
            "nonCompliantRuleCount": counts.non_compliant,
            "totalRuleCount": counts.total,
            "configRuleList": rules,
        },
    })
}

/// The values of a property: several below a list.
pub(super) fn values(resource: &Value, property: Property) -> Vec<&Value> {
    let mut found = vec![resource];
    for name in property.0.split('.') {
        found = found
            .into_iter()
            .filter_map(|value| value.get(name))
            .flat_map(|value| match value {
                Value::Array(elements) => elements.iter().collect(),
                other => vec![other],
            })
            .collect();
    }
    found
}

/// A resource with these properties only, as a query shows it.
pub(super) fn project(
    resource: &Value,
    properties: impl Iterator<Item = Property>,
) -> Map<String, Value> {
    let mut shown = Value::Object(Map::new());
    for property in properties {
        let path: Vec<&str> = property.0.split('.').collect();
        copy(resource, &path, &mut shown);
    }
    match shown {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn copy(from: &Value, path: &[&str], to: &mut Value) {
    let Some((name, rest)) = path.split_first() else {
        to.clone_from(from);
        return;
    };
    let Some(value) = from.get(name) else { return };
    match value {
        Value::Array(elements) if !rest.is_empty() => {
            if !to[*name].is_array() {
                to[*name] = json!(vec![json!({}); elements.len()]);
            }
            for (place, element) in elements.iter().enumerate() {
                copy(element, rest, &mut to[*name][place]);
            }
        }
        _ => {
            if to.get(name).is_none() {
                to[*name] = json!({});
            }
            copy(value, rest, &mut to[*name]);
        }
    }
}
