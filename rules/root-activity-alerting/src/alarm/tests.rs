use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::builders::MetricAlarmBuilder;
use aws_sdk_cloudwatch::types::{
    ComparisonOperator, Dimension, EvaluationState, MetricAlarm, MetricDataQuery, StandardUnit,
    StateValue, Statistic,
};
use case_table::rows;

use super::*;

/// The room that an annotation leaves after it names the event and the place.
const LONGEST: usize = 128;

const NOW: &str = "2026-11-10T09:00:00Z";

/// The benchmark's: the sum of five minutes is 1 or more, and missing data is good.
fn alarm() -> MetricAlarmBuilder {
    MetricAlarm::builder()
        .alarm_name("root")
        .alarm_arn("arn:aws:cloudwatch:us-east-1:111111111111:alarm:root")
        .actions_enabled(true)
        .alarm_actions("arn:aws:sns:us-east-1:111111111111:security")
        .state_value(StateValue::Ok)
        .namespace("Security")
        .metric_name("RootUse")
        .statistic(Statistic::Sum)
        .period(300)
        .evaluation_periods(1)
        .threshold(1.0)
        .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
        .treat_missing_data("notBreaching")
}

/// The same with other settings, such as `period=60`.
fn alarm_with(settings: &str) -> MetricAlarmBuilder {
    settings.split_whitespace().fold(alarm(), |alarm, setting| {
        let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
        let number = || value.parse().unwrap();
        match name {
            "statistic" if Statistic::values().contains(&value) => alarm.statistic(value.into()),
            "statistic" => alarm.set_statistic(None).extended_statistic(value),
            "low-samples" => alarm.evaluate_low_sample_count_percentile(value),
            "is" => alarm.comparison_operator(value.into()),
            "threshold" => alarm.threshold(value.parse().unwrap()),
            "threshold-of" => alarm.set_threshold(None).threshold_metric_id(value),
            "expression" => {
                let query = MetricDataQuery::builder()
                    .id("e1")
                    .expression(value)
                    .build();
                let alarm = alarm.set_metric_name(None).set_statistic(None);
                alarm.metrics(query)
            }
            "period" => alarm.period(number()),
            "periods" => alarm.evaluation_periods(number()),
            "datapoints" => alarm.datapoints_to_alarm(number()),
            "missing" => alarm.treat_missing_data(value),
            "missing-unsaid" => alarm.set_treat_missing_data(None),
            "state" => alarm.state_value(value.into()),
            "transitioned-days-ago" => alarm.state_transitioned_timestamp(days_ago(number())),
            "updated-days-ago" => alarm.state_updated_timestamp(days_ago(number())),
            "actions-off" => alarm.actions_enabled(false),
            "no-action" => alarm.set_alarm_actions(Some(vec![])),
            "account" => alarm.dimensions(dimension(value)),
            "unit" => alarm.unit(StandardUnit::from(value)),
            "evaluation" => alarm.evaluation_state(EvaluationState::from(value)),
            _ => panic!("{setting}"),
        }
    })
}

fn dimension(account: &str) -> Dimension {
    let dimension = Dimension::builder().name("Account");
    dimension.value(account).build()
}

/// A metric filter's value, and perhaps its default value, its dimension `Account` and its unit.
fn datum(written: &str) -> Datum {
    let mut words = written.split_whitespace();
    let mut datum = Datum {
        metric: MetricName {
            namespace: "Security".to_owned(),
            name: "RootUse".to_owned(),
        },
        dimensions: [].into(),
        unit: Unit::of(None),
        value: MetricValue::parse(words.next().unwrap()),
        default_value: None,
    };
    for setting in words {
        match setting.split_once('=').unwrap() {
            ("default", value) => datum.default_value = Some(value.parse().unwrap()),
            ("account", value) => datum.dimensions = [("Account".into(), value.into())].into(),
            ("unit", value) => datum.unit = Unit::of(Some(value)),
            _ => panic!("{setting}"),
        }
    }
    datum
}

fn days_ago(days: i32) -> DateTime {
    let now: Timestamp = NOW.parse().unwrap();
    DateTime::from_secs(now.as_second() - i64::from(days) * 24 * 60 * 60)
}

fn judge(settings: &str, written: &str) -> Link<AlarmFault, AlarmUnseen> {
    let alarm = Alarm::try_from(alarm_with(settings).build()).unwrap();
    wakes(&alarm, &datum(written), NOW.parse().unwrap())
}

#[test]
fn alarms_that_signal_each_event() {
    let table = "
        the benchmark's | | 1
        the benchmark's, default value 0 | | 1 default=0
        more than none | threshold=0 is=GreaterThanThreshold | 1 default=0
        counted as ten | threshold=10 | 10
        counted by a part | threshold=0.5 | 0.5
        terraform-aws-cloudwatch#12: Average without a default value | statistic=Average | 1
        Minimum without a default value | statistic=Minimum | 1
        Average of one minute | statistic=Average period=60 | 1 default=0
        Maximum | statistic=Maximum | 1 default=0
        SampleCount of zeros | statistic=SampleCount | 0
        p90 alone | statistic=p90 | 1
        p100 is the maximum | statistic=p100 | 1 default=0
        one of three periods | periods=3 datapoints=1 | 1 default=0
        missing data is missing | missing=missing | 1
        missing data is missing, by default | missing-unsaid | 1
        nothing contradicts the one point: premature transitions, in the guide | missing=missing periods=3 | 1
        ignored, but the default value ends it | missing=ignore | 1 default=0
        ten seconds | period=10 | 1
        a day | period=86400 | 1 default=0
        below a threshold | threshold=-1 is=LessThanOrEqualToThreshold | -1 default=0
        of this account | account=111111111111 | 1 account=111111111111
        any unit | | 1 unit=Count
        the same unit | unit=Count | 1 unit=Count
        None is a unit, too | unit=None | 1
        In alarm for an hour or two | state=ALARM updated-days-ago=0 | 1
        long without data | state=INSUFFICIENT_DATA | 1
    ";
    for [case, settings, written] in rows(table) {
        assert_eq!(judge(settings, written), Link::Works, "{case}");
    }
}

#[test]
fn alarms_that_stay_silent() {
    let table = r#"
        terraform-aws-secure-baseline#37: missing data is breaching | state=ALARM transitioned-days-ago=1 missing=breaching | 1 | MissingBreaches
        breaching, with a default value | missing=breaching | 1 default=0 | MissingBreaches
        azul#4884: missing data is ignored | state=ALARM transitioned-days-ago=40 missing=ignore | 1 | NeverBack
        azul#4884: the same, though a default value should end it | state=ALARM transitioned-days-ago=40 missing=ignore | 1 default=0 | InAlarmSince(2026-10-01T09:00:00Z)
        serverless-plugin-aws-alerts#181: Average, default value 0 | statistic=Average | 1 default=0 | Diluted(Average)
        Minimum, default value 0 | statistic=Minimum | 1 default=0 | Diluted(Minimum)
        p50, default value 0 | statistic=p50 | 1 default=0 | Diluted(Percentile(50.0))
        p0 is the minimum | statistic=p0 | 1 default=0 | Diluted(Percentile(0.0))
        a default value below zero | | 1 default=-1 | Diluted(Sum)
        threshold 0 with at least, default value 0 | threshold=0 | 1 default=0 | DefaultBreaches
        the default value equals the event's | | 1 default=1 | DefaultBreaches
        default values add up | | 1 default=0.3 | DefaultBreaches
        SampleCount counts default values | statistic=SampleCount | 1 default=0 | DefaultBreaches
        SampleCount above one | statistic=SampleCount threshold=2 | 10 | OneIsNotEnough(SampleCount)
        counted as none | | 0 | OneIsNotEnough(Sum)
        more than one | is=GreaterThanThreshold | 1 | OneIsNotEnough(Sum)
        ten or more | threshold=10 | 1 default=0 | OneIsNotEnough(Sum)
        fewer than one | is=LessThanThreshold | 1 | OneIsNotEnough(Sum)
        one at most | is=LessThanOrEqualToThreshold | 1 | ManyAreTooMuch
        in two periods of three | periods=3 datapoints=2 | 1 | NeedsSeveral(2)
        in three periods | periods=3 | 1 | NeedsSeveral(3)
        in two periods, others between | periods=2 missing=missing | 1 default=0 | NeedsSeveral(2)
        in two periods, ignoring | periods=2 missing=ignore | 1 | NeedsSeveral(2)
        few samples | statistic=p90 low-samples=ignore | 1 | FewSamples
        percentile below zero | statistic=p90 | 1 default=-1 | NegativePercentile
        actions off | actions-off | 1 | ActionsOff
        no action | no-action | 1 | NoAction
        aws-cdk#34643, #21654: the filter has a dimension, the alarm has none | | 1 account=111111111111 | OtherMetric
        a dimension more | account=111111111111 | 1 | OtherMetric
        another account's | account=222222222222 | 1 account=111111111111 | OtherMetric
        another unit | unit=Count | 1 | OtherUnit { alarm: "Count", metric: "None" }
        CloudWatch can't | evaluation=EVALUATION_ERROR | 1 | EvaluationError
        In alarm for 3 days | state=ALARM transitioned-days-ago=3 | 1 | InAlarmSince(2026-11-07T09:00:00Z)
    "#;
    for [case, settings, written, expected] in rows(table) {
        let Link::Broken(fault) = judge(settings, written) else {
            panic!("{case}: not broken");
        };
        assert_eq!(format!("{fault:?}"), expected, "{case}");
        assert!(fault.to_string().len() <= LONGEST, "{fault}");
    }
}

#[test]
fn alarms_that_cant_be_seen_through() {
    let table = r#"
        metric math | expression=m1*2 | 1 | Expression
        a band | threshold-of=ad1 | 1 | NoFixedThreshold
        the band's comparison | is=GreaterThanUpperThreshold | 1 | NoFixedThreshold
        a trimmed mean | statistic=tm90 | 1 | Statistic("tm90")
        a rank | statistic=PR(:1) | 1 | Statistic("PR(:1)")
        beyond all | statistic=p101 | 1 | Statistic("p101")
        p90 of few | statistic=p90 threshold=0.9 | 1 default=0 | Percentile(Percentile(90.0))
        a field's value | | $.size | Field("$.size")
        another way with missing data | missing=odd | 1 | MissingData("odd")
    "#;
    for [case, settings, written, expected] in rows(table) {
        let Link::Unseen(unseen) = judge(settings, written) else {
            panic!("{case}: seen");
        };
        assert_eq!(format!("{unseen:?}"), expected, "{case}");
        assert!(unseen.to_string().len() <= LONGEST, "{unseen}");
    }
}

#[test]
fn what_an_alarm_lacks_is_an_error() {
    let table = [
        ("AlarmName", alarm().set_alarm_name(None)),
        ("AlarmArn", alarm().set_alarm_arn(None)),
        ("AlarmActions", alarm().set_alarm_actions(None)),
        ("ActionsEnabled", alarm().set_actions_enabled(None)),
        ("StateValue", alarm().set_state_value(None)),
        (
            "StateTransitionedTimestamp",
            alarm().state_value(StateValue::Alarm),
        ),
        ("MetricName", alarm().set_metric_name(None)),
        ("Namespace", alarm().set_namespace(None)),
        ("Statistic", alarm().set_statistic(None)),
        ("Period", alarm().set_period(None)),
        ("Period", alarm().period(0)),
        ("EvaluationPeriods", alarm().set_evaluation_periods(None)),
        ("DatapointsToAlarm", alarm().datapoints_to_alarm(-1)),
        ("Threshold", alarm().set_threshold(None)),
        ("ComparisonOperator", alarm().set_comparison_operator(None)),
        (
            "Dimensions",
            alarm().dimensions(Dimension::builder().name("Account").build()),
        ),
    ];
    for (field, alarm) in table {
        let error = Alarm::try_from(alarm.build()).unwrap_err().to_string();
        assert!(
            error.ends_with(&format!("a usable {field}")),
            "{field}: {error}"
        );
    }
}
