//! The quotas of a running endpoint, by the clock.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::access::Caller;
use crate::quota::{Buckets, Quotas};
use crate::scenario::AccountId;

/// Whose a bucket is: an account's in a Region.
type Whose = (AccountId, String);

/// The quotas in force; none at first.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<Option<Limited>>);

#[derive(Debug)]
struct Limited {
    begun: Instant,
    buckets: Buckets<Whose>,
}

impl Throttle {
    /// Applies `quotas` from now on, with full buckets.
    pub(crate) fn limit(&self, quotas: Quotas) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Limited {
            begun: Instant::now(),
            buckets: Buckets::new(quotas),
        });
    }

    /// Whether a call of `action` exceeds its quota.
    pub(super) fn refuses(&self, action: &str, caller: &Caller, region: &str) -> bool {
        let mut limited = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Limited { begun, buckets }) = &mut *limited else {
            return false;
        };
        let Some(quota) = buckets.quotas().of(action) else {
            return false;
        };
        let whose = (caller.account.clone(), region.to_owned());
        !buckets.take(quota, whose, begun.elapsed())
    }
}
