//! What an aggregator holds of conformance packs and of what AWS Config records of them.

use serde_json::{Map, Value, json};

use super::super::filters::Filters;
use super::super::packs::Counts;
use super::super::store::{COMPLIANT, NON_COMPLIANT, Pack};
use super::aggregator::{check, region};
use super::group::{grouped, is_wanted};
use crate::aws::error::ServiceError;
use crate::aws::page::page_of;
use crate::aws::request::Request;

/// The largest pages.
const PACKS: usize = 100;
const GROUPS: usize = 1_000;
/// The one type of resource that the recorders here have something of.
const RECORDED: &str = "AWS::Config::ConformancePackCompliance";

pub(in super::super) fn describe_aggregate_compliance_by_conformance_packs(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    check(request)?;
    let filters = Filters::of(request);
    let state = request.world.config.lock();
    let packs: Vec<(&Pack, Counts)> = state
        .packs
        .values()
        .map(|pack| (pack, Counts::of(&state, pack)))
        .filter(|(pack, counts)| {
            is_wanted(request, &pack.account, &pack.arn)
                && filters.allow("ConformancePackName", &pack.name)
                && filters.allow("ComplianceType", counts.compliance())
        })
        .collect();
    page_of(
        request,
        "AggregateComplianceByConformancePacks",
        &packs,
        PACKS,
        |(pack, counts)| {
            json!({
                "ConformancePackName": pack.name,
                "Compliance": {
                    "ComplianceType": counts.compliance(),
                    "CompliantRuleCount": counts.compliant,
                    "NonCompliantRuleCount": counts.non_compliant,
                    "TotalRuleCount": counts.total,
                },
                "AccountId": pack.account,
                "AwsRegion": region(&pack.arn),
            })
        },
    )
    .map(Value::Object)
}

pub(in super::super) fn get_aggregate_conformance_pack_compliance_summary(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    check(request)?;
    let state = request.world.config.lock();
    let packs = state
        .packs
        .values()
        .filter(|pack| is_wanted(request, &pack.account, &pack.arn))
        .map(|pack| {
            let compliance = Counts::of(&state, pack).compliance();
            (&pack.account, pack.arn.as_str(), compliance)
        });
    grouped(
        request,
        "AggregateConformancePackComplianceSummaries",
        PACKS,
        packs,
        |kinds| {
            let count = |wanted: &str| kinds.iter().filter(|kind| **kind == wanted).count();
            let summary = json!({
                "CompliantConformancePackCount": count(COMPLIANT),
                "NonCompliantConformancePackCount": count(NON_COMPLIANT),
            });
            Map::from_iter([("ComplianceSummary".to_owned(), summary)])
        },
    )
}

pub(in super::super) fn get_aggregate_discovered_resource_counts(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    check(request)?;
    let filters = Filters::of(request);
    let state = request.world.config.lock();
    let packs: Vec<&Pack> = state
        .packs
        .values()
        .filter(|pack| {
            filters.allow("AccountId", pack.account.as_str())
                && filters.allow("Region", region(&pack.arn))
                && filters.allow("ResourceType", RECORDED)
        })
        .collect();
    let total = packs.len();
    let mut answer = if request.text("GroupByKey").is_none() {
        json!({})
    } else {
        let entries = packs
            .into_iter()
            .map(|pack| (&pack.account, pack.arn.as_str(), ()));
        grouped(
            request,
            "GroupedResourceCounts",
            GROUPS,
            entries,
            |entries| Map::from_iter([("ResourceCount".to_owned(), json!(entries.len()))]),
        )?
    };
    answer["TotalDiscoveredResources"] = json!(total);
    Ok(answer)
}
