use super::*;

#[test]
fn alarms_that_stay_silent() {
    use AlarmFault as Fault;
    use ComparisonOperator as Is;
    use statistic::Statistic as Of;
    let one = datum("1", None);
    let or_0 = datum("1", Some(0.0));
    let in_alarm = |days| {
        alarm()
            .state_value(StateValue::Alarm)
            .state_transitioned_timestamp(days_ago(days))
    };
    let p = |name: &str| alarm().set_statistic(None).extended_statistic(name);
    let table = [
        (
            "terraform-aws-secure-baseline#37: missing data is breaching",
            in_alarm(1).treat_missing_data("breaching"),
            &one,
            Fault::MissingBreaches,
        ),
        (
            "breaching, with a default value",
            alarm().treat_missing_data("breaching"),
            &or_0,
            Fault::MissingBreaches,
        ),
        (
            "azul#4884: missing data is ignored",
            in_alarm(40).treat_missing_data("ignore"),
            &one,
            Fault::NeverBack,
        ),
        (
            "azul#4884: the same, though a default value should end it",
            in_alarm(40).treat_missing_data("ignore"),
            &or_0,
            Fault::InAlarmSince(Timestamp::from_second(days_ago(40).secs()).unwrap()),
        ),
        (
            "serverless-plugin-aws-alerts#181: Average, default value 0",
            alarm().statistic(Statistic::Average),
            &or_0,
            Fault::Diluted(Of::Average),
        ),
        (
            "Minimum, default value 0",
            alarm().statistic(Statistic::Minimum),
            &or_0,
            Fault::Diluted(Of::Minimum),
        ),
        (
            "p50, default value 0",
            p("p50"),
            &or_0,
            Fault::Diluted(Of::Percentile(50.0)),
        ),
        (
            "p0 is the minimum",
            p("p0"),
            &or_0,
            Fault::Diluted(Of::Percentile(0.0)),
        ),
        (
            "a default value below zero",
            alarm(),
            &datum("1", Some(-1.0)),
            Fault::Diluted(Of::Sum),
        ),
        (
            "threshold 0 with at least, default value 0",
            alarm().threshold(0.0),
            &or_0,
            Fault::DefaultBreaches,
        ),
        (
            "the default value is the event's",
            alarm(),
            &datum("1", Some(1.0)),
            Fault::DefaultBreaches,
        ),
        (
            "default values add up",
            alarm(),
            &datum("1", Some(0.3)),
            Fault::DefaultBreaches,
        ),
        (
            "SampleCount counts default values",
            alarm().statistic(Statistic::SampleCount),
            &or_0,
            Fault::DefaultBreaches,
        ),
        (
            "SampleCount above one",
            alarm().statistic(Statistic::SampleCount).threshold(2.0),
            &datum("10", None),
            Fault::OneIsNotEnough(Of::SampleCount),
        ),
        (
            "counted as none",
            alarm(),
            &datum("0", None),
            Fault::OneIsNotEnough(Of::Sum),
        ),
        (
            "more than one",
            alarm().comparison_operator(Is::GreaterThanThreshold),
            &one,
            Fault::OneIsNotEnough(Of::Sum),
        ),
        (
            "ten or more",
            alarm().threshold(10.0),
            &or_0,
            Fault::OneIsNotEnough(Of::Sum),
        ),
        (
            "fewer than one",
            alarm().comparison_operator(Is::LessThanThreshold),
            &one,
            Fault::OneIsNotEnough(Of::Sum),
        ),
        (
            "one at most",
            alarm().comparison_operator(Is::LessThanOrEqualToThreshold),
            &one,
            Fault::ManyAreTooMuch,
        ),
        (
            "in two periods of three",
            alarm().evaluation_periods(3).datapoints_to_alarm(2),
            &one,
            Fault::NeedsSeveral(2),
        ),
        (
            "in three periods",
            alarm().evaluation_periods(3),
            &one,
            Fault::NeedsSeveral(3),
        ),
        (
            "in two periods, others between",
            alarm().evaluation_periods(2).treat_missing_data("missing"),
            &or_0,
            Fault::NeedsSeveral(2),
        ),
        (
            "in two periods, ignoring",
            alarm().evaluation_periods(2).treat_missing_data("ignore"),
            &one,
            Fault::NeedsSeveral(2),
        ),
        (
            "few samples",
            p("p90").evaluate_low_sample_count_percentile("ignore"),
            &one,
            Fault::FewSamples,
        ),
        (
            "percentile below zero",
            p("p90"),
            &datum("1", Some(-1.0)),
            Fault::NegativePercentile,
        ),
        (
            "actions off",
            alarm().actions_enabled(false),
            &one,
            Fault::ActionsOff,
        ),
        (
            "no action",
            alarm().set_alarm_actions(Some(vec![])),
            &one,
            Fault::NoAction,
        ),
        (
            "aws-cdk#34643, #21654: the filter has a dimension, the alarm has none",
            alarm(),
            &by_account("111111111111"),
            Fault::OtherMetric,
        ),
        (
            "a dimension more",
            alarm().dimensions(of_account("111111111111")),
            &one,
            Fault::OtherMetric,
        ),
        (
            "another account's",
            alarm().dimensions(of_account("222222222222")),
            &by_account("111111111111"),
            Fault::OtherMetric,
        ),
        (
            "another unit",
            alarm().unit(StandardUnit::Count),
            &one,
            Fault::OtherUnit {
                alarm: "Count".to_owned(),
                metric: "None".to_owned(),
            },
        ),
        (
            "CloudWatch can't",
            alarm().evaluation_state(EvaluationState::EvaluationError),
            &one,
            Fault::EvaluationError,
        ),
        (
            "In alarm since 3 days",
            in_alarm(3),
            &one,
            Fault::InAlarmSince(Timestamp::from_second(days_ago(3).secs()).unwrap()),
        ),
    ];
    for (case, alarm, datum, expected) in table {
        assert!(expected.to_string().len() <= LONGEST, "{expected}");
        assert_eq!(judge(alarm, datum), Link::Broken(expected), "{case}");
    }
}
