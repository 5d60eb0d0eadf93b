//! A request as a handler sees it.

use std::sync::Arc;

use serde_json::Value;

use super::access::{Caller, Permissions};
use super::error::ServiceError;
use super::service::Service;
use super::world::World;
use crate::scenario::{Account, AccountId, Fault, Scenario};

/// One call, decoded and authorized.
pub(crate) struct Request<'a> {
    pub(crate) world: &'a World,
    pub(crate) service: &'static Service,
    pub(crate) operation: &'a str,
    /// The input's members; in the query protocol, every leaf is text.
    pub(crate) parameters: Value,
    pub(crate) region: &'a str,
    /// `None` only before the caller is known, never in a handler.
    pub(crate) caller: Option<&'a Caller>,
    /// The permissions of the function that began the caller's chain of sessions.
    pub(crate) permissions: Option<Arc<Permissions>>,
    /// The fault for this call.
    pub(crate) fault: Option<&'a Fault>,
}

impl<'a> Request<'a> {
    pub(crate) fn scenario(&self) -> &'a Scenario {
        &self.world.scenario
    }

    /// Who calls.
    pub(crate) fn caller(&self) -> Result<&'a Caller, ServiceError> {
        self.caller
            .ok_or_else(|| self.service.unknown_credentials())
    }

    /// The caller's account.
    pub(crate) fn account(&self) -> Result<(&'a AccountId, &'a Account), ServiceError> {
        let caller = self.caller()?;
        self.scenario()
            .accounts
            .get_key_value(&caller.account)
            .ok_or_else(|| self.service.unknown_credentials())
    }

    /// A parameter's text; `None` if it is absent.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)?.as_str()
    }

    /// A parameter's text.
    ///
    /// # Errors
    /// The service's error for a missing parameter.
    pub(crate) fn required(&self, name: &str) -> Result<&str, ServiceError> {
        self.text(name).ok_or_else(|| {
            self.service.invalid(format!(
                "1 validation error detected: Value null at '{name}' failed to satisfy \
                 constraint: Member must not be null"
            ))
        })
    }

    /// A parameter's number, which the query protocol sends as text.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        let value = self.parameters.get(name)?;
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    }

    /// A parameter's boolean, which the query protocol sends as text.
    pub(crate) fn flag(&self, name: &str) -> bool {
        match self.parameters.get(name) {
            Some(Value::Bool(value)) => *value,
            Some(Value::String(value)) => value == "true",
            _ => false,
        }
    }

    /// A parameter's list of texts; `None` if it is absent.
    pub(crate) fn texts(&self, name: &str) -> Option<Vec<&str>> {
        let list = self.parameters.get(name)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).collect())
    }
}
