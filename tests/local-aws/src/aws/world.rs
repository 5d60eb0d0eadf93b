//! All that the endpoint knows: the scenario, and what has happened since it started.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::access::{Access, FunctionId, Scope};
use super::call::Call;
use super::error::ServiceError;
use super::pending_faults::Faults;
use super::services::cloudtrail::lookups::Lookups;
use super::services::config::store::Store;
use super::services::iam::reports::Reports;
use super::services::ssm::parameters::Parameters;
use super::throttle::Throttle;
use crate::scenario::Scenario;

/// The scenario and the services' state.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) access: Access,
    pub(crate) faults: Faults,
    pub(crate) config: Store,
    pub(crate) parameters: Parameters,
    pub(crate) credential_reports: Reports,
    pub(crate) lookups: Lookups,
    pub(crate) throttle: Throttle,
    calls: Mutex<Calls>,
    requests: AtomicU64,
    /// The fields that each call's answers had.
    fields: Mutex<BTreeMap<String, BTreeSet<String>>>,
}

/// The calls, and where those of each function stand among them.
#[derive(Debug, Default)]
struct Calls {
    all: BTreeMap<u64, Call>,
    places: HashMap<FunctionId, Vec<u64>>,
    /// How many there have ever been.
    made: u64,
}

impl World {
    pub(crate) fn new(scenario: Scenario, access: Access) -> Self {
        Self {
            faults: Faults::new(scenario.faults.clone()),
            parameters: Parameters::new(&scenario),
            scenario,
            access,
            config: Store::default(),
            credential_reports: Reports::default(),
            lookups: Lookups::default(),
            throttle: Throttle::default(),
            calls: Mutex::default(),
            requests: AtomicU64::new(0),
            fields: Mutex::default(),
        }
    }

    pub(crate) fn record(&self, call: Call) {
        let mut calls = self.lock_calls();
        let place = calls.made;
        calls.made += 1;
        if let Some(function) = call.caller.as_ref().and_then(|caller| caller.function) {
            calls.places.entry(function).or_default().push(place);
        }
        calls.all.insert(place, call);
    }

    /// The calls until now, oldest first.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.lock_calls().all.values().cloned().collect()
    }

    /// The calls of `function` until now, oldest first.
    pub(crate) fn calls_of(&self, function: FunctionId) -> Vec<Call> {
        let calls = self.lock_calls();
        let places = calls.places.get(&function).into_iter().flatten();
        places
            .filter_map(|place| calls.all.get(place))
            .cloned()
            .collect()
    }

    /// Forgets the calls of `function`, and its credentials.
    pub(crate) fn forget(&self, function: FunctionId) {
        let mut calls = self.lock_calls();
        for place in calls.places.remove(&function).into_iter().flatten() {
            calls.all.remove(&place);
        }
        self.access.forget(function);
    }

    /// Keeps which fields an answer to `action` had.
    pub(super) fn learn(&self, action: String, fields: BTreeSet<String>) {
        let mut known = self.fields.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(action).or_default().extend(fields);
    }

    /// The paths of the fields that the answers to `action` had until now.
    pub(crate) fn answered_fields(&self, action: &str) -> BTreeSet<String> {
        let known = self.fields.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(action).cloned().unwrap_or_default()
    }

    fn lock_calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        format!("11111111-0000-4000-8000-{number:012}")
    }

    /// Records a call to a service that this endpoint lacks.
    pub(super) fn record_unserved(&self, scope: &Scope, at: Timestamp, error: &ServiceError) {
        self.record(Call {
            at,
            duration: Duration::ZERO,
            service: scope.service.clone(),
            operation: "?".to_owned(),
            region: scope.region.clone(),
            caller: self
                .access
                .session(&scope.access_key_id)
                .map(|session| session.caller),
            parameters: Value::Null,
            error: Some(error.code.clone()),
            throttled: false,
        });
    }
}
