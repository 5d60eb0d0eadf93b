//! The record of a call.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::access::Caller;

/// One call that reached the endpoint.
#[derive(Debug, Clone)]
pub struct Call {
    /// When it arrived.
    pub at: Timestamp,
    /// How long the answer took.
    pub duration: Duration,
    /// The service as IAM names it, such as `iam`.
    pub service: String,
    /// The operation, such as `GetAccountSummary`.
    pub operation: String,
    /// The Region that it was signed for.
    pub region: String,
    /// Who called; `None` if the credentials are unknown.
    pub caller: Option<Caller>,
    /// The input's members. Every leaf is text in services that speak the query protocol.
    pub parameters: Value,
    /// The error code of a call that failed.
    pub error: Option<String>,
    /// Whether the service throttled it.
    pub throttled: bool,
}

impl Call {
    /// The IAM action, such as `iam:GetAccountSummary`.
    #[must_use]
    pub fn action(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}
