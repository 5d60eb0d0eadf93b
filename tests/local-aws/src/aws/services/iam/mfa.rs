//! The MFA devices of root users and IAM users.

use serde_json::{Value, json};

use super::lists::{CREATED, PAGE};
use crate::aws::access::Principal;
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::request::Request;
use crate::scenario::{AccountId, MfaDevice, MfaKind};

pub(super) fn list_virtual_mfa_devices(request: &Request<'_>) -> Result<Value, ServiceError> {
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

/// The console's default name for the root user's device.
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

pub(super) fn list_mfa_devices(request: &Request<'_>) -> Result<Value, ServiceError> {
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
