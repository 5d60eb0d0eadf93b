use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The day of a moment in UTC, as `2026-10-01`.
#[must_use]
pub fn day_of(at: Timestamp) -> String {
    TimeZone::UTC.to_datetime(at).date().to_string()
}
