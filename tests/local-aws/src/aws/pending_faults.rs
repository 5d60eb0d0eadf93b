//! The faults that calls are yet to meet.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::access::{Caller, FunctionId};
use crate::scenario::Fault;

/// The pending faults.
#[derive(Debug)]
pub(crate) struct Faults(Mutex<State>);

#[derive(Debug)]
struct State {
    faults: Vec<Fault>,
    /// How often each fault (by index) has hit a function.
    hits: HashMap<(usize, Option<FunctionId>), u32>,
}

impl Faults {
    pub(super) fn new(faults: Vec<Fault>) -> Self {
        Self(Mutex::new(State {
            faults,
            hits: HashMap::new(),
        }))
    }

    pub(crate) fn add(&self, fault: Fault) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .faults
            .push(fault);
    }

    /// Replaces all faults.
    pub(crate) fn replace(&self, faults: Vec<Fault>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = State {
            faults,
            hits: HashMap::new(),
        };
    }

    /// The fault for this call of `action`: the first that applies and is not used up.
    pub(super) fn next(&self, action: &str, caller: Option<&Caller>) -> Option<Fault> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let State { faults, hits } = &mut *state;
        let function = caller.and_then(|caller| caller.function);
        for (place, fault) in faults.iter().enumerate() {
            let account_fits = fault
                .account
                .as_ref()
                .is_none_or(|account| caller.is_some_and(|caller| caller.account == *account));
            if !fault.hits(action) || !account_fits {
                continue;
            }
            let hits = hits.entry((place, function)).or_default();
            if fault.times.is_none_or(|times| *hits < times) {
                *hits += 1;
                return Some(fault.clone());
            }
        }
        None
    }
}
