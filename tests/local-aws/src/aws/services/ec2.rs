//! Elastic Compute Cloud, as far as clients ask it where to look.

use serde_json::{Value, json};

use super::regions;
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{Errors, NEXT_TOKEN, Service};

pub(crate) const SERVICE: Service = Service {
    signing_name: "ec2",
    iam_prefix: "ec2",
    protocol: Protocol::Ec2 {
        namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
        version: "2016-11-15",
    },
    errors: Errors {
        throttled: (503, "RequestLimitExceeded"),
        denied: (403, "UnauthorizedOperation"),
        invalid: (400, "InvalidParameterValue"),
        bad_token: (400, "InvalidNextToken"),
    },
    paging: NEXT_TOKEN,
};

pub(crate) const OPERATIONS: Operations = &[("DescribeRegions", describe_regions)];

fn describe_regions(request: &Request<'_>) -> Result<Value, ServiceError> {
    let names = request.texts("RegionName");
    let all = request.flag("AllRegions") || names.is_some();
    let filters = filters(request)?;
    let known = regions::of(&request.scenario().partition);
    if let Some(unknown) = names
        .iter()
        .flatten()
        .find(|name| !known.iter().any(|(region, _)| region == *name))
    {
        return Err(request
            .service
            .invalid(format!("Invalid region names: {unknown}")));
    }
    let found: Vec<Value> = known
        .iter()
        .filter(|(name, opt_in)| {
            (all || !opt_in)
                && names.as_ref().is_none_or(|names| names.contains(name))
                && filters.iter().all(|filter| filter.takes(name, *opt_in))
        })
        .map(|(name, opt_in)| {
            json!({
                "regionName": name,
                "regionEndpoint": format!("ec2.{name}.amazonaws.com"),
                "optInStatus": opt_in_status(*opt_in),
            })
        })
        .collect();
    Ok(json!({ "regionInfo": found }))
}

fn opt_in_status(opt_in: bool) -> &'static str {
    if opt_in {
        "not-opted-in"
    } else {
        "opt-in-not-required"
    }
}

enum Filter<'a> {
    Name(Vec<&'a str>),
    OptInStatus(Vec<&'a str>),
}

impl Filter<'_> {
    fn takes(&self, name: &str, opt_in: bool) -> bool {
        match self {
            Self::Name(names) => names.contains(&name),
            Self::OptInStatus(statuses) => statuses.contains(&opt_in_status(opt_in)),
        }
    }
}

fn filters<'a>(request: &'a Request<'_>) -> Result<Vec<Filter<'a>>, ServiceError> {
    let filters = request.parameters.get("Filter").and_then(Value::as_array);
    filters
        .into_iter()
        .flatten()
        .map(|filter| {
            let values = filter["Value"].as_array().into_iter().flatten();
            let values = values.filter_map(Value::as_str).collect();
            match filter["Name"].as_str() {
                Some("region-name") => Ok(Filter::Name(values)),
                Some("opt-in-status") => Ok(Filter::OptInStatus(values)),
                other => {
                    let name = other.unwrap_or_default();
                    Err(ServiceError::not_supported(&format!("the filter {name}")))
                }
            }
        })
        .collect()
}
