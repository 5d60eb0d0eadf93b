//! The result of a delivery.

use std::collections::BTreeMap;
use std::time::Duration;

/// Calls of one operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// How many were made, throttled ones among them.
    pub made: u64,
    /// How many were throttled.
    pub throttled: u64,
}

impl Calls {
    fn add(&mut self, others: Self) {
        self.made += others.made;
        self.throttled += others.throttled;
    }
}

/// The result of one rule, or of all rules together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleTally {
    /// The rule's name; empty for all rules.
    pub rule: String,
    /// Evaluations that reached AWS Config.
    pub evaluated: u64,
    /// Evaluations that did not, after all that Lambda tries.
    pub lost: u64,
    /// How often Lambda retried the failed function.
    pub repeated: u64,
    /// How many invocations failed for a reason other than throttling. With real processes, the
    /// machine was too slow for these.
    pub failed_otherwise: u64,
    /// Its calls, by operation.
    pub calls: BTreeMap<String, Calls>,
    /// How long each evaluation took from its event, unsorted.
    pub waits: Vec<Duration>,
}

/// The results of all rules, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// One for each rule.
    pub rules: Vec<RuleTally>,
}

impl Tally {
    pub(super) fn of<'a>(rules: impl Iterator<Item = &'a str>) -> Self {
        let none = |rule: &str| RuleTally {
            rule: rule.to_owned(),
            ..RuleTally::default()
        };
        Self {
            rules: rules.map(none).collect(),
        }
    }

    /// All rules together.
    #[must_use]
    pub fn total(&self) -> RuleTally {
        let mut total = RuleTally::default();
        for rule in &self.rules {
            total.evaluated += rule.evaluated;
            total.lost += rule.lost;
            total.repeated += rule.repeated;
            total.failed_otherwise += rule.failed_otherwise;
            total.waits.extend(&rule.waits);
            for (call, calls) in &rule.calls {
                total.calls.entry(call.clone()).or_default().add(*calls);
            }
        }
        total
    }
}

impl RuleTally {
    pub(super) fn call(&mut self, call: &str, throttled: bool) {
        self.calls.entry(call.to_owned()).or_default().add(Calls {
            made: 1,
            throttled: u64::from(throttled),
        });
    }

    /// Those that reached AWS Config and those that did not.
    #[must_use]
    pub fn evaluations(&self) -> u64 {
        self.evaluated + self.lost
    }

    /// The calls of all operations.
    #[must_use]
    pub fn all_calls(&self) -> Calls {
        let mut sum = Calls::default();
        for calls in self.calls.values() {
            sum.add(*calls);
        }
        sum
    }

    /// The time in which a share of the evaluations was done, such as 0.5 or, for all, 1.0. `None`
    /// without evaluations.
    #[must_use]
    pub fn wait(&self, part: f64) -> Option<Duration> {
        let mut waits = self.waits.clone();
        waits.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "a place in a list that fits into memory"
        )]
        let place = ((waits.len() as f64 * part).ceil() as usize).max(1) - 1;
        waits.get(place).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_of_a_part_is_that_of_its_slowest() {
        let mut tally = RuleTally::default();
        assert_eq!(tally.wait(1.0), None);
        tally.waits = [4, 1, 3, 2].map(Duration::from_secs).to_vec();
        for (part, seconds) in [(0.0, 1), (0.25, 1), (0.5, 2), (0.51, 3), (1.0, 4)] {
            assert_eq!(
                tally.wait(part),
                Some(Duration::from_secs(seconds)),
                "{part}"
            );
        }
    }
}
