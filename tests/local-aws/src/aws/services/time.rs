//! Times as the services write them.

use jiff::Timestamp;
use serde_json::Value;

/// A time as the JSON protocols write it: seconds since 1970.
pub(super) fn epoch(time: Timestamp) -> Value {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 are far below 2^53"
    )]
    let seconds = time.as_millisecond() as f64 / 1_000.0;
    Value::from(seconds)
}

/// The time that a JSON protocol's number stands for, to the millisecond.
pub(super) fn from_epoch(seconds: f64) -> Option<Timestamp> {
    // Rounded, because a fraction of a second has no exact binary form.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "jiff refuses what is too large"
    )]
    let milliseconds = (seconds * 1_000.0).round() as i64;
    Timestamp::from_millisecond(milliseconds).ok()
}

/// A time as the query protocol writes it, and CloudTrail in its records.
pub(super) fn iso(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
