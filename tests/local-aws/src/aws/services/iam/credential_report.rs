//! Credential reports: asked for, made, and read until they expire.

mod content;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::reports::Report;
use crate::aws::error::ServiceError;
use crate::aws::request::Request;
use crate::aws::services::iso;
use crate::scenario::{Account, AccountId};

/// A new report is made after this time.
const REPORT_LIFE: SignedDuration = SignedDuration::from_hours(4);

/// How long it takes to make one, for those who wait instead of looking.
const MAKING: SignedDuration = SignedDuration::from_secs(2);

pub(super) fn generate_credential_report(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (id, account) = request.account()?;
    let mut reports = request.world.credential_reports.lock();
    let state = match reports.get(id) {
        Some(Report::Started { .. }) => {
            reports.insert(id.clone(), made(request, id, account));
            "COMPLETE"
        }
        Some(Report::Ready { generated, .. }) if !is_expired(*generated) => "COMPLETE",
        _ => {
            let at = Timestamp::now();
            reports.insert(id.clone(), Report::Started { at });
            return Ok(json!({
                "State": "STARTED",
                "Description": "No report exists. Starting a new report generation task",
            }));
        }
    };
    Ok(json!({ "State": state }))
}

pub(super) fn get_credential_report(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (id, account) = request.account()?;
    let mut reports = request.world.credential_reports.lock();
    if let Some(Report::Started { at }) = reports.get(id) {
        let is_early = Timestamp::now().duration_since(*at) < MAKING;
        reports.insert(id.clone(), made(request, id, account));
        if is_early {
            return Err(ServiceError::new(
                404,
                "ReportInProgress",
                "Report is being generated.",
            ));
        }
    }
    match reports.get(id) {
        Some(Report::Ready { generated, content }) if !is_expired(*generated) => Ok(json!({
            "Content": STANDARD.encode(content),
            "ReportFormat": "text/csv",
            "GeneratedTime": iso(*generated),
        })),
        Some(Report::Ready { .. }) => Err(ServiceError::new(
            410,
            "ReportExpired",
            "The most recent credential report has expired.",
        )),
        _ => Err(ServiceError::new(
            410,
            "ReportNotPresent",
            "No report exists. Ask for one with GenerateCredentialReport.",
        )),
    }
}

fn made(request: &Request<'_>, id: &AccountId, account: &Account) -> Report {
    Report::Ready {
        generated: Timestamp::now(),
        content: content::credential_report(&request.scenario().partition, id, account),
    }
}

fn is_expired(generated: Timestamp) -> bool {
    Timestamp::now().duration_since(generated) > REPORT_LIFE
}
