//! Lists in pages.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value};

use super::error::ServiceError;
use super::request::Request;
use super::service::NEXT_TOKEN;

/// How many entries the pages of a list have.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageSize {
    /// Where the request says none.
    default: usize,
    largest: usize,
}

impl PageSize {
    pub(super) const fn of(default: usize, largest: usize) -> Self {
        Self { default, largest }
    }
}

impl From<usize> for PageSize {
    fn from(largest: usize) -> Self {
        Self::of(largest, largest)
    }
}

/// By their IAM prefixes: services that take a size of 0 for their default; others refuse it.
const ZERO_IS_THE_DEFAULT: [&str; 1] = ["config"];

/// Two tokens differ even for the same place, as with AWS.
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
/// token of the next page. A page holds as many as `sizes` and the request say, and no more than the
/// scenario says.
pub(super) fn page(
    request: &Request<'_>,
    list: &str,
    entries: &[Value],
    sizes: impl Into<PageSize>,
) -> Result<Map<String, Value>, ServiceError> {
    page_of(request, list, entries, sizes, Value::clone)
}

/// As [`page`], for long lists: `describe` is called only for the page's entries.
pub(super) fn page_of<T>(
    request: &Request<'_>,
    list: &str,
    entries: &[T],
    sizes: impl Into<PageSize>,
    describe: impl Fn(&T) -> Value,
) -> Result<Map<String, Value>, ServiceError> {
    let paging = request.service.paging;
    let start = start(request)?;
    let size = size(request, sizes.into())?;
    let total = entries.len();
    let end = start.saturating_add(size).min(total);
    let entries = entries
        .iter()
        .skip(start)
        .take(size)
        .map(describe)
        .collect();

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

/// Where the page that `request` asks for begins.
fn start(request: &Request<'_>) -> Result<usize, ServiceError> {
    let Some(token) = request.text(request.service.paging.token) else {
        return Ok(0);
    };
    offset(token).ok_or_else(|| {
        let (status, code) = request.service.errors.bad_token;
        ServiceError::new(status, code, "The token is not valid")
    })
}

/// The most entries of the page that `request` asks for.
fn size(request: &Request<'_>, sizes: PageSize) -> Result<usize, ServiceError> {
    let name = request.service.paging.size;
    let PageSize { default, largest } = sizes;
    let zero_is_default = ZERO_IS_THE_DEFAULT.contains(&request.service.iam_prefix);
    // Some operations of AWS Config name it as other services do, beside or instead of their own.
    let given = request
        .integer(name)
        .or_else(|| request.integer(NEXT_TOKEN.size));
    let asked = match given {
        None => default,
        Some(0) if zero_is_default => default,
        Some(size) => usize::try_from(size)
            .ok()
            .filter(|size| (1..=largest).contains(size))
            .ok_or_else(|| {
                request.service.invalid(format!(
                    "1 validation error detected: Value '{size}' at '{name}' failed to satisfy \
                     constraint: Member must have value between 1 and {largest}"
                ))
            })?,
    };
    Ok(request.scenario().page_size.unwrap_or(largest).min(asked))
}
