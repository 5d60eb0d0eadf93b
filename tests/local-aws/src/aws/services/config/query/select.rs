//! Answers queries over an account, and over an aggregator.

use serde_json::{Value, json};

use super::super::aggregate::aggregator;
use super::super::store::Pack;
use super::error::QueryError;
use super::parser::parse;
use super::resource::resource;
use super::result::{fields, rows};
use crate::aws::error::ServiceError;
use crate::aws::page::{PageSize, page};
use crate::aws::request::Request;

/// The pages without a limit, and the largest page with one.
const GROUPS: usize = 500;
const RESOURCES: usize = 25;
const LARGEST: usize = 100;

pub(in super::super) fn select_resource_config(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let account = &request.caller()?.account;
    select(request, |pack| pack.account == *account)
}

pub(in super::super) fn select_aggregate_resource_config(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    aggregator::check(request)?;
    select(request, |_| true)
}

fn select(request: &Request<'_>, is_asked: impl Fn(&Pack) -> bool) -> Result<Value, ServiceError> {
    let query = parse(request.required("Expression")?).map_err(|error| refused(&error))?;
    let state = request.world.config.lock();
    let resources = state
        .packs
        .values()
        .filter(|pack| is_asked(pack))
        .map(|pack| resource(&state, pack))
        .collect();
    let results: Vec<Value> = rows(&query, resources)
        .into_iter()
        .map(Value::String)
        .collect();
    let default = if query.is_aggregation() {
        GROUPS
    } else {
        RESOURCES
    };
    let sizes = PageSize::of(default, LARGEST);
    let mut answer = page(request, "Results", &results, sizes)?;
    let fields: Vec<Value> = fields(&query)
        .into_iter()
        .map(|name| json!({ "Name": name }))
        .collect();
    answer.insert("QueryInfo".to_owned(), json!({ "SelectFields": fields }));
    Ok(Value::Object(answer))
}

/// A query that AWS Config may well answer is lacking here, and not invalid.
fn refused(error: &QueryError) -> ServiceError {
    match error {
        QueryError::Unknown(_) | QueryError::UnknownProperty(_) | QueryError::UnknownType(_) => {
            ServiceError::lacking(error.to_string())
        }
        _ => ServiceError::client("InvalidExpressionException", error.to_string()),
    }
}
