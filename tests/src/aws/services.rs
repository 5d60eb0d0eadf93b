//! The services, one file each.

pub(super) mod account;
pub(super) mod cloudtrail;
pub(crate) mod config;
pub(super) mod iam;
pub(super) mod organizations;
pub(super) mod ssm;
pub(super) mod sts;

use jiff::Timestamp;
use serde_json::Value;

/// A time as the JSON protocols write it: seconds since 1970.
fn epoch(time: Timestamp) -> Value {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 are far below 2^53"
    )]
    let seconds = time.as_millisecond() as f64 / 1_000.0;
    Value::from(seconds)
}

/// A time as the query protocol writes it, and CloudTrail in its records.
fn iso(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
