//! CloudWatch alarms.

use serde_json::{Value, json};

use super::{resource_arn, topic_arn};
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{Errors, Paging, QUERY_ERRORS, Service};
use crate::scenario::Alarm;

pub(crate) const SERVICE: Service = Service {
    signing_name: "monitoring",
    iam_prefix: "cloudwatch",
    protocol: Protocol::RpcV2Cbor {
        service: "GraniteServiceVersion20100801",
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
    operations: &[
        ("DescribeAlarms", describe_alarms),
        ("DescribeAlarmsForMetric", describe_alarms_for_metric),
    ],
};

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
            Ok(json!({
                "AlarmName": alarm.name,
                "AlarmArn": resource_arn(request, "cloudwatch", &format!("alarm:{}", alarm.name))?,
                "ActionsEnabled": alarm.actions_enabled,
                "AlarmActions": actions,
                "OKActions": [],
                "InsufficientDataActions": [],
                "StateValue": "OK",
                "MetricName": alarm.metric.name,
                "Namespace": alarm.metric.namespace,
                "Statistic": "Sum",
                "Dimensions": [],
                "Period": 300,
                "EvaluationPeriods": 1,
                "Threshold": 1.0,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                "TreatMissingData": "notBreaching",
            }))
        })
        .collect()
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

fn describe_alarms_for_metric(request: &Request<'_>) -> Result<Value, ServiceError> {
    let metric = request.required("MetricName")?;
    let namespace = request.required("Namespace")?;
    let found = alarms(request, |alarm| {
        alarm.metric.name == metric && alarm.metric.namespace == namespace
    })?;
    Ok(json!({ "MetricAlarms": found }))
}
