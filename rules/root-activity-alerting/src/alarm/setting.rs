use std::collections::BTreeMap;

use aws_sdk_cloudwatch::types::{ComparisonOperator, EvaluationState, MetricAlarm, StateValue};
use config_rule::ReadError;
use jiff::Timestamp;

use super::datum::{MetricName, Unit};
use super::fault::AlarmUnseen;
use super::statistic::Statistic;

const DESCRIBE_ALARMS_FOR_METRIC: &str = "cloudwatch:DescribeAlarmsForMetric";

/// An alarm, as CloudWatch describes it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alarm {
    pub(crate) name: String,
    pub(crate) arn: String,
    /// The actions that it takes when it goes In alarm: ARNs.
    pub(crate) actions: Vec<String>,
    pub(crate) actions_enabled: bool,
    pub(crate) watched: Result<Watched, AlarmUnseen>,
    /// Since when it has been In alarm, if it is.
    pub(crate) in_alarm_since: Option<Timestamp>,
    /// CloudWatch requires other settings.
    pub(crate) evaluation_error: bool,
}

/// The metric that an alarm watches, and how.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Watched {
    pub(crate) metric: MetricName,
    pub(crate) dimensions: BTreeMap<String, String>,
    /// The only unit that counts; `None` if every unit does.
    pub(crate) unit: Option<Unit>,
    pub(crate) watch: Watch,
}

/// When data takes an alarm into the state In alarm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Watch {
    pub(crate) statistic: Statistic,
    /// In seconds.
    pub(crate) period: u32,
    pub(crate) evaluation_periods: u32,
    /// How many of those must breach, at least one.
    pub(crate) datapoints: u32,
    pub(crate) comparison: ThresholdOperator,
    pub(crate) threshold: f64,
    pub(crate) missing: MissingData,
    /// A percentile of few samples leaves the state unchanged.
    pub(crate) ignores_few: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ThresholdOperator {
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// What a period without data counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MissingData {
    Missing,
    Ignore,
    Breaching,
    NotBreaching,
}

impl Watch {
    pub(crate) fn breaches(&self, value: f64) -> bool {
        match self.comparison {
            ThresholdOperator::AtLeast => value >= self.threshold,
            ThresholdOperator::Above => value > self.threshold,
            ThresholdOperator::AtMost => value <= self.threshold,
            ThresholdOperator::Below => value < self.threshold,
        }
    }
}

fn lacks(field: &'static str) -> ReadError {
    ReadError::lacks(DESCRIBE_ALARMS_FOR_METRIC, field)
}

impl TryFrom<MetricAlarm> for Alarm {
    type Error = ReadError;

    fn try_from(alarm: MetricAlarm) -> Result<Self, ReadError> {
        let in_alarm_since = match alarm.state_value {
            Some(StateValue::Alarm) => Some(since(&alarm)?),
            Some(_) => None,
            None => return Err(lacks("StateValue")),
        };
        Ok(Self {
            watched: watched(&alarm)?,
            actions_enabled: alarm
                .actions_enabled
                .ok_or_else(|| lacks("ActionsEnabled"))?,
            evaluation_error: alarm.evaluation_state == Some(EvaluationState::EvaluationError),
            in_alarm_since,
            name: alarm.alarm_name.ok_or_else(|| lacks("AlarmName"))?,
            arn: alarm.alarm_arn.ok_or_else(|| lacks("AlarmArn"))?,
            actions: alarm.alarm_actions.ok_or_else(|| lacks("AlarmActions"))?,
        })
    }
}

fn since(alarm: &MetricAlarm) -> Result<Timestamp, ReadError> {
    alarm
        .state_transitioned_timestamp
        .or(alarm.state_updated_timestamp)
        .and_then(|time| Timestamp::from_second(time.secs()).ok())
        .ok_or_else(|| lacks("StateTransitionedTimestamp"))
}

fn watched(alarm: &MetricAlarm) -> Result<Result<Watched, AlarmUnseen>, ReadError> {
    let is_expression = alarm
        .metrics
        .as_ref()
        .is_some_and(|metrics| !metrics.is_empty());
    if alarm.threshold_metric_id.is_some() {
        return Ok(Err(AlarmUnseen::NoFixedThreshold));
    }
    if is_expression || alarm.evaluation_criteria.is_some() {
        return Ok(Err(AlarmUnseen::Expression));
    }
    let watch = match watch(alarm)? {
        Ok(watch) => watch,
        Err(unseen) => return Ok(Err(unseen)),
    };
    let text = |text: &Option<String>, field| text.clone().ok_or_else(|| lacks(field));
    Ok(Ok(Watched {
        metric: MetricName {
            namespace: text(&alarm.namespace, "Namespace")?,
            name: text(&alarm.metric_name, "MetricName")?,
        },
        dimensions: alarm
            .dimensions()
            .iter()
            .map(|dimension| Some((dimension.name.clone()?, dimension.value.clone()?)))
            .collect::<Option<_>>()
            .ok_or_else(|| lacks("Dimensions"))?,
        unit: alarm
            .unit
            .as_ref()
            .map(|unit| Unit::of(Some(unit.as_str()))),
        watch,
    }))
}

fn watch(alarm: &MetricAlarm) -> Result<Result<Watch, AlarmUnseen>, ReadError> {
    let comparison = match &alarm.comparison_operator {
        Some(ComparisonOperator::GreaterThanOrEqualToThreshold) => ThresholdOperator::AtLeast,
        Some(ComparisonOperator::GreaterThanThreshold) => ThresholdOperator::Above,
        Some(ComparisonOperator::LessThanOrEqualToThreshold) => ThresholdOperator::AtMost,
        Some(ComparisonOperator::LessThanThreshold) => ThresholdOperator::Below,
        Some(_) => return Ok(Err(AlarmUnseen::NoFixedThreshold)),
        None => return Err(lacks("ComparisonOperator")),
    };
    let statistic = match Statistic::of(alarm) {
        Some(Ok(statistic)) => statistic,
        Some(Err(name)) => return Ok(Err(AlarmUnseen::Statistic(name))),
        None => return Err(lacks("Statistic")),
    };
    let missing = match alarm.treat_missing_data.as_deref() {
        // AWS's documented default.
        None | Some("missing") => MissingData::Missing,
        Some("ignore") => MissingData::Ignore,
        Some("breaching") => MissingData::Breaching,
        Some("notBreaching") => MissingData::NotBreaching,
        Some(other) => return Ok(Err(AlarmUnseen::MissingData(other.to_owned()))),
    };
    let positive = |number: Option<i32>, field| {
        number
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| *number > 0)
            .ok_or_else(|| lacks(field))
    };
    let evaluation_periods = positive(alarm.evaluation_periods, "EvaluationPeriods")?;
    let datapoints = match alarm.datapoints_to_alarm {
        None => evaluation_periods,
        given => positive(given, "DatapointsToAlarm")?,
    };
    Ok(Ok(Watch {
        statistic,
        period: positive(alarm.period, "Period")?,
        evaluation_periods,
        datapoints,
        comparison,
        threshold: alarm.threshold.ok_or_else(|| lacks("Threshold"))?,
        missing,
        ignores_few: alarm.evaluate_low_sample_count_percentile.as_deref() == Some("ignore"),
    }))
}
