//! Account Management: contact information, of the caller's own account, and for the management
//! account of the organization's members.

use serde_json::{Map, Value, json};

use super::regions;
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::page::page;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{Errors, NEXT_TOKEN, Service};
use crate::scenario::{Account, AccountId, AccountKind};

/// By which the organization lets the service in.
const TRUSTED: &str = "account.amazonaws.com";

pub(crate) const SERVICE: Service = Service {
    signing_name: "account",
    iam_prefix: "account",
    protocol: Protocol::RestJson,
    errors: Errors {
        throttled: (429, "TooManyRequestsException"),
        denied: (403, "AccessDeniedException"),
        invalid: (400, "ValidationException"),
        bad_token: (400, "ValidationException"),
    },
    paging: NEXT_TOKEN,
};

pub(crate) const OPERATIONS: Operations = &[
    ("GetContactInformation", get_contact_information),
    ("GetAlternateContact", get_alternate_contact),
    ("ListRegions", list_regions),
];

fn get_contact_information(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (id, account) = asked_about(request)?;
    let contact = &account.contact;
    if !contact.present {
        return Err(not_found(
            "No contact information found for the inputted account.",
        ));
    }
    let mut fields = Map::new();
    for (name, value) in [
        ("FullName", request.scenario().name(id)),
        ("AddressLine1", "1 Example Street"),
        ("City", "Anytown"),
        ("StateOrRegion", "WA"),
        ("PostalCode", "98101"),
        ("CountryCode", &contact.country),
        ("PhoneNumber", &contact.phone),
    ] {
        if !value.is_empty() {
            fields.insert(name.to_owned(), json!(value));
        }
    }
    Ok(json!({ "ContactInformation": fields }))
}

fn get_alternate_contact(request: &Request<'_>) -> Result<Value, ServiceError> {
    let kind = request.required("AlternateContactType")?;
    let (id, account) = asked_about(request)?;
    let contacts = &account.alternate_contacts;
    let contact = match kind {
        "BILLING" => &contacts.billing,
        "OPERATIONS" => &contacts.operations,
        "SECURITY" => &contacts.security,
        _ => {
            return Err(request.service.invalid(
                "alternateContactType failed to satisfy constraint: Member must satisfy enum \
                 value set: [SECURITY, OPERATIONS, BILLING]",
            ));
        }
    };
    let Some(contact) = contact else {
        return Err(not_found(
            "No contact of the inputted alternate contact type found.",
        ));
    };
    let email = match &contact.email {
        Some(email) => email.clone(),
        None => format!("{}@example.com", kind.to_ascii_lowercase()),
    };
    let mut fields = json!({
        "AlternateContactType": kind,
        "EmailAddress": email,
        "Name": format!("{} contact of {}", kind.to_ascii_lowercase(), request.scenario().name(id)),
        "Title": "On call",
    });
    if let Some(phone) = &contact.phone {
        fields["PhoneNumber"] = json!(phone);
    }
    Ok(json!({ "AlternateContact": fields }))
}

/// AWS's largest page of Regions.
const PAGE: usize = 50;

fn list_regions(request: &Request<'_>) -> Result<Value, ServiceError> {
    asked_about(request)?;
    let wanted = request
        .texts("RegionOptStatusContains")
        .filter(|statuses| !statuses.is_empty());
    let status = |opt_in: bool| {
        if opt_in {
            "DISABLED"
        } else {
            "ENABLED_BY_DEFAULT"
        }
    };
    let found: Vec<Value> = regions::of(&request.scenario().partition)
        .iter()
        .map(|(name, opt_in)| (name, status(*opt_in)))
        .filter(|(_, status)| wanted.as_ref().is_none_or(|wanted| wanted.contains(status)))
        .map(|(name, status)| json!({ "RegionName": name, "RegionOptStatus": status }))
        .collect();
    page(request, "Regions", &found, PAGE).map(Value::Object)
}

/// The account in question. Only the management account may give an id, and never its own; the
/// service needs trusted access to the organization.
fn asked_about<'a>(request: &Request<'a>) -> Result<(&'a AccountId, &'a Account), ServiceError> {
    let Some(named) = request.text("AccountId") else {
        return request.account();
    };
    let scenario = request.scenario();
    let is_trusted = scenario.organization.as_ref().is_some_and(|facts| {
        facts
            .trusted_access
            .iter()
            .any(|service| service == TRUSTED)
    });
    let caller = &request.caller()?.account;
    let named = scenario
        .accounts
        .iter()
        .find(|(id, _)| id.as_str() == named);
    named
        .filter(|(id, _)| *id != caller)
        .filter(|_| is_trusted && scenario.kind(caller) == AccountKind::Management)
        .ok_or_else(|| {
            request.service.denied(
                "User is not authorized to access this resource: leave AccountId out for the \
                 caller's own account",
            )
        })
}

fn not_found(message: &str) -> ServiceError {
    ServiceError::new(404, "ResourceNotFoundException", message)
}
