//! The trails, and whether they work.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::aws::error::ServiceError;
use crate::aws::request::Request;
use crate::aws::services::epoch;
use crate::scenario::{AccountId, LastDelivery, Trail};

/// A trail with its account and home Region.
struct Found<'a> {
    trail: &'a Trail,
    owner: &'a AccountId,
    home: &'a str,
}

impl Found<'_> {
    fn arn(&self, request: &Request<'_>) -> String {
        format!(
            "arn:{}:cloudtrail:{}:{}:trail/{}",
            request.scenario().partition,
            self.home,
            self.owner,
            self.trail.name
        )
    }
}

/// The trails that the caller's account sees: its own, and the organization's.
fn trails<'a>(request: &Request<'a>) -> Result<Vec<Found<'a>>, ServiceError> {
    let scenario = request.scenario();
    let (id, _) = request.account()?;
    Ok(scenario
        .accounts
        .iter()
        .flat_map(|(owner, account)| account.trails.iter().map(move |trail| (owner, trail)))
        .filter(|(owner, trail)| *owner == id || trail.organization)
        .map(|(owner, trail)| Found {
            trail,
            owner,
            home: trail.region.as_deref().unwrap_or(scenario.region()),
        })
        .collect())
}

pub(super) fn describe_trails(request: &Request<'_>) -> Result<Value, ServiceError> {
    let names = request
        .texts("trailNameList")
        .filter(|names| !names.is_empty());
    let shadows = request.parameters.get("includeShadowTrails") != Some(&Value::Bool(false));
    let list: Vec<Value> = trails(request)?
        .iter()
        .filter(|found| found.home == request.region || (shadows && found.trail.multi_region))
        .filter(|found| {
            names.as_ref().is_none_or(|names| {
                names.contains(&&*found.trail.name) || names.contains(&&*found.arn(request))
            })
        })
        .map(|found| {
            let mut fields = Map::new();
            for (name, value) in [
                ("Name", json!(found.trail.name)),
                ("S3BucketName", json!("example-trail-bucket")),
                ("IncludeGlobalServiceEvents", json!(true)),
                ("IsMultiRegionTrail", json!(found.trail.multi_region)),
                ("IsOrganizationTrail", json!(found.trail.organization)),
                ("HomeRegion", json!(found.home)),
                ("TrailARN", json!(found.arn(request))),
                ("LogFileValidationEnabled", json!(true)),
                ("HasCustomEventSelectors", json!(false)),
                ("HasInsightSelectors", json!(false)),
            ] {
                fields.insert(name.to_owned(), value);
            }
            if let Some(group) = &found.trail.log_group {
                let arn = if group.starts_with("arn:") {
                    group.clone()
                } else {
                    format!(
                        "arn:{}:logs:{}:{}:log-group:{group}:*",
                        request.scenario().partition,
                        found.home,
                        found.owner
                    )
                };
                fields.insert("CloudWatchLogsLogGroupArn".to_owned(), json!(arn));
            }
            Value::Object(fields)
        })
        .collect();
    Ok(json!({ "trailList": list }))
}

/// The trail that `parameter` names, by its name (in the caller's Region) or its ARN.
fn find<'a>(request: &Request<'a>, parameter: &str) -> Result<Found<'a>, ServiceError> {
    let name = request.required(parameter)?;
    trails(request)?
        .into_iter()
        .find(|found| {
            found.arn(request) == name || (found.trail.name == name && found.home == request.region)
        })
        .ok_or_else(|| {
            ServiceError::client(
                "TrailNotFoundException",
                format!("Unknown trail: {name} for the user"),
            )
        })
}

pub(super) fn get_trail_status(request: &Request<'_>) -> Result<Value, ServiceError> {
    let Found { trail, .. } = own(request, "Name")?;
    let now = Timestamp::now();
    let mut status = json!({
        "IsLogging": trail.logging,
        "LatestDeliveryTime": epoch(now),
    });
    if trail.log_group.is_some() {
        let delivered = match trail.delivered_to_log_group {
            None => Some(now),
            Some(LastDelivery::At(time)) => Some(time),
            Some(LastDelivery::Never(_)) => None,
        };
        if let Some(time) = delivered {
            status["LatestCloudWatchLogsDeliveryTime"] = json!(epoch(time));
        }
        if let Some(error) = &trail.delivery_error {
            status["LatestCloudWatchLogsDeliveryError"] = json!(error);
        }
    }
    Ok(status)
}

pub(super) fn get_event_selectors(request: &Request<'_>) -> Result<Value, ServiceError> {
    let found = own(request, "TrailName")?;
    let arn = found.arn(request);
    let trail = found.trail;
    if let Some(selectors) = &trail.advanced_selectors {
        let selectors: Vec<_> = selectors
            .iter()
            .map(|fields| json!({ "FieldSelectors": fields }))
            .collect();
        return Ok(json!({ "TrailARN": arn, "AdvancedEventSelectors": selectors }));
    }
    Ok(json!({
        "TrailARN": arn,
        "EventSelectors": [{
            "ReadWriteType": trail.read_write_type.as_deref().unwrap_or("All"),
            "IncludeManagementEvents": trail.management_events,
            "DataResources": [],
            "ExcludeManagementEventSources": trail.excluded_sources,
        }],
    }))
}

/// The trail that `parameter` names, which must belong to the caller's account: about the
/// organization's trail, CloudTrail tells members only that it exists.
fn own<'a>(request: &Request<'a>, parameter: &str) -> Result<Found<'a>, ServiceError> {
    let found = find(request, parameter)?;
    let own = &request.caller()?.account;
    if found.owner != own {
        return Err(ServiceError::client(
            "CloudTrailARNInvalidException",
            format!(
                "AccountID in ARN is wrong, you can only access resources with AccountID {own}."
            ),
        ));
    }
    Ok(found)
}
