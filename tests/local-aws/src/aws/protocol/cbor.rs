//! rpcv2Cbor: the operation in the path, CBOR in and out.

use serde_json::{Value, json};

use super::Decoded;
use crate::aws::error::ServiceError;
use crate::http::{Answer, Request};

pub(super) fn decode(request: &Request, service: &str) -> Result<Decoded, ServiceError> {
    let refused = |message: String| ServiceError::client("SerializationException", message);
    let operation = request
        .path
        .strip_prefix("/service/")
        .and_then(|path| path.split_once("/operation/"))
        .filter(|(named, _)| *named == service)
        .map(|(_, operation)| operation)
        .ok_or_else(|| {
            refused(format!(
                "the path {} is not /service/{service}/operation/<operation>",
                request.path
            ))
        })?;
    let parameters = if request.body.is_empty() {
        json!({})
    } else {
        ciborium::from_reader(request.body.as_ref())
            .map_err(|error| refused(format!("the body is no CBOR: {error}")))?
    };
    Ok(Decoded {
        operation: operation.to_owned(),
        parameters,
    })
}

pub(super) fn encode(status: u16, value: &Value) -> Answer {
    let mut body = Vec::new();
    // Writing to memory does not fail, and JSON has nothing that CBOR lacks.
    let _ = ciborium::into_writer(value, &mut body);
    Answer::new(status, body)
        .with_header("content-type", "application/cbor")
        .with_header("smithy-protocol", "rpc-v2-cbor")
}
