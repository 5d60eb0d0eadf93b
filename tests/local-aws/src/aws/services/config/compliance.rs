//! What the rules of an account found, by rule and by resource.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::rules::{for_rules, no_such_rule};
use super::store::{COMPLIANT, INSUFFICIENT_DATA, NON_COMPLIANT, Rule, Stored};
use crate::aws::error::ServiceError;
use crate::aws::page::{PageSize, page};
use crate::aws::request::Request;
use crate::aws::services::epoch;

const RULES: usize = 25;
const RESULTS: PageSize = PageSize::of(10, 100);
/// The page of an operation that takes no limit.
const RESULTS_OF_RESOURCE: usize = 100;
/// How far rules, and resources, are counted.
const MOST: usize = 25;

/// Whether the request wants results of that type.
fn is_wanted(request: &Request<'_>, compliance: &str) -> bool {
    request
        .texts("ComplianceTypes")
        .is_none_or(|types| types.is_empty() || types.contains(&compliance))
}

pub(super) fn capped(count: usize) -> Value {
    json!({ "CappedCount": count.min(MOST), "CapExceeded": count > MOST })
}

/// A verdict, and for NON_COMPLIANT what contributes to it.
fn compliance(kind: &str, contributors: usize) -> Value {
    let mut fields = Map::new();
    fields.insert("ComplianceType".to_owned(), json!(kind));
    if kind == NON_COMPLIANT {
        fields.insert(
            "ComplianceContributorCount".to_owned(),
            capped(contributors),
        );
    }
    Value::Object(fields)
}

pub(super) fn describe_compliance_by_config_rule(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let rules = for_rules(request, |rule| {
        let (kind, count) = rule.compliance();
        is_wanted(request, kind).then(|| {
            json!({
                "ConfigRuleName": rule.identity.name,
                "Compliance": compliance(kind, count),
            })
        })
    })?;
    page(request, "ComplianceByConfigRules", &rules, RULES).map(Value::Object)
}

pub(super) fn describe_compliance_by_resource(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let resource_type = request.text("ResourceType");
    let resource_id = request.text("ResourceId");
    let account = &request.caller()?.account;
    let state = request.world.config.lock();
    let mut resources: BTreeMap<&(String, String), Vec<&str>> = BTreeMap::new();
    for rule in state.rules_of(account) {
        for (resource, stored) in &rule.results {
            let kinds = resources.entry(resource).or_default();
            kinds.push(&stored.evaluation.compliance);
        }
    }
    let entries: Vec<Value> = resources
        .into_iter()
        .filter(|((of_type, id), _)| {
            resource_type.is_none_or(|wanted| wanted == of_type)
                && resource_id.is_none_or(|wanted| wanted == id)
        })
        .filter_map(|((of_type, id), kinds)| {
            let kind = [NON_COMPLIANT, COMPLIANT]
                .into_iter()
                .find(|kind| kinds.contains(kind))
                .unwrap_or(INSUFFICIENT_DATA);
            let count = kinds.iter().filter(|found| **found == kind).count();
            is_wanted(request, kind).then(|| {
                json!({
                    "ResourceType": of_type,
                    "ResourceId": id,
                    "Compliance": compliance(kind, count),
                })
            })
        })
        .collect();
    page(request, "ComplianceByResources", &entries, RESULTS).map(Value::Object)
}

pub(super) fn get_compliance_details_by_config_rule(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let name = request.required("ConfigRuleName")?;
    let account = request.caller()?.account.clone();
    let state = request.world.config.lock();
    let rule = state
        .rules
        .get(&(account, name.to_owned()))
        .ok_or_else(|| no_such_rule(name))?;
    let results = rule
        .results
        .values()
        .filter(|stored| is_wanted(request, &stored.evaluation.compliance))
        .map(|stored| evaluation_result(rule, stored))
        .collect::<Vec<_>>();
    page(request, "EvaluationResults", &results, RESULTS).map(Value::Object)
}

pub(super) fn get_compliance_details_by_resource(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    if request.text("ResourceEvaluationId").is_some() {
        return Err(ServiceError::not_supported("ResourceEvaluationId"));
    }
    let (Some(of_type), Some(id)) = (request.text("ResourceType"), request.text("ResourceId"))
    else {
        return Err(ServiceError::client(
            "InvalidParameterValueException",
            "ResourceType and ResourceId required",
        ));
    };
    let resource = (of_type.to_owned(), id.to_owned());
    let account = &request.caller()?.account;
    let state = request.world.config.lock();
    let results: Vec<Value> = state
        .rules_of(account)
        .filter_map(|rule| Some((rule, rule.results.get(&resource)?)))
        .filter(|(_, stored)| is_wanted(request, &stored.evaluation.compliance))
        .map(|(rule, stored)| evaluation_result(rule, stored))
        .collect();
    page(request, "EvaluationResults", &results, RESULTS_OF_RESOURCE).map(Value::Object)
}

pub(super) fn get_compliance_summary_by_config_rule(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let account = &request.caller()?.account;
    let state = request.world.config.lock();
    Ok(json!({ "ComplianceSummary": summary(state.rules_of(account)) }))
}

/// How many rules are COMPLIANT and NON_COMPLIANT.
pub(super) fn summary<'a>(rules: impl Iterator<Item = &'a Rule>) -> Value {
    let kinds: Vec<&str> = rules.map(|rule| rule.compliance().0).collect();
    let count = |wanted: &str| capped(kinds.iter().filter(|kind| **kind == wanted).count());
    json!({
        "CompliantResourceCount": count(COMPLIANT),
        "NonCompliantResourceCount": count(NON_COMPLIANT),
        "ComplianceSummaryTimestamp": epoch(Timestamp::now()),
    })
}

/// A stored result, as all calls that read results return it.
pub(super) fn evaluation_result(rule: &Rule, stored: &Stored) -> Value {
    let evaluation = &stored.evaluation;
    let mut result = json!({
        "EvaluationResultIdentifier": {
            "EvaluationResultQualifier": {
                "ConfigRuleName": rule.identity.name,
                "ResourceType": evaluation.resource_type,
                "ResourceId": evaluation.resource_id,
                "EvaluationMode": "DETECTIVE",
            },
            "OrderingTimestamp": epoch(evaluation.ordering_timestamp),
        },
        "ComplianceType": evaluation.compliance,
        "ResultRecordedTime": epoch(stored.recorded),
        "ConfigRuleInvokedTime": epoch(rule.invoked.unwrap_or(evaluation.ordering_timestamp)),
    });
    if let Some(annotation) = &evaluation.annotation {
        result["Annotation"] = json!(annotation);
    }
    result
}
