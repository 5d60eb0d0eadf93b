//! What Parameter Store keeps.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::scenario::{AccountId, Scenario};

/// All accounts' parameters, in the scenario's Region.
#[derive(Debug)]
pub(crate) struct Parameters(Mutex<BTreeMap<(AccountId, String), Vec<Version>>>);

#[derive(Debug, Clone)]
pub(super) struct Version {
    pub(super) value: String,
    pub(super) modified: Timestamp,
}

impl Parameters {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let mut parameters = BTreeMap::new();
        for (id, account) in &scenario.accounts {
            for (name, value) in &account.parameters {
                let version = Version {
                    value: value.clone(),
                    modified: Timestamp::now(),
                };
                parameters.insert((id.clone(), name.clone()), vec![version]);
            }
        }
        Self(Mutex::new(parameters))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, BTreeMap<(AccountId, String), Vec<Version>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
