//! CloudWatch alarms.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{resource_arn, topic_arn};
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::page::page;
use crate::aws::protocol::{Protocol, cbor_time};
use crate::aws::request::Request;
use crate::aws::service::{Errors, Paging, QUERY_ERRORS, Service};
use crate::scenario::Alarm;

pub(crate) const SERVICE: Service = Service {
    signing_name: "monitoring",
    iam_prefix: "cloudwatch",
    protocol: Protocol::RpcV2Cbor {
        service: TARGET,
        also: &[
            Protocol::Json10 { target: TARGET },
            Protocol::Query {
                namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
                version: "2010-08-01",
            },
        ],
    },
    errors: Errors {
        invalid: (400, "InvalidParameterValueException"),
        bad_token: (400, "InvalidNextToken"),
        ..QUERY_ERRORS
    },
    paging: Paging {
        token: "NextToken",
        size: "MaxRecords",
        truncated: None,
    },
};

pub(crate) const OPERATIONS: Operations = &[
    ("DescribeAlarms", describe_alarms),
    ("DescribeAlarmsForMetric", describe_alarms_for_metric),
];

/// The service's name in its newer protocols.
const TARGET: &str = "GraniteServiceVersion20100801";

/// Any other is an extended statistic.
const STATISTICS: [&str; 5] = ["Average", "Maximum", "Minimum", "SampleCount", "Sum"];

/// 1 January 2020.
const LONG_AGO: f64 = 1_577_836_800.0;

/// AWS's largest page of alarms.
const PAGE: usize = 100;

/// The caller's alarms in the request's Region for which `wanted` holds.
fn alarms(
    request: &Request<'_>,
    wanted: impl Fn(&Alarm) -> bool,
) -> Result<Vec<Value>, ServiceError> {
    let here = request.scenario().region();
    let (_, account) = request.account()?;
    account
        .alarms
        .iter()
        .filter(|alarm| alarm.region.as_deref().unwrap_or(here) == request.region)
        .filter(|alarm| wanted(alarm))
        .map(|alarm| {
            let actions = alarm
                .actions
                .iter()
                .map(|action| topic_arn(request, action))
                .collect::<Result<Vec<_>, _>>()?;
            described(request, alarm, &actions)
        })
        .collect()
}

fn described(
    request: &Request<'_>,
    alarm: &Alarm,
    actions: &[String],
) -> Result<Value, ServiceError> {
    let since = alarm.state_since.map_or(LONG_AGO, |since| {
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds since 1970 are far below 2^53"
        )]
        let seconds = since.as_second() as f64;
        seconds
    });
    let mut answer = json!({
        "AlarmName": alarm.name,
        "AlarmArn": resource_arn(request, "cloudwatch", &format!("alarm:{}", alarm.name))?,
        "ActionsEnabled": alarm.actions_enabled,
        "AlarmActions": actions,
        "OKActions": [],
        "InsufficientDataActions": [],
        "StateValue": alarm.state,
        "StateUpdatedTimestamp": cbor_time(since),
        "StateTransitionedTimestamp": cbor_time(since),
        "EvaluationPeriods": alarm.evaluation_periods,
        "DatapointsToAlarm": alarm.datapoints_to_alarm.unwrap_or(alarm.evaluation_periods),
        "Threshold": alarm.threshold,
        "ComparisonOperator": alarm.comparison,
        "TreatMissingData": alarm.missing_data,
    });
    let optional = [
        ("EvaluateLowSampleCountPercentile", &alarm.low_samples),
        ("EvaluationState", &alarm.evaluation_state),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            answer[name] = json!(value);
        }
    }
    let dimensions: Vec<Value> = alarm
        .dimensions
        .iter()
        .map(|(name, value)| json!({ "Name": name, "Value": value }))
        .collect();
    if let Some(expression) = &alarm.expression {
        answer["Metrics"] = json!([
            { "Id": "e1", "Expression": expression, "ReturnData": true },
            {
                "Id": "m1",
                "MetricStat": {
                    "Metric": {
                        "MetricName": alarm.metric.name,
                        "Namespace": alarm.metric.namespace,
                        "Dimensions": dimensions,
                    },
                    "Period": alarm.period,
                    "Stat": alarm.statistic,
                },
                "ReturnData": false,
            },
        ]);
        return Ok(answer);
    }
    answer["MetricName"] = json!(alarm.metric.name);
    answer["Namespace"] = json!(alarm.metric.namespace);
    answer["Dimensions"] = json!(dimensions);
    answer["Period"] = json!(alarm.period);
    answer[statistic_field(alarm)] = json!(alarm.statistic);
    if let Some(unit) = &alarm.unit {
        answer["Unit"] = json!(unit);
    }
    Ok(answer)
}

fn statistic_field(alarm: &Alarm) -> &'static str {
    if STATISTICS.contains(&alarm.statistic.as_str()) {
        "Statistic"
    } else {
        "ExtendedStatistic"
    }
}

fn describe_alarms(request: &Request<'_>) -> Result<Value, ServiceError> {
    let names = request
        .texts("AlarmNames")
        .filter(|names| !names.is_empty());
    let prefix = request.text("AlarmNamePrefix").unwrap_or_default();
    let action = request.text("ActionPrefix").unwrap_or_default();
    let metric_alarms = request
        .texts("AlarmTypes")
        .is_none_or(|types| types.is_empty() || types.contains(&"MetricAlarm"));
    let found = alarms(request, |alarm| {
        metric_alarms
            && names
                .as_ref()
                .is_none_or(|names| names.contains(&&*alarm.name))
            && alarm.name.starts_with(prefix)
    })?;
    let found = found
        .into_iter()
        .filter(|alarm| {
            let actions = alarm["AlarmActions"].as_array();
            action.is_empty()
                || actions.is_some_and(|actions| {
                    actions
                        .iter()
                        .filter_map(Value::as_str)
                        .any(|arn| arn.starts_with(action))
                })
        })
        .collect::<Vec<_>>();
    let mut page = page(request, "MetricAlarms", &found, PAGE)?;
    page.insert("CompositeAlarms".to_owned(), json!([]));
    Ok(Value::Object(page))
}

/// The alarms on exactly this metric, including its dimensions. Alarms on an expression aren't
/// among them.
fn describe_alarms_for_metric(request: &Request<'_>) -> Result<Value, ServiceError> {
    let metric = request.required("MetricName")?;
    let namespace = request.required("Namespace")?;
    let dimensions = dimensions(request)?;
    let found = alarms(request, |alarm| {
        let is = |parameter: &str, value: Option<&str>| {
            request
                .text(parameter)
                .is_none_or(|wanted| value == Some(wanted))
        };
        let field = statistic_field(alarm);
        let statistic = |of: &str| (field == of).then_some(alarm.statistic.as_str());
        alarm.expression.is_none()
            && alarm.metric.name == metric
            && alarm.metric.namespace == namespace
            && alarm.dimensions == dimensions
            && is("Statistic", statistic("Statistic"))
            && is("ExtendedStatistic", statistic("ExtendedStatistic"))
            && is("Unit", alarm.unit.as_deref())
            && request
                .integer("Period")
                .is_none_or(|period| period == i64::from(alarm.period))
    })?;
    Ok(json!({ "MetricAlarms": found }))
}

fn dimensions(request: &Request<'_>) -> Result<BTreeMap<String, String>, ServiceError> {
    let Some(listed) = request.parameters.get("Dimensions") else {
        return Ok(BTreeMap::new());
    };
    let text = |dimension: &Value, field: &str| dimension[field].as_str().map(str::to_owned);
    listed
        .as_array()
        .into_iter()
        .flatten()
        .map(|dimension| Some((text(dimension, "Name")?, text(dimension, "Value")?)))
        .collect::<Option<_>>()
        .ok_or_else(|| {
            request
                .service
                .invalid("A dimension has a Name and a Value")
        })
}
