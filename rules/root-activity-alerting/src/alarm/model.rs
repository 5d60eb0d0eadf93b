use super::fault::{AlarmFault, AlarmUnseen};
use super::setting::{MissingData, ThresholdOperator, Watch};
use super::statistic::{Reading, Samples, Statistic};
use crate::link::Link;

/// What a metric holds: a value for each matching event and, if set, a default value for each
/// minute with only other events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Written {
    pub(crate) value: f64,
    pub(crate) default_value: Option<f64>,
}

/// A metric filter writes for each minute.
const MINUTE: u32 = 60;

/// Whether each root event takes the alarm to In alarm and the alarm then returns to OK, however
/// many come at once and however many other events there are. A log group of all management events
/// does get other events eventually.
pub(crate) fn judge(watch: &Watch, written: Written) -> Link<AlarmFault, AlarmUnseen> {
    match Reading::BOTH.map(|reading| by(watch, written, reading)) {
        [Ok(()), Ok(())] => Link::Works,
        [Err(fault), Err(_)] => Link::Broken(fault),
        _ => Link::Unseen(AlarmUnseen::Percentile(watch.statistic)),
    }
}

fn by(watch: &Watch, written: Written, reading: Reading) -> Result<(), AlarmFault> {
    percentile(watch, written)?;
    let point = |events: u32, others: u32| {
        let of = |value, count| Samples { value, count };
        let other = of(written.default_value.unwrap_or_default(), others);
        watch.breaches(
            watch
                .statistic
                .of_samples(of(written.value, events), other, reading),
        )
    };
    let minutes = match written.default_value {
        Some(_) => (watch.period / MINUTE).max(1),
        None => 0,
    };
    let statistic = watch.statistic;
    if !point(1, 0) {
        return Err(AlarmFault::OneIsNotEnough(statistic));
    }
    // Every statistic moves in only one direction as other events are added, so the extremes are
    // enough.
    if minutes > 0 && (point(0, 1) || point(0, minutes)) {
        return Err(AlarmFault::DefaultBreaches);
    }
    if minutes > 1 && !point(1, minutes - 1) {
        return Err(AlarmFault::Diluted(statistic));
    }
    if many_are_too_much(watch, written.value) {
        return Err(AlarmFault::ManyAreTooMuch);
    }
    over_time(watch, written.default_value.is_some())
}

/// What CloudWatch's guide says only about percentiles.
fn percentile(watch: &Watch, written: Written) -> Result<(), AlarmFault> {
    let Statistic::Percentile(percent) = watch.statistic else {
        return Ok(());
    };
    // Fewer than 10 / (1 - p) samples, or 10 / p in the lower half, are too few; one is never
    // enough.
    if watch.ignores_few && percent < 100.0 {
        return Err(AlarmFault::FewSamples);
    }
    if written.value < 0.0 || written.default_value.is_some_and(|value| value < 0.0) {
        return Err(AlarmFault::NegativePercentile);
    }
    Ok(())
}

/// Whether more events in a period move the value away from the threshold.
fn many_are_too_much(watch: &Watch, value: f64) -> bool {
    let each = match watch.statistic {
        Statistic::Sum => value,
        Statistic::SampleCount => 1.0,
        _ => return false,
    };
    match watch.comparison {
        ThresholdOperator::AtLeast | ThresholdOperator::Above => each < 0.0,
        ThresholdOperator::AtMost | ThresholdOperator::Below => each > 0.0,
    }
}

/// A period with a root event breaches. One with only other events doesn't, and is missing if there
/// is no default value. One without events is missing.
fn over_time(watch: &Watch, has_default: bool) -> Result<(), AlarmFault> {
    match (watch.missing, watch.datapoints) {
        (MissingData::Breaching, _) => Err(AlarmFault::MissingBreaches),
        // The guide, "Avoiding premature transitions to alarm state": the oldest data point
        // breaches, is as old as the evaluated data points, and nothing contradicts it.
        (MissingData::Missing, 2..) if !has_default => Ok(()),
        (_, 2..) => Err(AlarmFault::NeedsSeveral(watch.datapoints)),
        (MissingData::Ignore, _) if !has_default => Err(AlarmFault::NeverBack),
        _ => Ok(()),
    }
}
