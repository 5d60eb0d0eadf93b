//! Identity and Access Management, as far as it tells of root users.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::iso;
use super::organizations::{Standing, standing};
use crate::aws::access::Principal;
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::protocol::{Protocol, query_map};
use crate::aws::request::Request;
use crate::aws::service::{Paging, QUERY_ERRORS, Service};
use crate::scenario::{
    AccessKey, Account, AccountId, KeyStatus, MfaDevice, MfaKind, SigningCertificate,
};

pub(crate) const SERVICE: Service = Service {
    signing_name: "iam",
    iam_prefix: "iam",
    protocol: Protocol::Query {
        namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
        version: "2010-05-08",
    },
    errors: QUERY_ERRORS,
    paging: Paging {
        token: "Marker",
        size: "MaxItems",
        truncated: Some("IsTruncated"),
    },
    operations: &[
        ("GetAccountSummary", get_account_summary),
        ("ListAccountAliases", list_account_aliases),
        ("ListVirtualMFADevices", list_virtual_mfa_devices),
        ("ListMFADevices", list_mfa_devices),
        ("ListOrganizationsFeatures", list_organizations_features),
        ("GenerateCredentialReport", generate_credential_report),
        ("GetCredentialReport", get_credential_report),
    ],
};

/// AWS's largest page, and the one it gives when none is asked for.
const PAGE: usize = 100;

/// When every user and device was made: nothing reads it.
const CREATED: &str = "2020-01-01T00:00:00Z";

fn get_account_summary(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (_, account) = request.account()?;
    let root = &account.root;
    let devices = root.mfa.len()
        + account
            .users
            .iter()
            .map(|user| user.mfa.len())
            .sum::<usize>();
    let present = |present: bool| json!(u8::from(present));
    let mut summary = vec![
        ("AccountMFAEnabled", present(!root.mfa.is_empty())),
        (
            "AccountAccessKeysPresent",
            present(!root.access_keys.is_empty()),
        ),
        (
            "AccountSigningCertificatesPresent",
            present(!root.signing_certificates.is_empty()),
        ),
        ("Users", json!(account.users.len())),
        ("UsersQuota", json!(5_000)),
        (
            "MFADevices",
            json!(devices + account.unassigned_virtual_mfa.len()),
        ),
        ("MFADevicesInUse", json!(devices)),
        ("AccessKeysPerUserQuota", json!(2)),
        ("SigningCertificatesPerUserQuota", json!(2)),
    ];
    if root.password_reported {
        summary.push(("AccountPasswordPresent", present(root.password)));
    }
    let summary = summary
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    Ok(json!({ "SummaryMap": query_map(summary) }))
}

fn list_account_aliases(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (_, account) = request.account()?;
    let aliases: Vec<_> = account.alias.iter().map(|alias| json!(alias)).collect();
    page(request, "AccountAliases", &aliases, PAGE).map(Value::Object)
}

fn list_virtual_mfa_devices(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (assigned, unassigned) = match request.text("AssignmentStatus").unwrap_or("Any") {
        "Any" => (true, true),
        "Assigned" => (true, false),
        "Unassigned" => (false, true),
        other => {
            return Err(request.service.invalid(format!(
                "1 validation error detected: Value '{other}' at 'assignmentStatus' failed to \
                 satisfy constraint: Member must satisfy enum value set: [Assigned, Unassigned, Any]"
            )));
        }
    };
    let partition = &request.scenario().partition;
    let (id, account) = request.account()?;
    let mut devices = Vec::new();
    if unassigned {
        for name in &account.unassigned_virtual_mfa {
            devices.push(json!({
                "SerialNumber": format!("arn:{partition}:iam::{id}:mfa/{name}"),
            }));
        }
    }
    let is_virtual = |device: &&MfaDevice| device.kind == MfaKind::Virtual;
    if assigned {
        for user in &account.users {
            for device in user.mfa.iter().filter(is_virtual) {
                devices.push(json!({
                    "SerialNumber": serial_number(partition, id, &user.name, device),
                    "EnableDate": CREATED,
                    "User": {
                        "Path": "/",
                        "UserName": user.name,
                        "UserId": format!("AIDAEXAMPLE{}", user.name.to_ascii_uppercase()),
                        "Arn": format!("arn:{partition}:iam::{id}:user/{}", user.name),
                        "CreateDate": CREATED,
                    },
                }));
            }
        }
        for device in account.root.mfa.iter().filter(is_virtual) {
            devices.push(json!({
                "SerialNumber": serial_number(partition, id, ROOT_DEVICE, device),
                "EnableDate": CREATED,
                // The root user has neither a path nor, without an account alias, a name.
                "User": {
                    "UserId": id,
                    "Arn": format!("arn:{partition}:iam::{id}:root"),
                    "CreateDate": CREATED,
                },
            }));
        }
    }
    page(request, "VirtualMFADevices", &devices, PAGE).map(Value::Object)
}

/// What the console names the root user's device unless the user chooses otherwise.
const ROOT_DEVICE: &str = "root-account-mfa-device";

fn serial_number(partition: &str, id: &AccountId, default: &str, device: &MfaDevice) -> String {
    let name = device.name.as_deref().unwrap_or(default);
    match device.kind {
        MfaKind::Virtual => format!("arn:{partition}:iam::{id}:mfa/{name}"),
        MfaKind::Passkey => format!("arn:{partition}:iam::{id}:u2f/root-account/{name}-EXAMPLE"),
        MfaKind::Hardware => match &device.name {
            Some(name) => name.clone(),
            None => format!("EXAMPLE{}", &id.as_str()[6..]),
        },
    }
}

fn list_mfa_devices(request: &Request<'_>) -> Result<Value, ServiceError> {
    let partition = &request.scenario().partition;
    let (id, account) = request.account()?;
    let devices: Vec<Value> = match (request.text("UserName"), &request.caller()?.principal) {
        (Some(name), _) => {
            let user = account
                .users
                .iter()
                .find(|user| user.name == name)
                .ok_or_else(|| {
                    ServiceError::new(
                        404,
                        "NoSuchEntity",
                        format!("The user with name {name} cannot be found."),
                    )
                })?;
            let device = |device: &MfaDevice| {
                json!({
                    "UserName": name,
                    "SerialNumber": serial_number(partition, id, name, device),
                    "EnableDate": CREATED,
                })
            };
            user.mfa.iter().map(device).collect()
        }
        (None, Principal::AssumedRoot { .. }) => {
            let device = |device: &MfaDevice| {
                json!({
                    "SerialNumber": serial_number(partition, id, ROOT_DEVICE, device),
                    "EnableDate": CREATED,
                })
            };
            account.root.mfa.iter().map(device).collect()
        }
        (None, Principal::Role { .. }) => {
            return Err(request
                .service
                .invalid("Must specify userName when calling with non-User credentials"));
        }
    };
    page(request, "MFADevices", &devices, PAGE).map(Value::Object)
}

/// For the management account and the delegated administrator for IAM.
fn list_organizations_features(request: &Request<'_>) -> Result<Value, ServiceError> {
    let conflict = |code: &str, message: &str| Err(ServiceError::new(409, code, message));
    let Some(organization) = &request.scenario().organization else {
        return conflict(
            "OrganizationNotFound",
            "The request was rejected because no organization is associated with your account.",
        );
    };
    if standing(request, "iam.amazonaws.com")? == Standing::Member {
        return conflict(
            "AccountNotManagementOrDelegatedAdministrator",
            "The request was rejected because the account making the request is not the \
             management account or delegated administrator account for centralized root access.",
        );
    }
    if organization.feature_set != "ALL" {
        return conflict(
            "OrganizationNotInAllFeaturesMode",
            "The request was rejected because your organization does not have All features enabled.",
        );
    }
    if !organization
        .trusted_access
        .iter()
        .any(|service| service == "iam.amazonaws.com")
    {
        return conflict(
            "ServiceAccessNotEnabled",
            "The request was rejected because trusted access is not enabled for IAM in \
             Organizations.",
        );
    }
    Ok(json!({
        "OrganizationId": organization.id,
        "EnabledFeatures": organization.features,
    }))
}

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

fn generate_credential_report(request: &Request<'_>) -> Result<Value, ServiceError> {
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

fn get_credential_report(request: &Request<'_>) -> Result<Value, ServiceError> {
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
                content: credential_report(&request.scenario().partition, id, account),
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

fn reports<'a>(request: &Request<'a>) -> std::sync::MutexGuard<'a, HashMap<AccountId, Report>> {
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

const REPORT_HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,\
    password_last_changed,password_next_rotation,mfa_active,access_key_1_active,\
    access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
    access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
    cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

fn credential_report(partition: &str, id: &AccountId, account: &Account) -> String {
    let root = &account.root;
    let has_console = partition != "aws-us-gov";
    let mut rows = vec![REPORT_HEADER.to_owned()];
    // In China there is no root user to report on.
    if partition != "aws-cn" {
        rows.push(report_row(&Row {
            user: "<root_account>",
            arn: format!("arn:{partition}:iam::{id}:root"),
            password_enabled: match (has_console, root.password) {
                (false, _) => "not_supported",
                (true, true) => "true",
                (true, false) => "false",
            },
            password_last_used: root.password_last_used,
            // The report gained the root user's date late; without a fact it is not told.
            password_last_changed: time_or(root.password_last_changed, "not_supported"),
            mfa_active: !root.mfa.is_empty(),
            keys: &root.access_keys,
            certificates: &root.signing_certificates,
        }));
    }
    for user in &account.users {
        rows.push(report_row(&Row {
            user: &user.name,
            arn: format!("arn:{partition}:iam::{id}:user/{}", user.name),
            password_enabled: if user.password_last_used.is_some() {
                "true"
            } else {
                "false"
            },
            password_last_used: user.password_last_used,
            password_last_changed: "N/A".to_owned(),
            mfa_active: !user.mfa.is_empty(),
            keys: &[],
            certificates: &[],
        }));
    }
    rows.join("\n")
}

struct Row<'a> {
    user: &'a str,
    arn: String,
    password_enabled: &'a str,
    password_last_used: Option<Timestamp>,
    password_last_changed: String,
    mfa_active: bool,
    keys: &'a [AccessKey],
    certificates: &'a [SigningCertificate],
}

fn report_row(row: &Row<'_>) -> String {
    let last_used = match (row.password_enabled, row.password_last_used) {
        (_, Some(time)) => report_time(time),
        ("true", None) => "no_information".to_owned(),
        (_, None) => "N/A".to_owned(),
    };
    let mut fields = vec![
        row.user.to_owned(),
        row.arn.clone(),
        report_time(Timestamp::UNIX_EPOCH),
        row.password_enabled.to_owned(),
        last_used,
        row.password_last_changed.clone(),
        "not_supported".to_owned(),
        row.mfa_active.to_string(),
    ];
    for place in 0..2 {
        let key = row.keys.get(place);
        let used = key.and_then(|key| key.last_used);
        let when_used = |text: &str| used.map_or("N/A", |_| text).to_owned();
        fields.extend([
            key.is_some_and(|key| key.status == KeyStatus::Active)
                .to_string(),
            key.map_or_else(
                || "N/A".to_owned(),
                |key| report_time(key.created.unwrap_or(Timestamp::UNIX_EPOCH)),
            ),
            time_or(used, "N/A"),
            when_used("us-east-1"),
            when_used("s3"),
        ]);
    }
    for place in 0..2 {
        let certificate = row.certificates.get(place);
        fields.extend([
            certificate
                .is_some_and(|certificate| certificate.status == KeyStatus::Active)
                .to_string(),
            time_or(certificate.map(|_| Timestamp::UNIX_EPOCH), "N/A"),
        ]);
    }
    fields.join(",")
}

fn report_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

fn time_or(time: Option<Timestamp>, otherwise: &str) -> String {
    time.map_or_else(|| otherwise.to_owned(), report_time)
}
