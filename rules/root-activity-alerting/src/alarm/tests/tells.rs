use super::*;

#[test]
fn alarms_that_tell_of_each_event() {
    use ComparisonOperator as Is;
    let one = datum("1", None);
    let or_0 = datum("1", Some(0.0));
    let table = [
        ("the benchmark's", alarm(), &one),
        ("the benchmark's, default value 0", alarm(), &or_0),
        (
            "more than none",
            alarm()
                .threshold(0.0)
                .comparison_operator(Is::GreaterThanThreshold),
            &or_0,
        ),
        (
            "counted as ten",
            alarm().threshold(10.0),
            &datum("10", None),
        ),
        (
            "counted by a part",
            alarm().threshold(0.5),
            &datum("0.5", None),
        ),
        (
            "terraform-aws-cloudwatch#12: Average without a default value",
            alarm().statistic(Statistic::Average),
            &one,
        ),
        (
            "Minimum without a default value",
            alarm().statistic(Statistic::Minimum),
            &one,
        ),
        (
            "Average of one minute",
            alarm().statistic(Statistic::Average).period(60),
            &or_0,
        ),
        ("Maximum", alarm().statistic(Statistic::Maximum), &or_0),
        (
            "SampleCount of zeros",
            alarm().statistic(Statistic::SampleCount),
            &datum("0", None),
        ),
        (
            "p90 alone",
            alarm().set_statistic(None).extended_statistic("p90"),
            &one,
        ),
        (
            "p100 is the maximum",
            alarm().set_statistic(None).extended_statistic("p100"),
            &or_0,
        ),
        (
            "one of three periods",
            alarm().evaluation_periods(3).datapoints_to_alarm(1),
            &or_0,
        ),
        (
            "missing data is missing",
            alarm().treat_missing_data("missing"),
            &one,
        ),
        (
            "missing data is missing, unsaid",
            alarm().set_treat_missing_data(None),
            &one,
        ),
        (
            "nothing contradicts the one point: premature transitions, in the guide",
            alarm().treat_missing_data("missing").evaluation_periods(3),
            &one,
        ),
        (
            "ignored, but the default value ends it",
            alarm().treat_missing_data("ignore"),
            &or_0,
        ),
        ("ten seconds", alarm().period(10), &one),
        ("a day", alarm().period(86_400), &or_0),
        (
            "below a threshold",
            alarm()
                .threshold(-1.0)
                .comparison_operator(Is::LessThanOrEqualToThreshold),
            &datum("-1", Some(0.0)),
        ),
        (
            "of this account",
            alarm().dimensions(of_account("111111111111")),
            &by_account("111111111111"),
        ),
        (
            "any unit",
            alarm(),
            &Datum {
                unit: Unit::of(Some("Count")),
                ..one.clone()
            },
        ),
        (
            "the same unit",
            alarm().unit(StandardUnit::Count),
            &Datum {
                unit: Unit::of(Some("Count")),
                ..one.clone()
            },
        ),
        (
            "no unit is one, too",
            alarm().unit(StandardUnit::None),
            &one,
        ),
        (
            "In alarm since an hour or two",
            alarm()
                .state_value(StateValue::Alarm)
                .state_updated_timestamp(days_ago(0)),
            &one,
        ),
        (
            "without data since long",
            alarm().state_value(StateValue::InsufficientData),
            &one,
        ),
    ];
    for (case, alarm, datum) in table {
        assert_eq!(judge(alarm, datum), Link::Works, "{case}");
    }
}
