//! How many accounts are read at a time: fewer while AWS throttles, and more again after.

/// What AWS's services say to one who calls too often.
const THROTTLED: [&str; 6] = [
    "LimitExceededException",
    "RequestLimitExceeded",
    "Rate exceeded",
    "Throttling",
    "TooManyRequests",
    "Throttled",
];

/// Whether a call or a rule failed because AWS throttles.
pub(super) fn is_throttled(problem: &str) -> bool {
    THROTTLED.iter().any(|word| problem.contains(word))
}

/// Grows by one when as many accounts as now went well, and halves when one was throttled.
#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    now: usize,
    well: usize,
}

impl Pace {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            now: most,
            well: 0,
        }
    }

    /// How many at a time.
    pub(super) fn now(&self) -> usize {
        self.now
    }

    /// An account has ended.
    pub(super) fn ended(&mut self, throttled: bool) {
        if throttled {
            self.now = (self.now / 2).max(1);
            self.well = 0;
            return;
        }
        self.well += 1;
        if self.well >= self.now && self.now < self.most {
            self.now += 1;
            self.well = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_halves_when_throttled_and_recovers() {
        let mut pace = Pace::new(8);
        for (throttled, expected) in [
            (false, 8),
            (true, 4),
            (true, 2),
            (true, 1),
            (true, 1),
            (false, 2),
            (false, 2),
            (false, 3),
            (false, 3),
            (true, 1),
        ] {
            pace.ended(throttled);
            assert_eq!(pace.now(), expected);
        }
        for _ in 0..100 {
            pace.ended(false);
        }
        assert_eq!(pace.now(), 8);
    }

    #[test]
    fn throttling_is_told_from_other_errors() {
        for (problem, expected) in [
            (
                "ReadFailed: iam:GetAccountSummary: Throttling: Rate exceeded",
                true,
            ),
            (
                "organizations:ListParents: TooManyRequestsException: …",
                true,
            ),
            ("iam:GetAccountSummary: AccessDenied: …", false),
        ] {
            assert_eq!(is_throttled(problem), expected, "{problem}");
        }
    }
}
