//! CloudWatch Logs: metric filters, and what their patterns match.

mod filter_pattern;

use serde_json::{Value, json};

use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::page::page;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{Errors, JSON_ERRORS, Paging, Service};
use crate::scenario::MetricFilter;
use filter_pattern::{FilterPattern, PatternError};

pub(crate) const SERVICE: Service = Service {
    signing_name: "logs",
    iam_prefix: "logs",
    protocol: Protocol::Json {
        target: "Logs_20140328",
    },
    errors: Errors {
        invalid: (400, "InvalidParameterException"),
        bad_token: (400, "InvalidParameterException"),
        ..JSON_ERRORS
    },
    paging: Paging {
        token: "nextToken",
        size: "limit",
        truncated: None,
    },
};

pub(crate) const OPERATIONS: Operations = &[
    ("DescribeMetricFilters", describe_metric_filters),
    ("TestMetricFilter", test_metric_filter),
];

/// AWS's largest page of filters, and its largest number of messages to test.
const MOST: usize = 50;

fn describe_metric_filters(request: &Request<'_>) -> Result<Value, ServiceError> {
    let group = request.text("logGroupName");
    let prefix = request.text("filterNamePrefix").unwrap_or_default();
    let metric = request.text("metricName");
    let namespace = request.text("metricNamespace");
    let here = request.scenario().region();
    let (_, account) = request.account()?;
    let in_region =
        |filter: &&MetricFilter| filter.region.as_deref().unwrap_or(here) == request.region;

    // A log group exists by being named.
    if let Some(group) = group {
        let fed_by_trail = account
            .trails
            .iter()
            .any(|trail| trail.log_group.as_deref() == Some(group) && !trail.log_group_deleted);
        let filtered = account
            .metric_filters
            .iter()
            .filter(in_region)
            .any(|filter| filter.log_group == group);
        if !fed_by_trail && !filtered {
            return Err(ServiceError::client(
                "ResourceNotFoundException",
                "The specified log group does not exist.",
            ));
        }
    }
    let filters = account
        .metric_filters
        .iter()
        .filter(in_region)
        .filter(|filter| group.is_none_or(|group| filter.log_group == group))
        .filter(|filter| filter.name.starts_with(prefix))
        .filter(|filter| metric.is_none_or(|metric| filter.metric.name == metric))
        .filter(|filter| namespace.is_none_or(|namespace| filter.metric.namespace == namespace))
        .map(describe)
        .collect::<Vec<_>>();
    page(request, "metricFilters", &filters, MOST).map(Value::Object)
}

fn describe(filter: &MetricFilter) -> Value {
    let mut transformation = json!({
        "metricName": filter.metric.name,
        "metricNamespace": filter.metric.namespace,
        "metricValue": filter.value,
    });
    if let Some(value) = filter.default_value {
        transformation["defaultValue"] = json!(value);
    }
    if let Some(unit) = &filter.unit {
        transformation["unit"] = json!(unit);
    }
    if !filter.dimensions.is_empty() {
        transformation["dimensions"] = json!(filter.dimensions);
    }
    let mut described = json!({
        "filterName": filter.name,
        "filterPattern": filter.pattern,
        "logGroupName": filter.log_group,
        "creationTime": 1_577_836_800_000_i64,
        "metricTransformations": [transformation],
        "applyOnTransformedLogs": filter.transformed,
    });
    if let Some(criteria) = &filter.field_selection_criteria {
        described["fieldSelectionCriteria"] = json!(criteria);
    }
    if !filter.system_field_dimensions.is_empty() {
        described["emitSystemFieldDimensions"] = json!(filter.system_field_dimensions);
    }
    described
}

fn test_metric_filter(request: &Request<'_>) -> Result<Value, ServiceError> {
    let pattern = request.required("filterPattern")?;
    let messages = request.texts("logEventMessages").unwrap_or_default();
    if !(1..=MOST).contains(&messages.len()) {
        return Err(request
            .service
            .invalid(format!("There must be 1 to {MOST} log event messages")));
    }
    let pattern: FilterPattern = pattern.parse().map_err(|error| match error {
        PatternError::Invalid(reason) => request
            .service
            .invalid(format!("Invalid metric filter pattern: {reason}")),
        PatternError::NotSupported(what) => {
            ServiceError::not_supported(&format!("filter patterns with {what}"))
        }
    })?;
    let matches: Vec<Value> = messages
        .iter()
        .enumerate()
        .filter(|(_, message)| pattern.matches(message))
        .map(|(place, message)| {
            json!({ "eventNumber": place + 1, "eventMessage": message, "extractedValues": {} })
        })
        .collect();
    Ok(json!({ "matches": matches }))
}
