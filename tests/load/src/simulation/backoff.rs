//! How a rule retries a throttled call. It shares no code with the rules: the figures are those of
//! `rules/_config-rule`, and a real run shows whether they still agree.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);

/// How one call is retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Backoff {
    pub(super) attempts: u32,
    longest: Duration,
}

impl Backoff {
    /// Of `call`, an IAM action.
    pub(super) fn of(call: &str) -> Self {
        match call {
            "sts:AssumeRole" => Self {
                attempts: 3,
                longest: Duration::from_secs(1),
            },
            _ => Self {
                attempts: 6,
                longest: Duration::from_secs(5),
            },
        }
    }

    /// How long to wait after this many attempts: a random part of a time that doubles.
    pub(super) fn pause(self, attempts: u32, chance: &mut fastrand::Rng) -> Duration {
        let doubled = FIRST.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1)));
        doubled.min(self.longest).mul_f64(chance.f64())
    }
}

/// For how long a function with this timeout reads AWS: it keeps some time for its report.
pub(super) fn reading(timeout: Duration) -> Duration {
    timeout - (timeout / 10).min(Duration::from_secs(5))
}

/// For how long it reports.
pub(super) fn reporting(timeout: Duration) -> Duration {
    timeout.saturating_sub(Duration::from_millis(500))
}
