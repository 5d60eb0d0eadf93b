//! The credential reports that IAM keeps.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::scenario::AccountId;

/// The credential reports of all accounts.
#[derive(Debug, Default)]
pub(crate) struct Reports(Mutex<HashMap<AccountId, Report>>);

#[derive(Debug, Clone)]
pub(super) enum Report {
    /// Asked for; ready for the second who looks, or when it had its time.
    Started { at: Timestamp },
    Ready {
        generated: Timestamp,
        content: String,
    },
}

impl Reports {
    pub(super) fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, Report>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
