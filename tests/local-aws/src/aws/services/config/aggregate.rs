//! What an aggregator of the organization holds. It is in the management account, and as with AWS
//! it has nothing of a rule that reported NOT_APPLICABLE.

use serde_json::{Value, json};

use super::compliance::evaluation_result;
use super::store::{Rule, State, Stored};
use crate::aws::error::ServiceError;
use crate::aws::page::page_of;
use crate::aws::request::Request;

/// The largest pages.
const RULES: usize = 1_000;
const DETAILS: usize = 100;
const AGGREGATORS: usize = 60;

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

fn check_aggregator(request: &Request<'_>) -> Result<(), ServiceError> {
    let name = request.required("ConfigurationAggregatorName")?;
    if own(request)?.iter().any(|known| known == name) {
        Ok(())
    } else {
        Err(no_such_aggregator())
    }
}

pub(super) fn describe_configuration_aggregators(
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
    let region = request.region;
    page_of(
        request,
        "ConfigurationAggregators",
        &names,
        AGGREGATORS,
        |name| {
            json!({
                "ConfigurationAggregatorName": name,
                "ConfigurationAggregatorArn": format!(
                    "arn:{partition}:config:{region}:{account}:config-aggregator/{name}"
                ),
                "OrganizationAggregationSource": {
                    "RoleArn": format!("arn:{partition}:iam::{account}:role/aggregator"),
                    "AllAwsRegions": true,
                },
            })
        },
    )
    .map(Value::Object)
}

/// A rule's verdict as the aggregator has it, and how many resources have it; none where no
/// result is COMPLIANT or NON_COMPLIANT.
fn compliance(rule: &Rule) -> Option<(&'static str, usize)> {
    let count = |wanted: &str| {
        rule.results
            .values()
            .filter(|stored| stored.evaluation.compliance == wanted)
            .count()
    };
    ["NON_COMPLIANT", "COMPLIANT"]
        .into_iter()
        .map(|name| (name, count(name)))
        .find(|(_, count)| *count > 0)
}

fn region(rule: &Rule) -> &str {
    rule.identity.arn.split(':').nth(3).unwrap_or_default()
}

pub(super) fn describe_aggregate_compliance_by_config_rules(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    check_aggregator(request)?;
    let filters = request.parameters.get("Filters");
    let filter = |name: &str| filters.and_then(|filters| filters.get(name)?.as_str());
    let state = request.world.config.lock();
    let rules: Vec<_> = state
        .rules
        .values()
        .filter_map(|rule| Some((rule, compliance(rule)?)))
        .filter(|(rule, (compliance, _))| {
            let is = |name: &str, value: &str| filter(name).is_none_or(|wanted| wanted == value);
            is("ConfigRuleName", &rule.identity.name)
                && is("AccountId", rule.identity.account.as_str())
                && is("AwsRegion", region(rule))
                && is("ComplianceType", compliance)
        })
        .collect();
    page_of(
        request,
        "AggregateComplianceByConfigRules",
        &rules,
        RULES,
        |(rule, (compliance, count))| {
            json!({
                "ConfigRuleName": rule.identity.name,
                "Compliance": {
                    "ComplianceType": compliance,
                    "ComplianceContributorCount": { "CappedCount": count, "CapExceeded": false },
                },
                "AccountId": rule.identity.account,
                "AwsRegion": region(rule),
            })
        },
    )
    .map(Value::Object)
}

pub(super) fn get_aggregate_compliance_details_by_config_rule(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    check_aggregator(request)?;
    let name = request.required("ConfigRuleName")?;
    let account = request.required("AccountId")?;
    let wanted_region = request.required("AwsRegion")?;
    let wanted = request.text("ComplianceType");
    let state = request.world.config.lock();
    let found = find(&state, account, name).filter(|rule| region(rule) == wanted_region);
    let results: Vec<(&Rule, &Stored)> = found
        .iter()
        .flat_map(|rule| rule.results.values().map(|stored| (*rule, stored)))
        .filter(|(_, stored)| {
            let compliance = stored.evaluation.compliance.as_str();
            compliance != "NOT_APPLICABLE" && wanted.is_none_or(|wanted| wanted == compliance)
        })
        .collect();
    page_of(
        request,
        "AggregateEvaluationResults",
        &results,
        DETAILS,
        |(rule, stored)| {
            let mut result = evaluation_result(rule, stored);
            result["AccountId"] = json!(rule.identity.account);
            result["AwsRegion"] = json!(region(rule));
            result
        },
    )
    .map(Value::Object)
}

fn find<'a>(state: &'a State, account: &str, name: &str) -> Option<&'a Rule> {
    let account = account.parse().ok()?;
    state.rules.get(&(account, name.to_owned()))
}
