use aws_sdk_cloudwatch::types::{ComparisonOperator, MetricAlarm};
use aws_sdk_cloudwatchlogs::error::ProvideErrorMetadata;
use aws_sdk_cloudwatchlogs::types::{MetricFilter, MetricTransformation};
use aws_types::SdkConfig;
use aws_types::region::Region;
use config_rule::{PageTokens, ReadError};

use crate::decide::{Alert, AlertKind};
use crate::delivery::{Delivery, Destinations};
use crate::sample::{Sample, Scene, Seen};
use crate::trails::LogGroup;

const DESCRIBE_METRIC_FILTERS: &str = "logs:DescribeMetricFilters";
const TEST_METRIC_FILTER: &str = "logs:TestMetricFilter";
const DESCRIBE_ALARMS_FOR_METRIC: &str = "cloudwatch:DescribeAlarmsForMetric";
/// A pattern that CloudWatch Logs once took and now refuses to test matches nothing.
const INVALID_PATTERN: &str = "InvalidParameterException";

/// The metric filters of a log group that see root events, and where their alarms go.
/// One after the other: both of CloudWatch Logs' calls take five a second.
pub(crate) async fn alerts(
    config: &SdkConfig,
    group: &LogGroup,
    scene: &Scene<'_>,
    destinations: &Destinations<'_>,
) -> Result<Vec<Alert>, ReadError> {
    let config = config
        .to_builder()
        .region(Region::new(group.region.clone()))
        .build();
    let logs = aws_sdk_cloudwatchlogs::Client::new(&config);
    let cloudwatch = aws_sdk_cloudwatch::Client::new(&config);
    let lines: Vec<String> = Sample::ALL
        .into_iter()
        .map(|sample| scene.log_line(sample))
        .collect();

    let mut alerts = Vec::new();
    let mut pages = logs
        .describe_metric_filters()
        .log_group_name(&group.name)
        .into_paginator()
        .stop_on_duplicate_token(false)
        .send();
    let mut tokens = PageTokens::of(DESCRIBE_METRIC_FILTERS);
    while let Some(page) = pages.next().await {
        let page = page.map_err(ReadError::of(DESCRIBE_METRIC_FILTERS))?;
        tokens.follow(page.next_token())?;
        let filters = page
            .metric_filters
            .ok_or_else(|| ReadError::lacks(DESCRIBE_METRIC_FILTERS, "metricFilters"))?;
        for filter in filters {
            let seen = seen(&logs, &filter, &lines).await?;
            if seen.any_needed() {
                alerts.push(Alert {
                    kind: AlertKind::MetricFilter,
                    delivery: delivery(&cloudwatch, &filter, destinations).await?,
                    name: filter
                        .filter_name
                        .ok_or_else(|| ReadError::lacks(DESCRIBE_METRIC_FILTERS, "filterName"))?,
                    seen,
                });
            }
        }
    }
    Ok(alerts)
}

async fn seen(
    logs: &aws_sdk_cloudwatchlogs::Client,
    filter: &MetricFilter,
    lines: &[String],
) -> Result<Seen, ReadError> {
    let pattern = filter
        .filter_pattern
        .as_deref()
        .ok_or_else(|| ReadError::lacks(DESCRIBE_METRIC_FILTERS, "filterPattern"))?;
    let answer = logs
        .test_metric_filter()
        .filter_pattern(pattern)
        .set_log_event_messages(Some(lines.to_vec()))
        .send()
        .await;
    let matches = match answer {
        Ok(answer) => answer
            .matches
            .ok_or_else(|| ReadError::lacks(TEST_METRIC_FILTER, "matches"))?,
        Err(error) if error.code() == Some(INVALID_PATTERN) => Vec::new(),
        Err(error) => return Err(ReadError::of(TEST_METRIC_FILTER)(error)),
    };
    let mut seen = Seen::default();
    for matched in matches {
        // Lines are numbered from 1.
        let sample = usize::try_from(matched.event_number)
            .ok()
            .and_then(|number| number.checked_sub(1))
            .and_then(|place| Sample::ALL.get(place))
            .ok_or_else(|| ReadError::lacks(TEST_METRIC_FILTER, "eventNumber"))?;
        seen.add(*sample);
    }
    Ok(seen)
}

/// The best that the alarms on the filter's metrics do.
async fn delivery(
    cloudwatch: &aws_sdk_cloudwatch::Client,
    filter: &MetricFilter,
    destinations: &Destinations<'_>,
) -> Result<Delivery, ReadError> {
    let mut best: Option<Delivery> = None;
    for transformation in filter.metric_transformations() {
        let answer = cloudwatch
            .describe_alarms_for_metric()
            .metric_name(&transformation.metric_name)
            .namespace(&transformation.metric_namespace)
            .send()
            .await
            .map_err(ReadError::of(DESCRIBE_ALARMS_FOR_METRIC))?;
        let alarms = answer
            .metric_alarms
            .ok_or_else(|| ReadError::lacks(DESCRIBE_ALARMS_FOR_METRIC, "MetricAlarms"))?;
        for alarm in alarms {
            let delivery = if !goes_off(&alarm, transformation) {
                Delivery::NoAlarm
            } else if alarm.actions_enabled == Some(true) {
                destinations.delivery(alarm.alarm_actions()).await?
            } else {
                Delivery::AlarmOff
            };
            best = Some(match best {
                Some(best) => best.min(delivery),
                None => delivery,
            });
        }
    }
    Ok(best.unwrap_or(Delivery::NoAlarm))
}

/// Whether one event, as the filter counts it, is enough for the alarm.
fn goes_off(alarm: &MetricAlarm, transformation: &MetricTransformation) -> bool {
    let (Some(threshold), Ok(value)) =
        (alarm.threshold, transformation.metric_value.parse::<f64>())
    else {
        return false;
    };
    let over = match alarm.comparison_operator {
        Some(ComparisonOperator::GreaterThanOrEqualToThreshold) => value >= threshold,
        Some(ComparisonOperator::GreaterThanThreshold) => value > threshold,
        _ => false,
    };
    // Uses of root are rare: a second period with one may never come.
    let periods = alarm.datapoints_to_alarm.or(alarm.evaluation_periods);
    over && periods == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transformation(value: &str) -> MetricTransformation {
        MetricTransformation::builder()
            .metric_name("RootUse")
            .metric_namespace("Security")
            .metric_value(value)
            .build()
            .unwrap()
    }

    #[test]
    fn an_alarm_must_go_off_at_a_single_event() {
        use ComparisonOperator as Is;
        let alarm = |is: Is, threshold, periods, datapoints| {
            MetricAlarm::builder()
                .comparison_operator(is)
                .threshold(threshold)
                .evaluation_periods(periods)
                .set_datapoints_to_alarm(datapoints)
                .build()
        };
        let at_least = |threshold| alarm(Is::GreaterThanOrEqualToThreshold, threshold, 1, None);
        let above = |threshold| alarm(Is::GreaterThanThreshold, threshold, 1, None);
        let table = [
            ("one or more", at_least(1.0), "1", true),
            ("more than none", above(0.0), "1", true),
            ("more than one", above(1.0), "1", false),
            ("ten or more", at_least(10.0), "1", false),
            ("ten or more, counted as ten", at_least(10.0), "10", true),
            ("counted as none", at_least(1.0), "0", false),
            ("counted by a field", at_least(1.0), "$.size", false),
            (
                "fewer",
                alarm(Is::LessThanThreshold, 1.0, 1, None),
                "1",
                false,
            ),
            (
                "in three periods in a row",
                alarm(Is::GreaterThanOrEqualToThreshold, 1.0, 3, None),
                "1",
                false,
            ),
            (
                "in one of three periods",
                alarm(Is::GreaterThanOrEqualToThreshold, 1.0, 3, Some(1)),
                "1",
                true,
            ),
        ];
        for (case, alarm, value, expected) in table {
            assert_eq!(goes_off(&alarm, &transformation(value)), expected, "{case}");
        }
    }
}
