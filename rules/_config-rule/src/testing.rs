//! What AWS Config sends, parsed without a function around it.

use serde_json::Value;

pub use crate::event::EventError;
use crate::event::{ConfigEvent, Request};
use crate::{AccountId, ParameterError, Parameters, Partition, parameters};

/// An event that was accepted, as far as a rule sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    pub account: AccountId,
    /// The rule's partition, if the event asks for a verdict.
    pub judged_in: Option<Partition>,
}

/// Parses an event.
///
/// # Errors
///
/// Names the field that is missing or wrong.
pub fn event(event: &Value) -> Result<Accepted, EventError> {
    ConfigEvent::parse(event).map(|event| Accepted {
        account: event.account,
        judged_in: match event.request {
            Request::Evaluate(evaluate) => Some(evaluate.partition),
            Request::Nothing(_) => None,
        },
    })
}

/// Parses `ruleParameters` as they stand in an event.
///
/// # Errors
///
/// Names the parameter, and what it must be.
pub fn parameters<P: Parameters>(given: Option<&Value>) -> Result<P, ParameterError> {
    parameters::parse(given).map(|(own, _)| own)
}
