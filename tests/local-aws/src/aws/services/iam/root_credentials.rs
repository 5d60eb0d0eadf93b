//! The root user's access keys and signing certificates, as a centralized root session lists them.

use serde_json::{Value, json};

use super::lists::{CREATED, PAGE};
use crate::aws::access::Principal;
use crate::aws::error::ServiceError;
use crate::aws::page::page;
use crate::aws::request::Request;
use crate::aws::services::iso;
use crate::scenario::{AccessKey, KeyStatus, SigningCertificate};

/// Refuses to list for anyone else: IAM users have neither here.
fn check_root(request: &Request<'_>) -> Result<(), ServiceError> {
    match (request.text("UserName"), &request.caller()?.principal) {
        (Some(_), _) => Err(ServiceError::not_supported("UserName in this operation")),
        (None, Principal::AssumedRoot { .. }) => Ok(()),
        (None, Principal::Role { .. }) => Err(request
            .service
            .invalid("Must specify userName when calling with non-User credentials")),
    }
}

fn status(of: KeyStatus) -> &'static str {
    match of {
        KeyStatus::Active => "Active",
        KeyStatus::Inactive => "Inactive",
    }
}

pub(super) fn list_access_keys(request: &Request<'_>) -> Result<Value, ServiceError> {
    check_root(request)?;
    let (_, account) = request.account()?;
    let key = |(number, key): (usize, &AccessKey)| {
        json!({
            "AccessKeyId": format!("AKIAEXAMPLEROOT{:05}", number + 1),
            "Status": status(key.status),
            "CreateDate": key.created.map_or_else(|| CREATED.to_owned(), iso),
        })
    };
    let keys: Vec<Value> = account
        .root
        .access_keys
        .iter()
        .enumerate()
        .map(key)
        .collect();
    page(request, "AccessKeyMetadata", &keys, PAGE).map(Value::Object)
}

pub(super) fn list_signing_certificates(request: &Request<'_>) -> Result<Value, ServiceError> {
    check_root(request)?;
    let (_, account) = request.account()?;
    let certificate = |(number, certificate): (usize, &SigningCertificate)| {
        json!({
            "UserName": "",
            "CertificateId": format!("EXAMPLEROOTCERTIFICATE{:02}", number + 1),
            "CertificateBody": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
            "Status": status(certificate.status),
            "UploadDate": CREATED,
        })
    };
    let certificates: Vec<Value> = account
        .root
        .signing_certificates
        .iter()
        .enumerate()
        .map(certificate)
        .collect();
    page(request, "Certificates", &certificates, PAGE).map(Value::Object)
}
