//! All that the endpoint knows: the scenario, and what has happened since it started.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::access::{Access, Scope};
use super::call::Call;
use super::faults::Faults;
use super::protocol;
use super::services::{cloudtrail, config, iam, ssm};
use crate::http::Reply;
use crate::scenario::Scenario;

/// The scenario and the services' state.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) access: Access,
    pub(crate) faults: Faults,
    pub(crate) config: config::Store,
    pub(crate) parameters: ssm::Store,
    pub(crate) credential_reports: iam::Reports,
    pub(crate) lookups: cloudtrail::Lookups,
    calls: Mutex<Vec<Call>>,
    requests: AtomicU64,
}

impl World {
    pub(crate) fn new(scenario: Scenario, access: Access) -> Self {
        Self {
            faults: Faults::new(scenario.faults.clone()),
            parameters: ssm::Store::new(&scenario),
            scenario,
            access,
            config: config::Store::default(),
            credential_reports: iam::Reports::default(),
            lookups: cloudtrail::Lookups::default(),
            calls: Mutex::default(),
            requests: AtomicU64::new(0),
        }
    }

    pub(crate) fn record(&self, call: Call) {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(call);
    }

    /// The calls until now for which `wanted` holds, oldest first.
    pub(crate) fn calls(&self, wanted: impl Fn(&Call) -> bool) -> Vec<Call> {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .filter(|call| wanted(call))
            .cloned()
            .collect()
    }

    pub(super) fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        format!("11111111-0000-4000-8000-{number:012}")
    }

    /// Answers a call to a service that this endpoint lacks, and records it.
    pub(super) fn unknown_service(&self, scope: &Scope, at: Timestamp) -> Reply {
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
            error: Some("NotImplementedByLocalConfig".to_owned()),
        });
        protocol::unknown_service(&scope.service)
    }
}
