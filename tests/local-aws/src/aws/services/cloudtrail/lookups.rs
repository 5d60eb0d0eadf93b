//! The limit of LookupEvents.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::scenario::AccountId;

/// How many lookups an account may make in a Region in a second.
const LOOKUPS_A_SECOND: usize = 2;

/// When lookups were made, for their limit.
#[derive(Debug, Default)]
pub(crate) struct Lookups(Mutex<HashMap<(AccountId, String), Vec<Instant>>>);

impl Lookups {
    /// Records a lookup. False if it exceeds the limit.
    pub(super) fn admit(&self, account: &AccountId, region: &str) -> bool {
        let now = Instant::now();
        let mut lookups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = lookups
            .entry((account.clone(), region.to_owned()))
            .or_default();
        recent.retain(|at| now.duration_since(*at) < Duration::from_secs(1));
        let admitted = recent.len() < LOOKUPS_A_SECOND;
        if admitted {
            recent.push(now);
        }
        admitted
    }
}
