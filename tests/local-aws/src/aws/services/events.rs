//! EventBridge: the rules of the default event bus, and what their patterns match.

use quamina::Quamina;
use serde_json::{Map, Value, json};

use super::resource_arn;
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{JSON_ERRORS, Paging, Service};
use crate::scenario::EventRule;

pub(crate) const SERVICE: Service = Service {
    signing_name: "events",
    iam_prefix: "events",
    protocol: Protocol::Json {
        target: "AWSEvents",
    },
    errors: JSON_ERRORS,
    paging: Paging {
        token: "NextToken",
        size: "Limit",
        truncated: None,
    },
    operations: &[
        ("ListRules", list_rules),
        ("ListTargetsByRule", list_targets_by_rule),
        ("TestEventPattern", test_event_pattern),
    ],
};

/// AWS's largest page of every list here.
const PAGE: usize = 100;

/// The longest event pattern, in characters.
const LONGEST_PATTERN: usize = 4_096;

/// What every event that a pattern is tested with must have.
const EVENT_FIELDS: &[&str] = &[
    "id",
    "account",
    "source",
    "time",
    "region",
    "resources",
    "detail-type",
];

/// The caller's rules in the request's Region.
fn rules<'a>(request: &Request<'a>) -> Result<Vec<&'a EventRule>, ServiceError> {
    if let Some(bus) = request.text("EventBusName")
        && bus != "default"
    {
        return Err(ServiceError::client(
            "ResourceNotFoundException",
            format!("Event bus {bus} does not exist."),
        ));
    }
    let global = request.scenario().global_region();
    let (_, account) = request.account()?;
    Ok(account
        .event_rules
        .iter()
        .filter(|rule| rule.region.as_deref().unwrap_or(global) == request.region)
        .collect())
}

fn list_rules(request: &Request<'_>) -> Result<Value, ServiceError> {
    let prefix = request.text("NamePrefix").unwrap_or_default();
    let mut found = Vec::new();
    for rule in rules(request)? {
        if !rule.name.starts_with(prefix) {
            continue;
        }
        let mut fields = Map::new();
        for (name, value) in [
            ("Name", json!(rule.name)),
            (
                "Arn",
                json!(resource_arn(
                    request,
                    "events",
                    &format!("rule/{}", rule.name)
                )?),
            ),
            (
                "State",
                json!(match (rule.enabled, rule.all_management_events) {
                    (false, _) => "DISABLED",
                    (true, false) => "ENABLED",
                    (true, true) => "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
                }),
            ),
            ("EventBusName", json!("default")),
        ] {
            fields.insert(name.to_owned(), value);
        }
        match &rule.pattern {
            Some(pattern) => fields.insert("EventPattern".to_owned(), json!(pattern)),
            None => fields.insert("ScheduleExpression".to_owned(), json!("rate(1 day)")),
        };
        found.push(Value::Object(fields));
    }
    page(request, "Rules", &found, PAGE).map(Value::Object)
}

fn list_targets_by_rule(request: &Request<'_>) -> Result<Value, ServiceError> {
    let name = request.required("Rule")?;
    let rules = rules(request)?;
    let rule = rules.iter().find(|rule| rule.name == name).ok_or_else(|| {
        ServiceError::client(
            "ResourceNotFoundException",
            format!("Rule {name} does not exist on EventBus default."),
        )
    })?;
    let targets = rule
        .targets
        .iter()
        .enumerate()
        .map(|(place, target)| {
            let arn = super::topic_arn(request, &target.arn)?;
            let mut described = json!({ "Id": format!("Target{place}"), "Arn": arn });
            if let Some(role) = &target.role {
                described["RoleArn"] = json!(role);
            }
            Ok(described)
        })
        .collect::<Result<Vec<_>, ServiceError>>()?;
    page(request, "Targets", &targets, PAGE).map(Value::Object)
}

fn test_event_pattern(request: &Request<'_>) -> Result<Value, ServiceError> {
    let pattern = request.required("EventPattern")?;
    let event = request.required("Event")?;
    let fields: Value = serde_json::from_str(event).map_err(|error| {
        request
            .service
            .invalid(format!("Parameter Event is not valid: {error}"))
    })?;
    for field in EVENT_FIELDS {
        if fields.get(field).is_none() {
            return Err(request.service.invalid(format!(
                "Parameter Event is not valid. Reason: the field {field} is missing"
            )));
        }
    }
    let matched = matches(pattern, event).map_err(|reason| {
        ServiceError::client(
            "InvalidEventPatternException",
            format!("Event pattern is not valid. Reason: {reason}"),
        )
    })?;
    Ok(json!({ "Result": matched }))
}

/// Whether `event` matches `pattern`. Known: exact values, `prefix`, `suffix`, `anything-but` with
/// plain values, `numeric`, `exists`, `cidr`, `wildcard`, `equals-ignore-case`, `$or`.
fn matches(pattern: &str, event: &str) -> Result<bool, String> {
    if pattern.chars().count() > LONGEST_PATTERN {
        return Err(format!("it is longer than {LONGEST_PATTERN} characters"));
    }
    let pattern: Value = serde_json::from_str(pattern).map_err(|error| error.to_string())?;
    let Value::Object(pattern) = pattern else {
        return Err("it is no object".to_owned());
    };
    check(&pattern)?;
    let mut matcher = Quamina::<usize>::new();
    for (place, alternative) in alternatives(pattern)?.into_iter().enumerate() {
        matcher
            .add_pattern(place, &Value::Object(alternative).to_string())
            .map_err(|error| error.to_string())?;
    }
    matcher
        .has_matches(event.as_bytes())
        .map_err(|error| error.to_string())
}

/// Refuses what EventBridge does not know although the matching library does.
fn check(pattern: &Map<String, Value>) -> Result<(), String> {
    const MATCHERS: &[&str] = &[
        "prefix",
        "suffix",
        "anything-but",
        "numeric",
        "exists",
        "cidr",
        "wildcard",
        "equals-ignore-case",
    ];
    for (field, value) in pattern {
        match value {
            Value::Object(inner) => check(inner)?,
            Value::Array(alternatives) if field == "$or" => {
                for alternative in alternatives.iter().filter_map(Value::as_object) {
                    check(alternative)?;
                }
            }
            Value::Array(values) => {
                let names = values
                    .iter()
                    .filter_map(Value::as_object)
                    .flat_map(Map::keys);
                if let Some(unknown) = names.into_iter().find(|name| !MATCHERS.contains(&&***name))
                {
                    return Err(format!("unrecognized match type {unknown}"));
                }
            }
            _ => return Err(format!("\"{field}\" must be an object or an array")),
        }
    }
    Ok(())
}

/// The patterns without `$or` of which one must match.
fn alternatives(mut pattern: Map<String, Value>) -> Result<Vec<Map<String, Value>>, String> {
    let mut found = match pattern.remove("$or") {
        None => vec![Map::new()],
        Some(Value::Array(choices)) => {
            let mut found = Vec::new();
            for choice in choices {
                let Value::Object(choice) = choice else {
                    return Err("a choice of $or is no object".to_owned());
                };
                found.extend(alternatives(choice)?);
            }
            found
        }
        Some(_) => return Err("$or is no array".to_owned()),
    };
    for (field, value) in pattern {
        let values = match value {
            Value::Object(inner) => alternatives(inner)?
                .into_iter()
                .map(Value::Object)
                .collect(),
            other => vec![other],
        };
        let mut combined = Vec::new();
        for value in values {
            for alternative in &found {
                let mut alternative = alternative.clone();
                alternative.insert(field.clone(), value.clone());
                combined.push(alternative);
            }
        }
        found = combined;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::matches;

    const EVENT: &str = r#"{
        "source": "aws.signin",
        "detail-type": "AWS Console Sign In via CloudTrail",
        "region": "us-east-1",
        "detail": {
            "eventName": "ConsoleLogin",
            "userIdentity": { "type": "Root", "arn": "arn:aws:iam::111111111111:root" },
            "responseElements": { "ConsoleLogin": "Success" },
            "attempts": 3
        }
    }"#;

    #[test]
    fn patterns_match_as_event_bridge_does() {
        for (pattern, expected) in [
            (r#"{"detail":{"userIdentity":{"type":["Root"]}}}"#, true),
            (r#"{"detail":{"userIdentity":{"type":["root"]}}}"#, false),
            (
                r#"{"detail":{"userIdentity":{"type":[{"equals-ignore-case":"root"}]}}}"#,
                true,
            ),
            (
                r#"{"detail-type":["AWS API Call via CloudTrail","AWS Console Sign In via CloudTrail"]}"#,
                true,
            ),
            (
                r#"{"source":[{"prefix":"aws."}],"region":["eu-central-1"]}"#,
                false,
            ),
            (
                r#"{"detail":{"userIdentity":{"arn":[{"suffix":":root"}]}}}"#,
                true,
            ),
            (
                r#"{"detail":{"userIdentity":{"arn":[{"wildcard":"arn:aws:iam::*:root"}]}}}"#,
                true,
            ),
            (
                r#"{"detail":{"userIdentity":{"invokedBy":[{"exists":false}]}}}"#,
                true,
            ),
            (
                r#"{"detail":{"eventName":[{"anything-but":["ConsoleLogin"]}]}}"#,
                false,
            ),
            (
                r#"{"detail":{"eventName":[{"anything-but":"CheckMfa"}]}}"#,
                true,
            ),
            (r#"{"detail":{"attempts":[{"numeric":[">",2]}]}}"#, true),
            (
                r#"{"$or":[{"source":["aws.iam"]},{"region":["us-east-1"]}]}"#,
                true,
            ),
            (
                r#"{"source":["aws.signin"],"detail":{"$or":[{"eventName":["A"]},{"attempts":[4]}]}}"#,
                false,
            ),
            (
                r#"{"detail":{"$or":[{"eventName":["A"]},{"attempts":[3]}],"userIdentity":{"type":["Root"]}}}"#,
                true,
            ),
        ] {
            assert_eq!(matches(pattern, EVENT), Ok(expected), "{pattern}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in [
            "",
            "[]",
            r#"{"source":"aws.signin"}"#,
            r#"{"source":[{"regexp":"aws.*"}]}"#,
            r#"{"$or":{}}"#,
            &format!(r#"{{"source":["{}"]}}"#, "x".repeat(4_096)),
        ] {
            assert!(matches(pattern, EVENT).is_err(), "{pattern}");
        }
    }
}
