//! What answers a service's operations.

use serde_json::Value;

use super::error::ServiceError;
use super::request::Request;

/// Answers one operation.
pub(crate) type Handler = fn(&Request<'_>) -> Result<Value, ServiceError>;

/// A service's operations by name.
pub(crate) type Operations = &'static [(&'static str, Handler)];
