use std::collections::BTreeMap;

use account::AccountId;
use jiff::Timestamp;

use crate::foreign::Foreign;
use crate::report::{Account, Compliance};

/// All that was read.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) accounts: Vec<Account>,
    pub(crate) results: Vec<HeldResult>,
}

/// A verdict that the aggregator holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldResult {
    pub(crate) account: AccountId,
    /// The rule's own name.
    pub(crate) rule: String,
    pub(crate) compliance: Compliance,
    pub(crate) annotation: Option<Foreign>,
    pub(crate) time: Option<Timestamp>,
}

/// The same rule in several Regions, or twice in one: the worst result counts.
pub(super) fn worst(results: &[HeldResult]) -> BTreeMap<(&AccountId, &str), &HeldResult> {
    let mut worst: BTreeMap<(&AccountId, &str), &HeldResult> = BTreeMap::new();
    for result in results {
        let place = worst
            .entry((&result.account, &result.rule))
            .or_insert(result);
        if result.is_worse_than(place) {
            *place = result;
        }
    }
    worst
}

impl HeldResult {
    /// A bad result is worse than a good one. Of two bad results the newer one says more. Of two
    /// good ones the older may no longer count, especially one without a time.
    fn is_worse_than(&self, other: &Self) -> bool {
        let is_wrong = |result: &Self| result.compliance == Compliance::NonCompliant;
        match (is_wrong(self), is_wrong(other)) {
            (true, false) => true,
            (false, true) => false,
            (true, true) => self.time > other.time,
            (false, false) => self.time < other.time,
        }
    }
}
