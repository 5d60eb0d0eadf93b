//! CloudTrail: the events of the last 90 days, and the trails.

pub(in crate::aws) mod lookups;
mod trails;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{epoch, from_epoch, iso};
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::page::page;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{JSON_ERRORS, NEXT_TOKEN, Service};
use crate::scenario::{AccountId, Event};

pub(crate) const SERVICE: Service = Service {
    signing_name: "cloudtrail",
    iam_prefix: "cloudtrail",
    protocol: Protocol::Json {
        target: "CloudTrail_20131101",
    },
    errors: JSON_ERRORS,
    paging: NEXT_TOKEN,
};

pub(crate) const OPERATIONS: Operations = &[
    ("LookupEvents", lookup_events),
    ("DescribeTrails", trails::describe_trails),
    ("GetTrailStatus", trails::get_trail_status),
    ("GetEventSelectors", trails::get_event_selectors),
];

/// AWS's largest page of events.
const PAGE: usize = 50;

/// How far back LookupEvents goes.
const HISTORY: SignedDuration = SignedDuration::from_hours(90 * 24);

fn lookup_events(request: &Request<'_>) -> Result<Value, ServiceError> {
    let (id, account) = request.account()?;
    if request.scenario().limit_lookup_events && !request.world.lookups.admit(id, request.region) {
        return Err(request.service.throttled());
    }
    let attributes = request
        .parameters
        .get("LookupAttributes")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    if attributes.len() > 1 {
        return Err(ServiceError::client(
            "InvalidLookupAttributesException",
            "Only one lookup attribute may be specified",
        ));
    }
    let attribute = attributes.first().map(|attribute| {
        let text = |name| {
            attribute
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        (text("AttributeKey"), text("AttributeValue"))
    });
    let now = Timestamp::now();
    let bound = |name, otherwise| {
        let given = request.parameters.get(name).and_then(Value::as_f64);
        given.and_then(from_epoch).unwrap_or(otherwise)
    };
    let from = bound("StartTime", now - HISTORY).max(now - HISTORY);
    let to = bound("EndTime", now);
    if from > to {
        return Err(ServiceError::client(
            "InvalidTimeRangeException",
            "The end time must not be before the start time",
        ));
    }

    let mut events = Vec::new();
    let happened = account
        .events
        .iter()
        .flat_map(|event| std::iter::repeat_n(event, event.times));
    for (place, event) in happened.enumerate() {
        let region = event
            .region
            .as_deref()
            .unwrap_or(request.scenario().global_region());
        if region == request.region && (from..=to).contains(&event.time) {
            let found = describe(request, id, place, event, region)?;
            if matches(attribute, &found)? {
                events.push((event.time, found));
            }
        }
    }
    events.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    let events = events
        .into_iter()
        .map(|(_, event)| event)
        .collect::<Vec<_>>();
    page(request, "Events", &events, PAGE).map(Value::Object)
}

fn matches(attribute: Option<(&str, &str)>, event: &Value) -> Result<bool, ServiceError> {
    let Some((key, value)) = attribute else {
        return Ok(true);
    };
    match key {
        "EventId" | "EventName" | "ReadOnly" | "Username" | "EventSource" | "AccessKeyId" => {
            Ok(event.get(key).and_then(Value::as_str) == Some(value))
        }
        "ResourceType" | "ResourceName" => Ok(false),
        _ => Err(ServiceError::client(
            "InvalidLookupAttributesException",
            format!("The lookup attribute {key} is not supported"),
        )),
    }
}

fn describe(
    request: &Request<'_>,
    id: &AccountId,
    place: usize,
    event: &Event,
    region: &str,
) -> Result<Value, ServiceError> {
    let record = match &event.record {
        Some(record) => record.clone(),
        None => record(request, id, place, event, region).to_string(),
    };
    let read_only = is_read_only(&event.name);
    Ok(json!({
        "EventId": event_id(id, place),
        "EventName": event.name,
        "EventSource": source(event),
        "EventTime": epoch(event.time),
        "Username": event.user,
        "ReadOnly": read_only.to_string(),
        "Resources": [],
        "CloudTrailEvent": record,
    }))
}

fn event_id(id: &AccountId, place: usize) -> String {
    format!("{:08}-0000-4000-8000-{id}", place + 1)
}

fn is_read_only(name: &str) -> bool {
    ["Get", "List", "Describe"]
        .iter()
        .any(|verb| name.starts_with(verb))
}

/// Whether the sign-in service records events of this name.
fn is_sign_in(name: &str) -> bool {
    matches!(
        name,
        "ConsoleLogin"
            | "CheckMfa"
            | "PasswordRecoveryRequested"
            | "PasswordRecoveryCompleted"
            | "PasswordUpdated"
            | "EmailUpdated"
            | "GetSigninToken"
            | "SwitchRole"
            | "ExitRole"
    )
}

fn source(event: &Event) -> &str {
    event
        .source
        .as_deref()
        .unwrap_or(if is_sign_in(&event.name) {
            "signin.amazonaws.com"
        } else {
            "iam.amazonaws.com"
        })
}

/// The record in CloudTrail's own form.
fn record(
    request: &Request<'_>,
    id: &AccountId,
    place: usize,
    event: &Event,
    region: &str,
) -> Value {
    let partition = &request.scenario().partition;
    let alias = request
        .account()
        .ok()
        .and_then(|(_, account)| account.alias.as_ref())
        .filter(|alias| **alias == event.user);
    let is_root = event
        .identity_type
        .as_deref()
        .is_none_or(|kind| kind != "AssumedRole")
        && (event.user == "root" || alias.is_some());
    let mut identity = if is_root {
        let mut root = json!({
            "type": "Root",
            "principalId": id,
            "arn": format!("arn:{partition}:iam::{id}:root"),
            "accountId": id,
        });
        if let Some(alias) = alias {
            root["userName"] = json!(alias);
        }
        root
    } else if event.identity_type.as_deref() == Some("AssumedRole") {
        json!({
            "type": "AssumedRole",
            "principalId": format!("AROAEXAMPLE:{}", event.user),
            "arn": format!("arn:{partition}:sts::{id}:assumed-role/Example/{}", event.user),
            "accountId": id,
        })
    } else {
        json!({
            "type": "IAMUser",
            "principalId": "AIDAEXAMPLE",
            "arn": format!("arn:{partition}:iam::{id}:user/{}", event.user),
            "accountId": id,
            "userName": event.user,
        })
    };
    if let Some(kind) = &event.identity_type {
        identity["type"] = json!(kind);
    }
    if event.assumed_root {
        identity["accessKeyId"] = json!("ASIAEXAMPLE");
        identity["sessionContext"] = json!({
            "attributes": { "creationDate": iso(event.time), "mfaAuthenticated": "false" },
            "assumedRoot": "true",
        });
    }
    if let Some(service) = &event.invoked_by {
        identity["invokedBy"] = json!(service);
    }
    let event_type = event
        .event_type
        .as_deref()
        .unwrap_or(if is_sign_in(&event.name) {
            "AwsConsoleSignIn"
        } else {
            "AwsApiCall"
        });
    let mut record = json!({
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": iso(event.time),
        "eventSource": source(event),
        "eventName": event.name,
        "awsRegion": region,
        "sourceIPAddress": event.invoked_by.as_deref().unwrap_or("192.0.2.10"),
        "userAgent": event.invoked_by.as_deref().unwrap_or("Mozilla/5.0"),
        "requestParameters": null,
        "responseElements": null,
        "eventID": event_id(id, place),
        "readOnly": is_read_only(&event.name),
        "eventType": event_type,
        "managementEvent": true,
        "recipientAccountId": id,
        "eventCategory": "Management",
    });
    if event.name == "ConsoleLogin" {
        let mfa_used = event.mfa_used.unwrap_or(true);
        record["additionalEventData"] = json!({
            "LoginTo": "https://console.aws.amazon.com/console/home",
            "MobileVersion": "No",
            "MFAUsed": if mfa_used { "Yes" } else { "No" },
        });
        record["responseElements"] =
            json!({ "ConsoleLogin": if event.failed { "Failure" } else { "Success" } });
        if event.failed {
            record["errorMessage"] = json!("Failed authentication");
        }
    }
    if let Some(code) = &event.error_code {
        record["errorCode"] = json!(code);
    }
    record
}
