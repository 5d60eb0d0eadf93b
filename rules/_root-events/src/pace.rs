use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Keeps a given time between the starts of calls.
#[derive(Debug)]
pub(crate) struct Pace {
    apart: Duration,
    next: Option<Instant>,
}

impl Pace {
    pub(crate) fn new(apart: Duration) -> Self {
        Self { apart, next: None }
    }

    /// Waits until the next call may start. The first starts at once.
    pub(crate) async fn keep(&mut self) {
        let begin = self.begin(Instant::now());
        sleep_until(begin).await;
    }

    /// When a call requested now may start.
    fn begin(&mut self, now: Instant) -> Instant {
        let begin = self.next.map_or(now, |next| next.max(now));
        self.next = Some(begin + self.apart);
        begin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_kept_apart_and_a_slow_one_is_not_made_up_for() {
        let apart = Duration::from_millis(500);
        let start = Instant::now();
        let mut pace = Pace::new(apart);
        let wanted_and_begun = [
            (0, 0),
            (1, 500),
            (501, 1_000),
            (3_000, 3_000),
            (3_001, 3_500),
        ];
        for (wanted, begun) in wanted_and_begun {
            let begin = pace.begin(start + Duration::from_millis(wanted));
            assert_eq!(begin - start, Duration::from_millis(begun), "{wanted}");
        }
    }
}
