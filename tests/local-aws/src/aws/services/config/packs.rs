//! The conformance packs of an account. Their reads know COMPLIANT and NON_COMPLIANT only; a rule
//! that has neither stands as INSUFFICIENT_DATA, or not at all.

use serde_json::{Value, json};

use super::compliance::evaluation_result;
use super::filters::Filters;
use super::store::{
    COMPLIANT, INSUFFICIENT_DATA, NON_COMPLIANT, NOT_APPLICABLE, Pack, Rule, State,
};
use crate::aws::error::ServiceError;
use crate::aws::page::{page, page_of};
use crate::aws::request::Request;
use crate::aws::services::epoch;

/// The largest pages.
const PACKS: usize = 20;
const RULES: usize = 1_000;
const RESULTS: usize = 100;

fn no_such_pack() -> ServiceError {
    ServiceError::client(
        "NoSuchConformancePackException",
        "One or more of the conformance packs in the request do not exist.",
    )
}

/// The caller's packs among `ConformancePackNames`, or all.
fn own<'a>(request: &Request<'_>, state: &'a State) -> Result<Vec<&'a Pack>, ServiceError> {
    let account = &request.caller()?.account;
    let names = request
        .texts("ConformancePackNames")
        .filter(|names| !names.is_empty());
    match names {
        None => Ok(state
            .packs
            .values()
            .filter(|pack| pack.account == *account)
            .collect()),
        Some(names) => names
            .into_iter()
            .map(|name| {
                let pack = state.packs.get(&(account.clone(), name.to_owned()));
                pack.ok_or_else(no_such_pack)
            })
            .collect(),
    }
}

/// The pack that the request names, and those of its rules that its filter lets through.
fn named<'a>(
    request: &Request<'_>,
    state: &'a State,
) -> Result<(&'a Pack, Vec<&'a Rule>), ServiceError> {
    let name = request.required("ConformancePackName")?;
    let account = request.caller()?.account.clone();
    let pack = state
        .packs
        .get(&(account, name.to_owned()))
        .ok_or_else(no_such_pack)?;
    let filters = Filters::of(request);
    if filters.text("ComplianceType") == Some(INSUFFICIENT_DATA) {
        return Err(ServiceError::client(
            "InvalidParameterValueException",
            "INSUFFICIENT_DATA is not supported as a filter",
        ));
    }
    let wanted = filters.texts("ConfigRuleNames");
    if let Some(names) = &wanted
        && names
            .iter()
            .any(|name| !pack.rules.iter().any(|known| known == name))
    {
        return Err(ServiceError::client(
            "NoSuchConfigRuleInConformancePackException",
            "One or more of the rules in the filter are not in the conformance pack.",
        ));
    }
    let rules = state
        .rules_in(pack)
        .filter(|rule| {
            let name = rule.identity.name.as_str();
            wanted.as_ref().is_none_or(|names| names.contains(&name))
        })
        .collect();
    Ok((pack, rules))
}

/// How many rules of a pack there are in all, and with which verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) compliant: usize,
    pub(super) non_compliant: usize,
    pub(super) total: usize,
}

impl Counts {
    pub(super) fn of(state: &State, pack: &Pack) -> Self {
        let kinds: Vec<&str> = state
            .rules_in(pack)
            .map(|rule| rule.compliance().0)
            .collect();
        let count = |wanted: &str| kinds.iter().filter(|kind| **kind == wanted).count();
        Self {
            compliant: count(COMPLIANT),
            non_compliant: count(NON_COMPLIANT),
            total: kinds.len(),
        }
    }

    /// The pack's own verdict: rules without data don't count while others have some.
    pub(super) fn compliance(self) -> &'static str {
        if self.non_compliant > 0 {
            NON_COMPLIANT
        } else if self.compliant > 0 {
            COMPLIANT
        } else {
            INSUFFICIENT_DATA
        }
    }
}

pub(super) fn describe_conformance_packs(request: &Request<'_>) -> Result<Value, ServiceError> {
    let state = request.world.config.lock();
    let packs = own(request, &state)?;
    page_of(request, "ConformancePackDetails", &packs, PACKS, |pack| {
        let mut details = json!({
            "ConformancePackName": pack.name,
            "ConformancePackArn": pack.arn,
            "ConformancePackId": pack.id,
            "ConformancePackInputParameters": [],
            "LastUpdateRequestedTime": epoch(pack.created),
        });
        if let Some(service) = pack.created_by {
            details["CreatedBy"] = json!(service);
        }
        details
    })
    .map(Value::Object)
}

pub(super) fn describe_conformance_pack_status(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let state = request.world.config.lock();
    let packs = own(request, &state)?;
    let list = "ConformancePackStatusDetails";
    page_of(request, list, &packs, PACKS, |pack| {
        json!({
            "ConformancePackName": pack.name,
            "ConformancePackId": pack.id,
            "ConformancePackArn": pack.arn,
            "ConformancePackState": "CREATE_COMPLETE",
            "StackArn": pack.stack_arn,
            "LastUpdateRequestedTime": epoch(pack.created),
            "LastUpdateCompletedTime": epoch(pack.created),
        })
    })
    .map(Value::Object)
}

pub(super) fn describe_conformance_pack_compliance(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let state = request.world.config.lock();
    let (pack, rules) = named(request, &state)?;
    let filters = Filters::of(request);
    let entries: Vec<Value> = rules
        .into_iter()
        .map(|rule| (rule, rule.compliance().0))
        .filter(|(_, kind)| filters.allow("ComplianceType", kind))
        .map(|(rule, kind)| {
            json!({
                "ConfigRuleName": rule.identity.name,
                "ComplianceType": kind,
                "Controls": [],
            })
        })
        .collect();
    let mut answer = page(
        request,
        "ConformancePackRuleComplianceList",
        &entries,
        RULES,
    )?;
    answer.insert("ConformancePackName".to_owned(), json!(pack.name));
    Ok(Value::Object(answer))
}

pub(super) fn get_conformance_pack_compliance_details(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let state = request.world.config.lock();
    let (pack, rules) = named(request, &state)?;
    let filters = Filters::of(request);
    let ids = filters.texts("ResourceIds");
    let results: Vec<Value> = rules
        .into_iter()
        .flat_map(|rule| rule.results.values().map(move |stored| (rule, stored)))
        .filter(|(_, stored)| {
            let evaluation = &stored.evaluation;
            evaluation.compliance != NOT_APPLICABLE
                && filters.allow("ComplianceType", &evaluation.compliance)
                && filters.allow("ResourceType", &evaluation.resource_type)
                && ids
                    .as_ref()
                    .is_none_or(|ids| ids.contains(&evaluation.resource_id.as_str()))
        })
        .map(|(rule, stored)| evaluation_result(rule, stored))
        .collect();
    let list = "ConformancePackRuleEvaluationResults";
    let mut answer = page(request, list, &results, RESULTS)?;
    answer.insert("ConformancePackName".to_owned(), json!(pack.name));
    Ok(Value::Object(answer))
}

pub(super) fn get_conformance_pack_compliance_summary(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    if request
        .texts("ConformancePackNames")
        .is_none_or(|names| !(1..=5).contains(&names.len()))
    {
        return Err(request.service.invalid(
            "1 validation error detected: Value at 'conformancePackNames' failed to satisfy \
             constraint: Member must have length between 1 and 5",
        ));
    }
    let state = request.world.config.lock();
    let packs = own(request, &state)?;
    let list = "ConformancePackComplianceSummaryList";
    page_of(request, list, &packs, PACKS, |pack| {
        json!({
            "ConformancePackName": pack.name,
            "ConformancePackComplianceStatus": Counts::of(&state, pack).compliance(),
        })
    })
    .map(Value::Object)
}
