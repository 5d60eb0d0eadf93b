//! CloudWatch's evaluation as described in its guide, minute by minute: the slow twin of the model.
//!
//! Root events come one at a time and many at once, each time after a pause. Other events come in
//! several patterns. The alarm works if it goes to In alarm from another state each time.

use super::model::Written;
use super::setting::{MissingData, ThresholdOperator, Watch};
use super::statistic::Statistic;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    InAlarm,
    InsufficientData,
}

/// How the values of a period are ordered into a percentile.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rank {
    Nearest,
    Between,
}

#[derive(Debug, Clone, Copy)]
enum Point {
    Missing,
    Breaching,
    NotBreaching,
}

/// One evaluation: "How alarm state is evaluated when data is missing" and "Avoiding premature
/// transitions to alarm state". `range` is the evaluation range, the oldest point first.
fn evaluate(range: &[Point], watch: &Watch, state: State) -> State {
    let periods = watch.evaluation_periods as usize;
    let needed = watch.datapoints as usize;
    let or_ok = |alarm: bool| if alarm { State::InAlarm } else { State::Ok };
    let (mut real, mut breaching, mut oldest) = (0, 0, None);
    for (age, point) in (1..).zip(range.iter().rev()) {
        match point {
            Point::Missing => continue,
            Point::NotBreaching => {}
            Point::Breaching => {
                breaching += 1;
                oldest = Some(age);
            }
        }
        real += 1;
        if real == periods {
            return or_ok(breaching >= needed);
        }
    }
    let filled = periods - real;
    match watch.missing {
        MissingData::Breaching => or_ok(breaching + filled >= needed),
        MissingData::NotBreaching => or_ok(breaching >= needed),
        MissingData::Missing | MissingData::Ignore => {
            if breaching >= needed {
                return State::InAlarm;
            }
            if breaching < real {
                return State::Ok;
            }
            match (watch.missing, oldest) {
                (MissingData::Ignore, _) => state,
                (_, Some(age)) if age >= needed => State::InAlarm,
                _ => State::InsufficientData,
            }
        }
    }
}

/// The data point of one period's values.
fn point(watch: &Watch, values: &mut [f64], rank: Rank) -> Point {
    if values.is_empty() {
        return Point::Missing;
    }
    let sum: f64 = values.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
    let count = values.len() as f64;
    values.sort_unstable_by(f64::total_cmp);
    let value = match watch.statistic {
        Statistic::Sum => sum,
        Statistic::Average => sum / count,
        Statistic::Maximum => values[values.len() - 1],
        Statistic::Minimum => values[0],
        Statistic::SampleCount => count,
        Statistic::Percentile(percent) => percentile(values, percent, count, rank),
    };
    let breaches = match watch.comparison {
        ThresholdOperator::AtLeast => value >= watch.threshold,
        ThresholdOperator::Above => value > watch.threshold,
        ThresholdOperator::AtMost => value <= watch.threshold,
        ThresholdOperator::Below => value < watch.threshold,
    };
    if breaches {
        Point::Breaching
    } else {
        Point::NotBreaching
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a short list"
)]
fn percentile(ordered: &[f64], percent: f64, count: f64, rank: Rank) -> f64 {
    match rank {
        Rank::Nearest => {
            let place = (percent * count / 100.0).ceil() as usize;
            ordered[place.saturating_sub(1)]
        }
        Rank::Between => {
            let place = percent * (count - 1.0) / 100.0;
            let (low, high) = (place.floor() as usize, place.ceil() as usize);
            ordered[low] + (ordered[high] - ordered[low]) * place.fract()
        }
    }
}

/// Too few samples to change the state, if the alarm ignores those.
fn too_few(watch: &Watch, samples: usize) -> bool {
    let Statistic::Percentile(percent) = watch.statistic else {
        return false;
    };
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
    let samples = samples as f64;
    watch.ignores_few
        && samples > 0.0
        && if percent >= 50.0 {
            percent < 100.0 && samples < 10.0 / (1.0 - percent / 100.0)
        } else {
            samples < 10.0 / (percent / 100.0)
        }
}

/// Whether other events come in a minute, by its period since the last event and its position in
/// the period.
type Others = fn(period: usize, place: usize) -> bool;

/// In each of them, other events come eventually.
const OTHERS: [Others; 6] = [
    |period, _| period > 20,
    |_, _| true,
    |_, place| place == 0,
    |period, place| period % 2 == 0 || place == 2,
    |period, _| period == 0 || period > 20,
    |period, _| period > 0,
];
/// Periods from one root event to the next. The evaluation range is much shorter.
const PAUSE: usize = 44;
/// The most are enough to take any generated value past any threshold.
const BURSTS: [usize; 2] = [1, 20];

struct Period {
    /// How many root events come in it.
    events: usize,
    point: Point,
    few: bool,
}

/// The metric's data, with a pause before each burst of events and after the last.
fn timeline(
    watch: &Watch,
    written: Written,
    rank: Rank,
    others: Others,
    minute_of_event: usize,
) -> Vec<Period> {
    let minutes = (watch.period as usize / 60).max(1);
    let negative = written.value < 0.0 || written.default_value.is_some_and(|value| value < 0.0);
    // CloudWatch has no percentiles for negative values.
    let unavailable = negative && matches!(watch.statistic, Statistic::Percentile(_));
    let mut timeline = Vec::new();
    let mut values = Vec::new();
    for burst in [0].iter().chain(&BURSTS) {
        for period in 0..PAUSE {
            let events = if period == 0 { *burst } else { 0 };
            values.clear();
            for minute in 0..minutes {
                if events > 0 && minute == minute_of_event {
                    values.extend(std::iter::repeat_n(written.value, events));
                } else if let Some(value) = written.default_value
                    // A metric filter writes once a minute, into one of the shorter periods.
                    && (watch.period >= 60 || period % (60 / watch.period as usize) == 0)
                    && others(period, minute)
                {
                    values.push(value);
                }
            }
            if unavailable {
                values.clear();
            }
            timeline.push(Period {
                events,
                point: point(watch, &mut values, rank),
                few: too_few(watch, values.len()),
            });
        }
    }
    timeline
}

/// Whether an alarm that evaluates this many points goes off for each burst and for nothing else.
fn tells(timeline: &[Period], watch: &Watch, range: usize) -> bool {
    let points: Vec<Point> = timeline.iter().map(|period| period.point).collect();
    let mut state = State::InsufficientData;
    let mut told = true;
    let mut few_until = 0;
    let mut event_at = None;
    for (now, period) in timeline.iter().enumerate() {
        if period.events > 0 {
            if state == State::InAlarm || !told {
                return false;
            }
            told = false;
            event_at = Some(now);
        }
        if period.few {
            few_until = now + range;
        }
        if now < few_until {
            continue;
        }
        let before = state;
        state = evaluate(&points[(now + 1).saturating_sub(range)..=now], watch, state);
        if before != State::InAlarm && state == State::InAlarm {
            // An alarm that goes off without an event is still In alarm when the next one comes.
            if event_at.is_none_or(|event| now >= event + range) {
                return false;
            }
            told = true;
        }
    }
    told && state != State::InAlarm
}

pub(super) fn works(watch: &Watch, written: Written, rank: Rank) -> bool {
    let periods = watch.evaluation_periods as usize;
    let minutes: &[usize] = if watch.period > 60 { &[0, 1] } else { &[0] };
    // Without a default value, other events write nothing.
    let seen = written.default_value.map_or(1, |_| OTHERS.len());
    // AWS doesn't document how many extra data points CloudWatch evaluates. It may see the previous
    // minute, even if a minute is six periods.
    let ranges = [periods, 2 * periods + 1, periods + 12];
    OTHERS[..seen].iter().all(|others| {
        minutes.iter().all(|minute| {
            let timeline = timeline(watch, written, rank, *others, *minute);
            ranges.iter().all(|range| tells(&timeline, watch, *range))
        })
    })
}

mod tests {
    use super::*;

    const WATCH: Watch = Watch {
        statistic: Statistic::Sum,
        period: 300,
        evaluation_periods: 3,
        datapoints: 3,
        comparison: ThresholdOperator::AtLeast,
        threshold: 1.0,
        missing: MissingData::Missing,
        ignores_few: false,
    };

    /// The tables of "Configuring how CloudWatch alarms treat missing data".
    #[test]
    fn the_twin_evaluates_as_the_guide_does() {
        // The previous state is one that no row leads to.
        const KEPT: State = State::InsufficientData;
        let (ok, alarm, none) = (State::Ok, State::InAlarm, State::InsufficientData);
        let table = [
            (3, "0-X-X", [ok, ok, ok, ok]),
            (3, "0----", [ok, ok, ok, ok]),
            (3, "-----", [none, KEPT, alarm, ok]),
            (3, "0XX-X", [alarm, alarm, alarm, alarm]),
            (3, "--X--", [alarm, KEPT, alarm, ok]),
            (3, "----X", [none, KEPT, alarm, ok]),
            (2, "0-X-X", [alarm, alarm, alarm, alarm]),
            (2, "00X0X", [alarm, alarm, alarm, alarm]),
            (2, "0-X--", [ok, ok, alarm, ok]),
            (2, "----0", [ok, ok, alarm, ok]),
            (2, "---X-", [alarm, KEPT, alarm, ok]),
        ];
        let ways = [
            MissingData::Missing,
            MissingData::Ignore,
            MissingData::Breaching,
            MissingData::NotBreaching,
        ];
        for (datapoints, points, expected) in table {
            let points: Vec<Point> = points
                .chars()
                .map(|point| match point {
                    'X' => Point::Breaching,
                    '0' => Point::NotBreaching,
                    _ => Point::Missing,
                })
                .collect();
            for (missing, expected) in ways.into_iter().zip(expected) {
                let watch = Watch {
                    datapoints,
                    missing,
                    ..WATCH
                };
                assert_eq!(
                    evaluate(&points, &watch, KEPT),
                    expected,
                    "{datapoints} of 3, {missing:?}: {points:?}"
                );
            }
        }
    }
}
