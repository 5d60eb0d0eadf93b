//! Refusals of requests for services that this endpoint lacks, in the protocol of the request: a client
//! that can't read the reason reports something misleading.

use serde_json::{Value, json};

use super::json::{JSON_1_0, JSON_1_1, answer as json_answer, typed};
use super::{cbor, ec2, query};
use crate::aws::error::ServiceError;
use crate::http::{Answer, Reply, Request};

/// Those of the REST services that speak XML, by the name in a signature.
const REST_XML: [&str; 3] = ["cloudfront", "route53", "s3"];

/// Answers with `error`. `signed_for` is the service of the request's signature; empty without one.
pub(in crate::aws) fn refuse(
    request: &Request,
    signed_for: &str,
    error: &ServiceError,
    request_id: &str,
) -> Reply {
    let content_type = request.header("content-type");
    let answer = if request.header("smithy-protocol") == "rpc-v2-cbor" {
        cbor::encode(error.status, &typed(error))
    } else if !request.header("x-amz-target").is_empty() {
        let version = if content_type == JSON_1_0 {
            JSON_1_0
        } else {
            JSON_1_1
        };
        json_answer(version, error.status, &typed(error))
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        if signed_for == "ec2" {
            ec2::encode_error(error, request_id)
        } else {
            query::encode_error("", error, request_id)
        }
    } else if signed_for == "s3" {
        Answer::new(error.status, s3(error, request_id))
            .with_header("content-type", "application/xml")
    } else if REST_XML.contains(&signed_for) {
        query::encode_error("", error, request_id)
    } else {
        let body: Value = json!({ "message": error.message });
        json_answer("application/json", error.status, &body)
            .with_header("x-amzn-errortype", error.code.clone())
    };
    Reply::Answer(answer.with_header("x-amzn-requestid", request_id))
}

fn s3(error: &ServiceError, request_id: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{}</Code><Message>{}</Message>\
         <RequestId>{request_id}</RequestId></Error>",
        query::escape(&error.code),
        query::escape(&error.message),
    )
}
