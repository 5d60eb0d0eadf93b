//! Summaries by account or Region.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::filters::Filters;
use super::aggregator::region;
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::request::Request;
use crate::scenario::AccountId;

/// Whether the filters `AccountId` and `AwsRegion` let something through.
pub(super) fn is_wanted(request: &Request<'_>, account: &AccountId, arn: &str) -> bool {
    let filters = Filters::of(request);
    filters.allow("AccountId", account.as_str()) && filters.allow("AwsRegion", region(arn))
}

/// A page of what `summarize` makes of each group; of all together where the request groups by
/// nothing.
pub(super) fn grouped<'a, T>(
    request: &Request<'_>,
    list: &str,
    largest: usize,
    entries: impl Iterator<Item = (&'a AccountId, &'a str, T)>,
    summarize: impl Fn(Vec<T>) -> Map<String, Value>,
) -> Result<Value, ServiceError> {
    let key = request.text("GroupByKey");
    let mut groups: BTreeMap<Option<&str>, Vec<T>> = BTreeMap::new();
    for (account, arn, entry) in entries {
        let name = match key {
            Some("ACCOUNT_ID") => Some(account.as_str()),
            Some("AWS_REGION") => Some(region(arn)),
            Some(other) => {
                return Err(ServiceError::not_supported(&format!(
                    "the GroupByKey {other} in {}",
                    request.operation
                )));
            }
            None => None,
        };
        groups.entry(name).or_default().push(entry);
    }
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|(name, entries)| {
            let mut group = summarize(entries);
            if let Some(name) = name {
                group.insert("GroupName".to_owned(), json!(name));
            }
            Value::Object(group)
        })
        .collect();
    let mut answer = page(request, list, &groups, largest)?;
    if let Some(key) = key {
        answer.insert("GroupByKey".to_owned(), json!(key));
    }
    Ok(Value::Object(answer))
}
