//! The protocols of AWS's services: they turn requests into an operation and its parameters, and
//! results and errors into answers.

mod cbor;
mod decoded;
mod ec2;
mod json;
mod query;
mod refusal;

pub(super) use cbor::{TIME, time as cbor_time};
pub(super) use query::{MAP, map as query_map};
pub(super) use refusal::refuse;

use serde_json::{Value, json};

use super::error::ServiceError;
use crate::http::{Answer, Reply, Request};
use decoded::Decoded;

/// A protocol with a service's settings.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Protocol {
    /// awsJson1_1: the operation in the header `X-Amz-Target`, JSON in and out.
    Json {
        /// The part of the target in front of the operation.
        target: &'static str,
    },
    /// awsJson1_0: as 1.1 but for the content type.
    Json10 {
        /// The part of the target in front of the operation.
        target: &'static str,
    },
    /// awsQuery: a form in, XML out.
    Query {
        /// The namespace of the answer's elements.
        namespace: &'static str,
        /// The API's version, which each request names.
        version: &'static str,
    },
    /// rpcv2Cbor: the operation in the path, CBOR in and out.
    RpcV2Cbor {
        /// The service's name in the path.
        service: &'static str,
        /// The protocols that the service spoke before, and still does.
        also: &'static [Protocol],
    },
    /// ec2Query: a form in, XML of another shape out.
    Ec2 {
        /// The namespace of the answer's elements.
        namespace: &'static str,
        /// The API's version, which each request names.
        version: &'static str,
    },
    /// restJson1, for services whose operations are POST requests to `/operationName`.
    RestJson,
}

impl Protocol {
    /// The one of the service's protocols in which `request` is written.
    pub(super) fn spoken_in(self, request: &Request) -> Self {
        match self {
            Self::RpcV2Cbor { also, .. } if !request.path.starts_with(cbor::PATH) => {
                let has_target = !request.header("x-amz-target").is_empty();
                let is_it = |older: &&Self| matches!(older, Self::Json10 { .. }) == has_target;
                also.iter().find(is_it).copied().unwrap_or(self)
            }
            only => only,
        }
    }

    pub(super) fn decode(self, request: &Request) -> Result<Decoded, ServiceError> {
        let refused = |message: String| ServiceError::client("SerializationException", message);
        match self {
            Self::Json { target } | Self::Json10 { target } => {
                let header = request.header("x-amz-target");
                // The SDKs for some languages put the service's namespace in front.
                let operation = header
                    .rsplit_once('.')
                    .filter(|(prefix, _)| prefix.ends_with(target))
                    .map(|(_, operation)| operation)
                    .ok_or_else(|| {
                        refused(format!(
                            "the target `{header}` is not of the form `{target}.<operation>`"
                        ))
                    })?;
                Ok(Decoded {
                    operation: operation.to_owned(),
                    parameters: json::body(request).map_err(refused)?,
                })
            }
            Self::RestJson => {
                let mut name = request.path.trim_start_matches('/').chars();
                let operation = match name.next() {
                    Some(first) if request.method == "POST" => {
                        first.to_ascii_uppercase().to_string() + name.as_str()
                    }
                    _ => {
                        let place = format!("{} {}", request.method, request.path);
                        return Err(ServiceError::not_implemented(&place));
                    }
                };
                Ok(Decoded {
                    operation,
                    parameters: json::body(request).map_err(refused)?,
                })
            }
            Self::RpcV2Cbor { service, .. } => cbor::decode(request, service),
            Self::Query { version, .. } | Self::Ec2 { version, .. } => {
                query::decode(&request.body, version)
            }
        }
    }

    pub(super) fn encode(
        self,
        operation: &str,
        result: Result<&Value, &ServiceError>,
        request_id: &str,
    ) -> Reply {
        let answer = match (self, result) {
            (Self::Json { .. }, Ok(value)) => json::answer(json::JSON_1_1, 200, value),
            (Self::Json { .. }, Err(error)) => {
                json::answer(json::JSON_1_1, error.status, &json::typed(error))
            }
            (Self::Json10 { .. }, Ok(value)) => {
                json::answer(json::JSON_1_0, 200, &cbor::with_plain_times(value))
            }
            (Self::Json10 { .. }, Err(error)) => {
                json::answer(json::JSON_1_0, error.status, &json::typed(error))
                    .with_header("x-amzn-query-error", query::compatible(error))
            }
            (Self::RestJson, Ok(value)) => {
                Answer::new(200, value.to_string()).with_header("content-type", "application/json")
            }
            (Self::RestJson, Err(error)) => Answer::new(
                error.status,
                json!({ "message": error.message }).to_string(),
            )
            .with_header("content-type", "application/json")
            .with_header("x-amzn-errortype", error.code.clone()),
            (Self::RpcV2Cbor { .. }, Ok(value)) => cbor::encode(200, value),
            (Self::RpcV2Cbor { .. }, Err(error)) => cbor::encode(error.status, &json::typed(error))
                .with_header("x-amzn-query-error", query::compatible(error)),
            (Self::Query { namespace, .. }, Ok(value)) => {
                query::encode(namespace, operation, value, request_id)
            }
            (Self::Query { namespace, .. }, Err(error)) => {
                query::encode_error(namespace, error, request_id)
            }
            (Self::Ec2 { namespace, .. }, Ok(value)) => {
                ec2::encode(namespace, operation, value, request_id)
            }
            (Self::Ec2 { .. }, Err(error)) => ec2::encode_error(error, request_id),
        };
        Reply::Answer(answer.with_header("x-amzn-requestid", request_id))
    }
}
