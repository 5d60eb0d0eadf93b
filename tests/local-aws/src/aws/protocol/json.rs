//! JSON: the bodies of requests and answers.

use serde_json::{Value, json};

use crate::aws::error::ServiceError;
use crate::http::{Answer, Request};

pub(super) const JSON_1_0: &str = "application/x-amz-json-1.0";
pub(super) const JSON_1_1: &str = "application/x-amz-json-1.1";

pub(super) fn answer(content_type: &str, status: u16, value: &Value) -> Answer {
    Answer::new(status, value.to_string()).with_header("content-type", content_type)
}

/// An error, as the protocols write it that name its type in the body.
pub(super) fn typed(error: &ServiceError) -> Value {
    json!({ "__type": error.code, "message": error.message })
}

pub(super) fn body(request: &Request) -> Result<Value, String> {
    if request.body.is_empty() {
        return Ok(json!({}));
    }
    let value: Value = serde_json::from_slice(&request.body)
        .map_err(|error| format!("the body must be JSON: {error}"))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err("the body must be a JSON object".to_owned())
    }
}
