//! What an aggregator holds of rules. As with AWS it has nothing of a rule that reported
//! NOT_APPLICABLE.

use serde_json::{Map, Value, json};

use super::super::compliance::{evaluation_result, summary};
use super::super::filters::Filters;
use super::super::store::{INSUFFICIENT_DATA, NOT_APPLICABLE, Rule, Stored};
use super::aggregator::{check, region};
use super::group::{grouped, is_wanted};
use crate::aws::error::ServiceError;
use crate::aws::page::{PageSize, page_of};
use crate::aws::request::Request;

const RULES: usize = 1_000;
const DETAILS: PageSize = PageSize::of(50, 100);

pub(in super::super) fn describe_aggregate_compliance_by_config_rules(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    check(request)?;
    let filters = Filters::of(request);
    let state = request.world.config.lock();
    let rules: Vec<_> = state
        .rules
        .values()
        .map(|rule| (rule, rule.compliance()))
        .filter(|(rule, (compliance, _))| {
            let identity = &rule.identity;
            *compliance != INSUFFICIENT_DATA
                && is_wanted(request, &identity.account, &identity.arn)
                && filters.allow("ConfigRuleName", &identity.name)
                && filters.allow("ComplianceType", compliance)
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
                "AwsRegion": region(&rule.identity.arn),
            })
        },
    )
    .map(Value::Object)
}

pub(in super::super) fn get_aggregate_compliance_details_by_config_rule(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    check(request)?;
    let name = request.required("ConfigRuleName")?;
    let account = request.required("AccountId")?;
    let wanted_region = request.required("AwsRegion")?;
    let wanted = request.text("ComplianceType");
    let state = request.world.config.lock();
    let rule = account
        .parse()
        .ok()
        .and_then(|account| state.rules.get(&(account, name.to_owned())))
        .filter(|rule| region(&rule.identity.arn) == wanted_region);
    let results: Vec<(&Rule, &Stored)> = rule
        .iter()
        .flat_map(|rule| rule.results.values().map(|stored| (*rule, stored)))
        .filter(|(_, stored)| {
            let compliance = stored.evaluation.compliance.as_str();
            compliance != NOT_APPLICABLE && wanted.is_none_or(|wanted| wanted == compliance)
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
            result["AwsRegion"] = json!(region(&rule.identity.arn));
            result
        },
    )
    .map(Value::Object)
}

pub(in super::super) fn get_aggregate_config_rule_compliance_summary(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    check(request)?;
    let state = request.world.config.lock();
    let rules = state
        .rules
        .values()
        .filter(|rule| is_wanted(request, &rule.identity.account, &rule.identity.arn))
        .map(|rule| (&rule.identity.account, rule.identity.arn.as_str(), rule));
    grouped(
        request,
        "AggregateComplianceCounts",
        RULES,
        rules,
        |rules| {
            let summary = summary(rules.into_iter());
            Map::from_iter([("ComplianceSummary".to_owned(), summary)])
        },
    )
}
