//! Credential reports: asked for, made, and read until they expire.

mod content;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::aws::error::ServiceError;
use crate::aws::request::Request;
use crate::aws::services::iso;
use crate::scenario::AccountId;

/// A report is made anew after this.
const REPORT_LIFE: SignedDuration = SignedDuration::from_hours(4);

/// The credential reports of all accounts.
#[derive(Debug, Default)]
pub(crate) struct Reports(Mutex<HashMap<AccountId, Report>>);

#[derive(Debug, Clone)]
enum Report {
    /// Asked for, and not ready for the first who looks.
    Started,
    Ready {
        generated: Timestamp,
        content: String,
    },
}

pub(super) fn generate_credential_report(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (id, _) = request.account()?;
    let mut reports = reports(request);
    let state = match reports.get(id) {
        Some(Report::Started) => "INPROGRESS",
        Some(Report::Ready { generated, .. }) if !is_expired(*generated) => "COMPLETE",
        _ => {
            reports.insert(id.clone(), Report::Started);
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
    let mut reports = reports(request);
    match reports.get(id) {
        None => Err(ServiceError::new(
            410,
            "ReportNotPresent",
            "No report exists. Ask for one with GenerateCredentialReport.",
        )),
        Some(Report::Started) => {
            let report = Report::Ready {
                generated: Timestamp::now(),
                content: content::credential_report(&request.scenario().partition, id, account),
            };
            reports.insert(id.clone(), report);
            Err(ServiceError::new(
                404,
                "ReportInProgress",
                "Report is being generated.",
            ))
        }
        Some(Report::Ready { generated, .. }) if is_expired(*generated) => Err(ServiceError::new(
            410,
            "ReportExpired",
            "The most recent credential report has expired.",
        )),
        Some(Report::Ready { generated, content }) => Ok(json!({
            "Content": STANDARD.encode(content),
            "ReportFormat": "text/csv",
            "GeneratedTime": iso(*generated),
        })),
    }
}

fn reports<'a>(request: &Request<'a>) -> MutexGuard<'a, HashMap<AccountId, Report>> {
    request
        .world
        .credential_reports
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

fn is_expired(generated: Timestamp) -> bool {
    Timestamp::now().duration_since(generated) > REPORT_LIFE
}
