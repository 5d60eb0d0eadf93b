//! Whether one root event takes an alarm from OK to In alarm, and whether the alarm returns to OK.

#[cfg(test)]
mod agreement;
mod datum;
mod fault;
mod model;
mod setting;
#[cfg(test)]
mod simulation;
mod statistic;

use jiff::{SignedDuration, Timestamp};

pub(crate) use datum::{Datum, MetricName, MetricValue, Unit};
pub(crate) use fault::{AlarmFault, AlarmUnseen};
pub(crate) use setting::Alarm;

use crate::link::Link;
use model::Written;
use setting::Watched;

/// How long an alarm may stay In alarm beyond the periods that it evaluates.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

pub(crate) fn wakes(alarm: &Alarm, datum: &Datum, now: Timestamp) -> Link<AlarmFault, AlarmUnseen> {
    let watched = match &alarm.watched {
        Ok(watched) => watched,
        Err(unseen) => return Link::Unseen(unseen.clone()),
    };
    if let Some(fault) = fault(alarm, watched, datum) {
        return Link::Broken(fault);
    }
    let value = match &datum.value {
        MetricValue::Number(value) => *value,
        MetricValue::Field(field) => return Link::Unseen(AlarmUnseen::Field(field.clone())),
    };
    let written = Written {
        value,
        default_value: datum.default_value,
    };
    let link = model::judge(&watched.watch, written);
    match stuck(alarm, watched, now) {
        Some(since) if link.works() => Link::Broken(AlarmFault::InAlarmSince(since)),
        _ => link,
    }
}

/// What is wrong whatever the data.
fn fault(alarm: &Alarm, watched: &Watched, datum: &Datum) -> Option<AlarmFault> {
    if watched.metric != datum.metric || watched.dimensions != datum.dimensions {
        return Some(AlarmFault::OtherMetric);
    }
    if let Some(unit) = &watched.unit
        && *unit != datum.unit
    {
        return Some(AlarmFault::OtherUnit {
            alarm: unit.as_str().to_owned(),
            metric: datum.unit.as_str().to_owned(),
        });
    }
    if alarm.evaluation_error {
        return Some(AlarmFault::EvaluationError);
    }
    if !alarm.actions_enabled {
        return Some(AlarmFault::ActionsOff);
    }
    alarm.actions.is_empty().then_some(AlarmFault::NoAction)
}

/// Since when an alarm that should have returned to OK has been In alarm. Something keeps it there,
/// perhaps one root event after another.
fn stuck(alarm: &Alarm, watched: &Watched, now: Timestamp) -> Option<Timestamp> {
    let watch = &watched.watch;
    let seconds = i64::from(watch.period).saturating_mul(i64::from(watch.evaluation_periods));
    // It evaluates more periods than these if data is missing.
    let looked_at = SignedDuration::from_secs(seconds.saturating_mul(2));
    alarm
        .in_alarm_since
        .filter(|since| now.duration_since(*since) > A_DAY.saturating_add(looked_at))
}

#[cfg(test)]
mod tests;
