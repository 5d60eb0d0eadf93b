//! The configuration recorder, which every account has and which records everything.

use serde_json::{Value, json};

use crate::aws::error::ServiceError;
use crate::aws::request::Request;
use crate::aws::services::resource_arn;

const NAME: &str = "default";

/// Whether the request asks for the recorder.
fn is_asked_for(request: &Request<'_>, arn: &str) -> Result<bool, ServiceError> {
    let names = request
        .texts("ConfigurationRecorderNames")
        .unwrap_or_default();
    let is_other = names.iter().any(|name| *name != NAME)
        || request.text("Arn").is_some_and(|wanted| wanted != arn);
    if is_other {
        return Err(ServiceError::client(
            "NoSuchConfigurationRecorderException",
            "Cannot find configuration recorder with the specified name or ARN.",
        ));
    }
    // A recorder of the account belongs to no service.
    Ok(request.text("ServicePrincipal").is_none())
}

fn one(
    request: &Request<'_>,
    list: &str,
    describe: impl Fn(&str) -> Value,
) -> Result<Value, ServiceError> {
    let arn = resource_arn(
        request,
        "config",
        &format!("configuration-recorder/{NAME}/local"),
    )?;
    let recorders: Vec<Value> = is_asked_for(request, &arn)?
        .then(|| describe(&arn))
        .into_iter()
        .collect();
    Ok(json!({ list: recorders }))
}

pub(super) fn describe_configuration_recorders(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    let partition = &request.scenario().partition;
    let account = &request.caller()?.account;
    one(request, "ConfigurationRecorders", |arn| {
        json!({
            "arn": arn,
            "name": NAME,
            "roleARN": format!(
                "arn:{partition}:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
            ),
            "recordingGroup": {
                "allSupported": true,
                "includeGlobalResourceTypes": true,
                "resourceTypes": [],
                "recordingStrategy": { "useOnly": "ALL_SUPPORTED_RESOURCE_TYPES" },
            },
            "recordingMode": { "recordingFrequency": "CONTINUOUS", "recordingModeOverrides": [] },
            "recordingScope": "PAID",
        })
    })
}

pub(super) fn describe_configuration_recorder_status(
    request: &Request<'_>,
) -> Result<Value, ServiceError> {
    one(
        request,
        "ConfigurationRecordersStatus",
        |arn| json!({ "arn": arn, "name": NAME, "recording": true, "lastStatus": "SUCCESS" }),
    )
}
