//! Conformance packs that AWS Config makes in the members of the organization.

use serde_json::{Value, json};

use super::filters::Filters;
use super::store::{OrganizationPack, State};
use crate::aws::error::ServiceError;
use crate::aws::page::{page, page_of};
use crate::aws::request::Request;
use crate::aws::services::epoch;
use crate::scenario::AccountKind;

/// The largest page.
const PAGE: usize = 100;
/// No pack fails here.
const MADE: &str = "CREATE_SUCCESSFUL";

fn no_such_pack() -> ServiceError {
    ServiceError::client(
        "NoSuchOrganizationConformancePackException",
        "The organization conformance pack does not exist.",
    )
}

/// Members may not ask.
fn check_caller(request: &Request<'_>) -> Result<(), ServiceError> {
    let account = &request.caller()?.account;
    match request.scenario().kind(account) {
        AccountKind::Management => Ok(()),
        AccountKind::Member | AccountKind::Standalone => Err(ServiceError::client(
            "OrganizationAccessDeniedException",
            "This action can only be performed from the organization's management account or by \
             a delegated administrator.",
        )),
    }
}

/// Those among `OrganizationConformancePackNames`, or all.
fn own<'a>(
    request: &Request<'_>,
    state: &'a State,
) -> Result<Vec<(&'a str, &'a OrganizationPack)>, ServiceError> {
    check_caller(request)?;
    let account = &request.caller()?.account;
    let all = state.organization_packs.iter();
    let all: Vec<(&str, &OrganizationPack)> = all
        .filter(|((of, _), _)| of == account)
        .map(|((_, name), pack)| (name.as_str(), pack))
        .collect();
    let names = request
        .texts("OrganizationConformancePackNames")
        .filter(|names| !names.is_empty());
    match names {
        None => Ok(all),
        Some(names) => names
            .into_iter()
            .map(|wanted| {
                let pack = all.iter().find(|(name, _)| *name == wanted);
                pack.copied().ok_or_else(no_such_pack)
            })
            .collect(),
    }
}

pub(super) fn describe_organization_conformance_packs(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let state = request.world.config.lock();
    let packs = own(request, &state)?;
    let list = "OrganizationConformancePacks";
    page_of(request, list, &packs, PAGE, |(name, pack)| {
        json!({
            "OrganizationConformancePackName": name,
            "OrganizationConformancePackArn": pack.arn,
            "ConformancePackInputParameters": [],
            "ExcludedAccounts": [],
            "LastUpdateTime": epoch(pack.updated),
        })
    })
    .map(Value::Object)
}

pub(super) fn describe_organization_conformance_pack_statuses(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let state = request.world.config.lock();
    let packs = own(request, &state)?;
    let list = "OrganizationConformancePackStatuses";
    page_of(request, list, &packs, PAGE, |(name, pack)| {
        json!({
            "OrganizationConformancePackName": name,
            "Status": MADE,
            "LastUpdateTime": epoch(pack.updated),
        })
    })
    .map(Value::Object)
}

pub(super) fn get_organization_conformance_pack_detailed_status(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    check_caller(request)?;
    let name = request.required("OrganizationConformancePackName")?;
    let account = request.caller()?.account.clone();
    let state = request.world.config.lock();
    let pack = state
        .organization_packs
        .get(&(account, name.to_owned()))
        .ok_or_else(no_such_pack)?;
    let filters = Filters::of(request);
    let statuses: Vec<Value> = pack
        .members
        .iter()
        .filter(|(member, _)| {
            filters.allow("AccountId", member.as_str()) && filters.allow("Status", MADE)
        })
        .map(|(member, name_there)| {
            json!({
                "AccountId": member,
                "ConformancePackName": name_there,
                "Status": MADE,
                "LastUpdateTime": epoch(pack.updated),
            })
        })
        .collect();
    let list = "OrganizationConformancePackDetailedStatuses";
    page(request, list, &statuses, PAGE).map(Value::Object)
}
