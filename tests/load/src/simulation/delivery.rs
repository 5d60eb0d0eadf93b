//! When AWS Config sends its events.

use std::time::Duration;

/// How long Lambda waits before it retries a failed function, the first and the second time.
pub const LAMBDA_PAUSES: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(120)];

/// The rules of one account are created, and later evaluated, within this time.
const ACCOUNT: Duration = Duration::from_secs(60);

/// One evaluation of every rule in every account.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// How many member accounts there are.
    pub accounts: usize,
    /// The window in which the first event of each account comes, at random. The events of its
    /// other rules follow within a minute.
    pub window: Duration,
    /// How long Lambda waits before it retries a failed function.
    pub pauses: [Duration; 2],
    /// The seed of the random numbers.
    pub seed: u64,
}

/// An event that comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) at: Duration,
    pub(super) account: usize,
    pub(super) rule: usize,
}

impl Delivery {
    /// The events in their order, for `rules` rules.
    pub(super) fn events(&self, rules: usize) -> Vec<Due> {
        let mut chance = fastrand::Rng::with_seed(self.seed);
        let mut events = Vec::with_capacity(self.accounts * rules);
        for account in 0..self.accounts {
            let first = self.window.mul_f64(chance.f64());
            for rule in 0..rules {
                events.push(Due {
                    at: first + ACCOUNT.min(self.window).mul_f64(chance.f64()),
                    account,
                    rule,
                });
            }
        }
        events.sort_by_key(|due| due.at);
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_every_account_is_due_once_and_near_the_others_of_its_account() {
        let delivery = Delivery {
            accounts: 20,
            window: Duration::from_secs(3_600),
            pauses: LAMBDA_PAUSES,
            seed: 1,
        };
        let events = delivery.events(3);
        assert!(events.is_sorted_by_key(|due| due.at));
        for account in 0..20 {
            let mut own: Vec<_> = events.iter().filter(|due| due.account == account).collect();
            assert!(own[2].at - own[0].at <= ACCOUNT);
            own.sort_by_key(|due| due.rule);
            let rules: Vec<_> = own.iter().map(|due| due.rule).collect();
            assert_eq!(rules, [0, 1, 2]);
        }
        assert_eq!(events, delivery.events(3));
    }
}
