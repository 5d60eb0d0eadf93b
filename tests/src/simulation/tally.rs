//! What came of a delivery.

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

/// What came of one rule.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleTally {
    /// The rule's name.
    pub rule: String,
    /// Evaluations that reached AWS Config.
    pub evaluated: u64,
    /// Evaluations that did not, after all that Lambda tries.
    pub lost: u64,
    /// How often Lambda invoked the function again after it failed.
    pub repeated: u64,
    /// How many invocations failed for another reason than throttling: with real processes, those
    /// for which the machine was too slow.
    pub failed_otherwise: u64,
    /// Its calls, by operation.
    pub calls: BTreeMap<String, Calls>,
    /// How long each evaluation took from its event on, in no order.
    pub waits: Vec<Duration>,
}

/// What came of all rules, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// One for each rule.
    pub rules: Vec<RuleTally>,
}

impl Tally {
    pub(super) fn of<'a>(rules: impl Iterator<Item = &'a str>) -> Self {
        Self {
            rules: rules
                .map(|rule| RuleTally {
                    rule: rule.to_owned(),
                    ..RuleTally::default()
                })
                .collect(),
        }
    }

    /// Evaluations that reached AWS Config.
    #[must_use]
    pub fn evaluated(&self) -> u64 {
        self.rules.iter().map(|rule| rule.evaluated).sum()
    }

    /// Evaluations that did not.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.rules.iter().map(|rule| rule.lost).sum()
    }

    /// How often Lambda invoked a function again.
    #[must_use]
    pub fn repeated(&self) -> u64 {
        self.rules.iter().map(|rule| rule.repeated).sum()
    }

    /// Invocations that failed for another reason than throttling.
    #[must_use]
    pub fn failed_otherwise(&self) -> u64 {
        self.rules.iter().map(|rule| rule.failed_otherwise).sum()
    }

    /// The calls of all rules.
    #[must_use]
    pub fn calls(&self) -> Calls {
        let mut sum = Calls::default();
        for calls in self.rules.iter().flat_map(|rule| rule.calls.values()) {
            sum.made += calls.made;
            sum.throttled += calls.throttled;
        }
        sum
    }

    /// The time in which a part of the evaluations was done, such as 0.5 or, for all, 1.0; none
    /// without evaluations.
    #[must_use]
    pub fn wait(&self, part: f64) -> Option<Duration> {
        let mut waits: Vec<Duration> = self
            .rules
            .iter()
            .flat_map(|rule| rule.waits.iter().copied())
            .collect();
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

impl RuleTally {
    pub(super) fn call(&mut self, call: &str, throttled: bool) {
        if !self.calls.contains_key(call) {
            self.calls.insert(call.to_owned(), Calls::default());
        }
        if let Some(calls) = self.calls.get_mut(call) {
            calls.made += 1;
            calls.throttled += u64::from(throttled);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_of_a_part_is_that_of_its_slowest() {
        let mut tally = Tally::of(["a", "b"].into_iter());
        assert_eq!(tally.wait(1.0), None);
        tally.rules[0].waits = vec![Duration::from_secs(4), Duration::from_secs(1)];
        tally.rules[1].waits = vec![Duration::from_secs(3), Duration::from_secs(2)];
        for (part, seconds) in [(0.0, 1), (0.25, 1), (0.5, 2), (0.51, 3), (1.0, 4)] {
            assert_eq!(
                tally.wait(part),
                Some(Duration::from_secs(seconds)),
                "{part}"
            );
        }
    }
}
