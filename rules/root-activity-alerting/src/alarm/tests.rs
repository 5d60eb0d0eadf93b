use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::builders::MetricAlarmBuilder;
use aws_sdk_cloudwatch::types::{
    ComparisonOperator, Dimension, EvaluationState, MetricAlarm, MetricDataQuery, StandardUnit,
    StateValue, Statistic,
};

use super::*;

mod silent;
mod tells;

/// What is left for it in an annotation that says which event is unheard, and where.
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

fn datum(value: &str, default_value: Option<f64>) -> Datum {
    Datum {
        metric: MetricName {
            namespace: "Security".to_owned(),
            name: "RootUse".to_owned(),
        },
        dimensions: [].into(),
        unit: Unit::of(None),
        value: Value::parse(value),
        default_value,
    }
}

fn by_account(value: &str) -> Datum {
    Datum {
        dimensions: [("Account".to_owned(), value.to_owned())].into(),
        ..datum("1", None)
    }
}

fn of_account(value: &str) -> Dimension {
    Dimension::builder().name("Account").value(value).build()
}

fn days_ago(days: i64) -> DateTime {
    let now: Timestamp = NOW.parse().unwrap();
    DateTime::from_secs(now.as_second() - days * 24 * 60 * 60)
}

fn judge(alarm: MetricAlarmBuilder, datum: &Datum) -> Link<AlarmFault, AlarmUnseen> {
    let alarm = Alarm::try_from(alarm.build()).unwrap();
    wakes(&alarm, datum, NOW.parse().unwrap())
}

#[test]
fn alarms_that_cant_be_seen_through() {
    use AlarmUnseen as Unseen;
    let one = datum("1", None);
    let p = |name: &str| alarm().set_statistic(None).extended_statistic(name);
    let query = MetricDataQuery::builder()
        .id("e1")
        .expression("m1 * 2")
        .build();
    let table = [
        (
            "metric math",
            alarm()
                .set_metric_name(None)
                .set_statistic(None)
                .metrics(query),
            &one,
            Unseen::Expression,
        ),
        (
            "a band",
            alarm().set_threshold(None).threshold_metric_id("ad1"),
            &one,
            Unseen::NoFixedThreshold,
        ),
        (
            "the band's comparison",
            alarm().comparison_operator(ComparisonOperator::GreaterThanUpperThreshold),
            &one,
            Unseen::NoFixedThreshold,
        ),
        (
            "a trimmed mean",
            p("tm90"),
            &one,
            Unseen::Statistic("tm90".to_owned()),
        ),
        (
            "a rank",
            p("PR(:1)"),
            &one,
            Unseen::Statistic("PR(:1)".to_owned()),
        ),
        (
            "beyond all",
            p("p101"),
            &one,
            Unseen::Statistic("p101".to_owned()),
        ),
        (
            "p90 of few",
            p("p90").threshold(0.9),
            &datum("1", Some(0.0)),
            Unseen::Percentile(statistic::Statistic::Percentile(90.0)),
        ),
        (
            "a field's value",
            alarm(),
            &datum("$.size", None),
            Unseen::Field("$.size".to_owned()),
        ),
        (
            "another way with missing data",
            alarm().treat_missing_data("odd"),
            &one,
            Unseen::MissingData("odd".to_owned()),
        ),
    ];
    for (case, alarm, datum, expected) in table {
        assert!(expected.to_string().len() <= LONGEST, "{expected}");
        assert_eq!(judge(alarm, datum), Link::Unseen(expected), "{case}");
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
