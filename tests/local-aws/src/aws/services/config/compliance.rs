//! What the rules of an account found.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::rules::{for_rules, no_such_rule};
use super::store::{Rule, Stored};
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::request::Request;
use crate::aws::services::epoch;

pub(super) fn describe_compliance_by_config_rule(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let wanted = request
        .texts("ComplianceTypes")
        .filter(|types| !types.is_empty());
    let rules = for_rules(request, |rule| {
        let types: BTreeSet<&str> = rule
            .results
            .values()
            .map(|stored| stored.evaluation.compliance.as_str())
            .collect();
        let compliance = if types.contains("NON_COMPLIANT") {
            "NON_COMPLIANT"
        } else if types.contains("COMPLIANT") {
            "COMPLIANT"
        } else {
            "INSUFFICIENT_DATA"
        };
        if wanted
            .as_ref()
            .is_some_and(|wanted| !wanted.contains(&compliance))
        {
            return None;
        }
        let mut fields = Map::new();
        fields.insert("ComplianceType".to_owned(), json!(compliance));
        if compliance == "NON_COMPLIANT" {
            let count = rule
                .results
                .values()
                .filter(|stored| stored.evaluation.compliance == compliance)
                .count();
            fields.insert(
                "ComplianceContributorCount".to_owned(),
                json!({ "CappedCount": count.min(25), "CapExceeded": count > 25 }),
            );
        }
        Some(json!({ "ConfigRuleName": rule.identity.name, "Compliance": fields }))
    })?;
    page(request, "ComplianceByConfigRules", &rules, 25).map(Value::Object)
}

pub(super) fn get_compliance_details_by_config_rule(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let name = request.required("ConfigRuleName")?;
    let wanted = request
        .texts("ComplianceTypes")
        .filter(|types| !types.is_empty());
    let account = request.caller()?.account.clone();
    let state = request.world.config.lock();
    let rule = state
        .rules
        .get(&(account, name.to_owned()))
        .ok_or_else(|| no_such_rule(name))?;
    let results = rule
        .results
        .values()
        .filter(|stored| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&&*stored.evaluation.compliance))
        })
        .map(|stored| evaluation_result(rule, stored))
        .collect::<Vec<_>>();
    page(request, "EvaluationResults", &results, 100).map(Value::Object)
}

/// A stored result, as every read of results shows it.
pub(super) fn evaluation_result(rule: &Rule, stored: &Stored) -> Value {
    let evaluation = &stored.evaluation;
    let mut result = json!({
        "EvaluationResultIdentifier": {
            "EvaluationResultQualifier": {
                "ConfigRuleName": rule.identity.name,
                "ResourceType": evaluation.resource_type,
                "ResourceId": evaluation.resource_id,
            },
            "OrderingTimestamp": epoch(evaluation.ordering_timestamp),
        },
        "ComplianceType": evaluation.compliance,
        "ResultRecordedTime": epoch(stored.recorded),
        "ConfigRuleInvokedTime": epoch(rule.invoked),
    });
    if let Some(annotation) = &evaluation.annotation {
        result["Annotation"] = json!(annotation);
    }
    result
}
