//! EventBridge: the rules of the default event bus, and what their patterns match.

mod pattern;

use serde_json::{Map, Value, json};

use super::resource_arn;
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::page::page;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{Errors, JSON_ERRORS, Paging, Service};
use crate::scenario::EventRule;
use pattern::{Pattern, PatternError};

pub(crate) const SERVICE: Service = Service {
    signing_name: "events",
    iam_prefix: "events",
    protocol: Protocol::Json {
        target: "AWSEvents",
    },
    errors: Errors {
        bad_token: (400, "ValidationException"),
        ..JSON_ERRORS
    },
    paging: Paging {
        token: "NextToken",
        size: "Limit",
        truncated: None,
    },
};

pub(crate) const OPERATIONS: Operations = &[
    ("ListRules", list_rules),
    ("ListTargetsByRule", list_targets_by_rule),
    ("TestEventPattern", test_event_pattern),
];

/// AWS's largest page of every list here.
const PAGE: usize = 100;

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
    let event: Map<String, Value> = serde_json::from_str(event).map_err(|error| {
        request
            .service
            .invalid(format!("Parameter Event is not valid: {error}"))
    })?;
    for field in EVENT_FIELDS {
        if !event.contains_key(*field) {
            return Err(request.service.invalid(format!(
                "Parameter Event is not valid. Reason: the field {field} is missing"
            )));
        }
    }
    let pattern: Pattern = pattern.parse().map_err(|error| match error {
        PatternError::Invalid(reason) => ServiceError::client(
            "InvalidEventPatternException",
            format!("Event pattern is not valid. Reason: {reason}"),
        ),
        PatternError::NotSupported(what) => {
            ServiceError::not_supported(&format!("event patterns with {what}"))
        }
    })?;
    Ok(json!({ "Result": pattern.matches(&event) }))
}
