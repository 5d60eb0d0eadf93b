//! The aggregators, and which of them a request asks.

use serde_json::{Value, json};

use crate::aws::error::ServiceError;
use crate::aws::page::page_of;
use crate::aws::request::Request;
use crate::aws::services::resource_arn;

/// The largest page.
const AGGREGATORS: usize = 100;

fn no_such_aggregator() -> ServiceError {
    ServiceError::client(
        "NoSuchConfigurationAggregatorException",
        "The configuration aggregator does not exist. Check the configuration aggregator name and \
         try again.",
    )
}

/// The names of the caller's aggregators.
fn own<'a>(request: &Request<'a>) -> Result<&'a [String], ServiceError> {
    let account = &request.caller()?.account;
    Ok(match &request.scenario().organization {
        Some(organization) if organization.management_account == *account => {
            &organization.aggregators
        }
        _ => &[],
    })
}

/// Refuses a request for an aggregator that the caller lacks.
pub(in super::super) fn check(request: &Request<'_>) -> Result<(), ServiceError> {
    let name = request.required("ConfigurationAggregatorName")?;
    if own(request)?.iter().any(|known| known == name) {
        Ok(())
    } else {
        Err(no_such_aggregator())
    }
}

/// The Region in the ARN of what an aggregator holds.
pub(in super::super) fn region(arn: &str) -> &str {
    arn.split(':').nth(3).unwrap_or_default()
}

pub(in super::super) fn describe_configuration_aggregators(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let own = own(request)?;
    let wanted = request
        .texts("ConfigurationAggregatorNames")
        .filter(|names| !names.is_empty());
    let names: Vec<&str> = match wanted {
        None => own.iter().map(String::as_str).collect(),
        Some(names) => {
            if names
                .iter()
                .any(|name| !own.iter().any(|known| known == name))
            {
                return Err(no_such_aggregator());
            }
            names
        }
    };
    let account = &request.caller()?.account;
    let partition = &request.scenario().partition;
    let arn = resource_arn(request, "config", "config-aggregator")?;
    page_of(
        request,
        "ConfigurationAggregators",
        &names,
        AGGREGATORS,
        |name| {
            json!({
                "ConfigurationAggregatorName": name,
                "ConfigurationAggregatorArn": format!("{arn}/{name}"),
                "OrganizationAggregationSource": {
                    "RoleArn": format!("arn:{partition}:iam::{account}:role/aggregator"),
                    "AllAwsRegions": true,
                },
            })
        },
    )
    .map(Value::Object)
}
