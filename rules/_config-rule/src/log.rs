use std::time::Duration;

use serde_json::json;

use crate::{AccountId, EvaluationError, Verdict};

/// One line of JSON for an evaluation, to the function's log. It holds what AWS Config gets and how
/// long it took, and nothing else that was read.
pub(crate) fn evaluated(rule: &str, account: &AccountId, verdict: &Verdict, took: Duration) {
    println!(
        "{}",
        json!({
            "level": "INFO",
            "message": "evaluated",
            "rule": rule,
            "account": account.as_str(),
            "compliance": verdict.compliance.name(),
            "annotation": verdict.annotation.as_option(),
            "milliseconds": milliseconds(took),
        })
    );
}

pub(crate) fn ignored(rule: &str, account: &AccountId, because: &str) {
    println!(
        "{}",
        json!({
            "level": "INFO",
            "message": "ignored",
            "rule": rule,
            "account": account.as_str(),
            "because": because,
        })
    );
}

pub(crate) fn failed(rule: &str, error: &EvaluationError, took: Duration) {
    println!(
        "{}",
        json!({
            "level": "ERROR",
            "message": "failed",
            "rule": rule,
            "errorType": error.kind(),
            "error": error.to_string(),
            "milliseconds": milliseconds(took),
        })
    );
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
