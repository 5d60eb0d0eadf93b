//! What a request says, whatever its protocol.

use serde_json::Value;

/// A request's operation and parameters.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) operation: String,
    pub(crate) parameters: Value,
}
