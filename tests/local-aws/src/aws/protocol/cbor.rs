//! rpcv2Cbor: the operation in the path, CBOR in and out.

use ciborium::Value as Cbor;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::decoded::Decoded;
use crate::aws::error::ServiceError;
use crate::http::{Answer, Request};

/// What the path of every request begins with.
pub(super) const PATH: &str = "/service/";

pub(super) fn decode(request: &Request, service: &str) -> Result<Decoded, ServiceError> {
    let refused = |message: String| ServiceError::client("SerializationException", message);
    let operation = request
        .path
        .strip_prefix(PATH)
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
            .map_err(|error| refused(format!("the body must be CBOR: {error}")))?
    };
    Ok(Decoded {
        operation: operation.to_owned(),
        parameters,
    })
}

/// Marks the seconds since 1970 as a time, which CBOR distinguishes from a number.
pub(in crate::aws) const TIME: &str = "$time";

const EPOCH_TAG: u64 = 1;

/// A time, as a field of an answer.
pub(in crate::aws) fn time(seconds: f64) -> Value {
    json!({ TIME: seconds })
}

/// The value as JSON has it, where a time is a number.
pub(super) fn with_plain_times(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.get(TIME).cloned().unwrap_or_else(|| {
            fields
                .iter()
                .map(|(name, value)| (name.clone(), with_plain_times(value)))
                .collect()
        }),
        Value::Array(values) => values.iter().map(with_plain_times).collect(),
        other => other.clone(),
    }
}

/// The time that an object stands for, as XML has it.
pub(super) fn text_of_time(value: &Value) -> Option<String> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "jiff refuses what is too large"
    )]
    let milliseconds = (value.get(TIME)?.as_f64()? * 1_000.0).round() as i64;
    let time = Timestamp::from_millisecond(milliseconds).ok()?;
    Some(format!("{time:.3}"))
}

pub(super) fn encode(status: u16, value: &Value) -> Answer {
    let mut body = Vec::new();
    // Writing to memory does not fail, and CBOR can hold all of JSON.
    let _ = ciborium::into_writer(&cbor(value), &mut body);
    Answer::new(status, body)
        .with_header("content-type", "application/cbor")
        .with_header("smithy-protocol", "rpc-v2-cbor")
}

fn cbor(value: &Value) -> Cbor {
    match value {
        Value::Object(fields) => match fields.get(TIME).and_then(Value::as_f64) {
            Some(seconds) => Cbor::Tag(EPOCH_TAG, Box::new(Cbor::Float(seconds))),
            None => Cbor::Map(
                fields
                    .iter()
                    .map(|(name, value)| (Cbor::Text(name.clone()), cbor(value)))
                    .collect(),
            ),
        },
        Value::Array(values) => Cbor::Array(values.iter().map(cbor).collect()),
        Value::String(text) => Cbor::Text(text.clone()),
        Value::Bool(flag) => Cbor::Bool(*flag),
        Value::Number(number) => number.as_i64().map_or_else(
            || number.as_f64().map_or(Cbor::Null, Cbor::Float),
            |integer| Cbor::Integer(integer.into()),
        ),
        Value::Null => Cbor::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_protocol_has_its_own_times() {
        let value = json!({ "At": time(1_577_836_800.5), "Of": [time(0.0)], "Count": 1 });
        assert_eq!(
            with_plain_times(&value),
            json!({ "At": 1_577_836_800.5, "Of": [0.0], "Count": 1 })
        );
        assert_eq!(
            text_of_time(&value["At"]).as_deref(),
            Some("2020-01-01T00:00:00.500Z")
        );
        assert_eq!(text_of_time(&value["Count"]), None);
    }
}
