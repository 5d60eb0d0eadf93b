//! Identity and Access Management, as far as it is about root users.

mod credential_report;
mod lists;
mod mfa;
pub(in crate::aws) mod reports;
mod root_credentials;

use serde_json::{Value, json};

use super::organizations::{Standing, standing};
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::page::page;
use crate::aws::protocol::{Protocol, query_map};
use crate::aws::request::Request;
use crate::aws::service::{Paging, QUERY_ERRORS, Service};
use lists::PAGE;

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
};

pub(crate) const OPERATIONS: Operations = &[
    ("GetAccountSummary", get_account_summary),
    ("ListAccountAliases", list_account_aliases),
    ("ListVirtualMFADevices", mfa::list_virtual_mfa_devices),
    ("ListAccessKeys", root_credentials::list_access_keys),
    ("ListMFADevices", mfa::list_mfa_devices),
    (
        "ListSigningCertificates",
        root_credentials::list_signing_certificates,
    ),
    ("ListOrganizationsFeatures", list_organizations_features),
    (
        "GenerateCredentialReport",
        credential_report::generate_credential_report,
    ),
    (
        "GetCredentialReport",
        credential_report::get_credential_report,
    ),
];

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

/// For the management account and the delegated administrator for IAM.
fn list_organizations_features(request: &Request<'_>) -> Result<Value, ServiceError> {
    let refused = |code: &str, message: &str| Err(ServiceError::client(code, message));
    let Some(organization) = &request.scenario().organization else {
        return refused(
            "OrganizationNotFoundException",
            "The request was rejected because no organization is associated with your account.",
        );
    };
    if standing(request, "iam.amazonaws.com")? == Standing::Member {
        return refused(
            "AccountNotManagementOrDelegatedAdministratorException",
            "The request was rejected because the account making the request is not the \
             management account or delegated administrator account for centralized root access.",
        );
    }
    if organization.feature_set != "ALL" {
        return refused(
            "OrganizationNotInAllFeaturesModeException",
            "The request was rejected because your organization does not have All features enabled.",
        );
    }
    if !organization
        .trusted_access
        .iter()
        .any(|service| service == "iam.amazonaws.com")
    {
        return refused(
            "ServiceAccessNotEnabledException",
            "The request was rejected because trusted access is not enabled for IAM in \
             Organizations.",
        );
    }
    Ok(json!({
        "OrganizationId": organization.id,
        "EnabledFeatures": organization.features,
    }))
}
