//! Lists in pages.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value};

use super::error::ServiceError;
use super::request::Request;

/// Tokens differ although they may stand for the same place, as AWS's do.
static SERIAL: AtomicU64 = AtomicU64::new(0);

/// A token for the entries from `offset` on.
pub(super) fn token(offset: usize) -> String {
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    format!("page-{serial}-{offset}")
}

/// The place that a token of [`token`] stands for.
pub(super) fn offset(token: &str) -> Option<usize> {
    let (_, offset) = token.strip_prefix("page-")?.split_once('-')?;
    offset.parse().ok()
}

/// The page of `entries` that `request` asks for, as a map with the entries under `list` and the
/// token of the next page. A page holds at most `largest`, and no more than the scenario and the
/// request say.
pub(super) fn page(
    request: &Request<'_>,
    list: &str,
    entries: Vec<Value>,
    largest: usize,
) -> Result<Map<String, Value>, ServiceError> {
    let paging = request.service.paging;
    let start = match request.text(paging.token) {
        None => 0,
        Some(token) => offset(token).ok_or_else(|| {
            let (status, code) = match request.service.iam_prefix {
                "config" | "ssm" => (400, "InvalidNextTokenException"),
                "cloudtrail" => (400, "InvalidNextTokenException"),
                _ => request.service.errors.invalid,
            };
            ServiceError::new(status, code, "The token is not valid")
        })?,
    };
    let asked = match request.integer(paging.size) {
        None => largest,
        Some(size) => usize::try_from(size)
            .ok()
            .filter(|size| (1..=largest).contains(size))
            .ok_or_else(|| {
                request.service.invalid(format!(
                    "1 validation error detected: Value '{size}' at '{}' failed to satisfy \
                     constraint: Member must have value between 1 and {largest}",
                    paging.size
                ))
            })?,
    };
    let size = request.scenario().page_size.unwrap_or(largest).min(asked);
    let total = entries.len();
    let end = start.saturating_add(size).min(total);
    let entries: Vec<Value> = entries.into_iter().skip(start).take(size).collect();

    let mut page = Map::new();
    page.insert(list.to_owned(), Value::Array(entries));
    if let Some(truncated) = paging.truncated {
        page.insert(truncated.to_owned(), Value::Bool(end < total));
    }
    if end < total {
        page.insert(paging.token.to_owned(), Value::String(token(end)));
    }
    Ok(page)
}
