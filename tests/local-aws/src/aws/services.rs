//! The services, one file each.

pub(super) mod account;
pub(super) mod cloudtrail;
pub(super) mod cloudwatch;
pub(crate) mod config;
pub(super) mod events;
mod glob;
pub(super) mod iam;
pub(super) mod kms;
pub(super) mod logs;
pub(super) mod organizations;
pub(super) mod sns;
pub(super) mod ssm;
pub(super) mod sts;

use jiff::Timestamp;
use serde_json::Value;

use super::error::ServiceError;
use super::request::Request;

/// A time as the JSON protocols write it: seconds since 1970.
fn epoch(time: Timestamp) -> Value {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 are far below 2^53"
    )]
    let seconds = time.as_millisecond() as f64 / 1_000.0;
    Value::from(seconds)
}

/// The time that a JSON protocol's number stands for, to the millisecond.
fn from_epoch(seconds: f64) -> Option<Timestamp> {
    // Rounded, as a fraction of a second has no exact binary form.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "jiff refuses what is too large"
    )]
    let milliseconds = (seconds * 1_000.0).round() as i64;
    Timestamp::from_millisecond(milliseconds).ok()
}

/// A time as the query protocol writes it, and CloudTrail in its records.
fn iso(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The ARN of a resource of the caller's account in the request's Region.
fn resource_arn(
    request: &Request<'_>,
    service: &str,
    resource: &str,
) -> Result<String, ServiceError> {
    let partition = &request.scenario().partition;
    let account = &request.caller()?.account;
    Ok(format!(
        "arn:{partition}:{service}:{}:{account}:{resource}",
        request.region
    ))
}

/// What a scenario names as receiver: an ARN, or the name of a topic of the caller's account.
fn topic_arn(request: &Request<'_>, receiver: &str) -> Result<String, ServiceError> {
    if receiver.starts_with("arn:") {
        Ok(receiver.to_owned())
    } else {
        resource_arn(request, "sns", receiver)
    }
}
