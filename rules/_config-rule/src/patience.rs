use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use tokio::time::Instant;

/// The longest that the SDK waits before it tries a call again. When it waits longer, it is for an
/// answer.
pub(crate) const LONGEST_BACKOFF: Duration = Duration::from_secs(5);

/// How long the SDK waits, within the time of the invocation: each call ends before that does, by
/// its own name and with AWS's last answer, which nobody could tell when the time ran out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patience(Arc<Mutex<Option<Instant>>>);

impl Patience {
    /// From now on, calls are to end before `end`.
    pub(crate) fn until(&self, end: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }

    fn bounded(&self, asked: Duration) -> Duration {
        let end = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        end.map_or(asked, |end| {
            within(end.saturating_duration_since(Instant::now()), asked)
        })
    }
}

/// Of what is left: nine tenths for an answer, a quarter before another try, so that all tries fit.
fn within(left: Duration, asked: Duration) -> Duration {
    let most = if asked > LONGEST_BACKOFF {
        left * 9 / 10
    } else {
        left / 4
    };
    asked.min(most)
}

impl AsyncSleep for Patience {
    fn sleep(&self, duration: Duration) -> Sleep {
        Sleep::new(tokio::time::sleep(self.bounded(duration)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn with_time_the_sdk_waits_as_it_will() {
        assert_eq!(within(seconds(55), seconds(25)), seconds(25));
        assert_eq!(within(seconds(55), seconds(5)), seconds(5));
        assert_eq!(Patience::default().bounded(seconds(900)), seconds(900));
    }

    #[test]
    fn a_call_without_an_answer_ends_before_the_invocation() {
        assert_eq!(within(seconds(10), seconds(25)), seconds(9));
    }

    #[test]
    fn six_tries_fit_into_any_time() {
        for time in [seconds(12), seconds(3), Duration::from_millis(300)] {
            let mut left = time;
            for backoff in [1, 2, 4, 5, 5] {
                left -= within(left, seconds(backoff));
            }
            assert!(left > time / 5, "{left:?} of {time:?}");
        }
    }
}
