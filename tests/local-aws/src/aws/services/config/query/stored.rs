//! Queries that are kept in an account.

use serde_json::{Value, json};

use crate::aws::error::ServiceError;
use crate::aws::page::page_of;
use crate::aws::request::Request;

/// The largest page.
const QUERIES: usize = 100;

pub(in super::super) fn list_stored_queries(request: &Request<'_>) -> Result<Value, ServiceError> {
    let account = &request.caller()?.account;
    let state = request.world.config.lock();
    let all = state.queries.iter();
    let own: Vec<_> = all.filter(|((of, _), _)| of == account).collect();
    page_of(
        request,
        "StoredQueryMetadata",
        &own,
        QUERIES,
        |((_, name), query)| {
            json!({
                "QueryId": query.id,
                "QueryArn": query.arn,
                "QueryName": name,
                "Description": query.description,
            })
        },
    )
    .map(Value::Object)
}

pub(in super::super) fn get_stored_query(request: &Request<'_>) -> Result<Value, ServiceError> {
    let name = request.required("QueryName")?;
    let account = request.caller()?.account.clone();
    let state = request.world.config.lock();
    let query = state
        .queries
        .get(&(account, name.to_owned()))
        .ok_or_else(|| {
            ServiceError::client(
                "ResourceNotFoundException",
                format!("The stored query '{name}' does not exist."),
            )
        })?;
    Ok(json!({
        "StoredQuery": {
            "QueryId": query.id,
            "QueryArn": query.arn,
            "QueryName": name,
            "Description": query.description,
            "Expression": query.expression,
        },
    }))
}
