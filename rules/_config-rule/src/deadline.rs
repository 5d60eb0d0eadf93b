use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// Lambda's limit for an invocation. A deadline beyond it can't be real.
const LONGEST_INVOCATION: Duration = Duration::from_secs(900);
/// Used when the deadline makes no sense, as from emulators or with a wrong clock.
const ASSUMED_INVOCATION: Duration = Duration::from_secs(30);
/// Reserved, so that there is time to report the result.
const LONGEST_RESERVE: Duration = Duration::from_secs(5);
/// Reserved, so that an error is returned before Lambda ends the function.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// When the invocation ends, by the monotonic clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    begun: Instant,
    ends: Instant,
}

impl Deadline {
    /// From Lambda's deadline in milliseconds of the Unix epoch.
    pub(crate) fn new(epoch_milliseconds: u64, now: SystemTime) -> Self {
        let begun = Instant::now();
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let left = Duration::from_millis(epoch_milliseconds)
            .checked_sub(now)
            .filter(|left| !left.is_zero() && *left <= LONGEST_INVOCATION)
            .unwrap_or(ASSUMED_INVOCATION);
        Self {
            begun,
            ends: begun + left,
        }
    }

    /// Until when AWS may be read: a tenth of the time is kept for the report.
    pub(crate) fn of_reading(&self) -> Instant {
        let reserve = ((self.ends - self.begun) / 10).min(LONGEST_RESERVE);
        self.ends - reserve
    }

    /// Until when the report may be tried.
    pub(crate) fn of_reporting(&self) -> Instant {
        self.ends - LAST_WORDS
    }

    /// How long reporting may take.
    pub(crate) fn left(&self) -> Duration {
        self.of_reporting()
            .saturating_duration_since(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(epoch_milliseconds: u64) -> Duration {
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
        let deadline = Deadline::new(epoch_milliseconds, now);
        deadline.ends - deadline.begun
    }

    #[test]
    fn a_sensible_deadline_is_taken() {
        assert_eq!(length(1_000_000_000 + 60_000), Duration::from_secs(60));
        assert_eq!(length(1_000_000_000 + 900_000), Duration::from_secs(900));
    }

    #[test]
    fn a_deadline_that_makes_no_sense_is_replaced() {
        for wrong in [0, 60, 1_000_000_000, 1_000_000_000 + 900_001, u64::MAX] {
            assert_eq!(length(wrong), ASSUMED_INVOCATION, "{wrong}");
        }
    }

    #[test]
    fn time_is_kept_for_the_report() {
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
        let reserve = |seconds: u64| {
            let deadline = Deadline::new(1_000_000_000 + seconds * 1000, now);
            deadline.ends - deadline.of_reading()
        };
        assert_eq!(reserve(3), Duration::from_millis(300));
        assert_eq!(reserve(60), Duration::from_secs(5));
    }
}
