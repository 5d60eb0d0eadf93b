//! Key Management Service: keys and their policies. Only the key's own account may read them, if
//! the key's policy allows it.

use serde_json::{Value, json};

use super::{epoch, resource_arn};
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{Errors, JSON_ERRORS, Paging, Service};
use crate::scenario::Key;

pub(crate) const SERVICE: Service = Service {
    signing_name: "kms",
    iam_prefix: "kms",
    protocol: Protocol::Json {
        target: "TrentService",
    },
    errors: Errors {
        bad_token: (400, "InvalidMarkerException"),
        ..JSON_ERRORS
    },
    paging: Paging {
        token: "Marker",
        size: "Limit",
        truncated: Some("Truncated"),
    },
};

pub(crate) const OPERATIONS: Operations = &[
    ("DescribeKey", describe_key),
    ("GetKeyPolicy", get_key_policy),
];

/// The only name of a key's policy.
const POLICY_NAME: &str = "default";

/// How a request may name a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    IdOrArn,
    AliasToo,
}

/// The key that the request names.
fn key<'a>(request: &'a Request<'_>, naming: Naming) -> Result<&'a Key, ServiceError> {
    let named = request.required("KeyId")?;
    let (id, account) = request.account()?;
    let name = if named.starts_with("arn:") {
        let [_, partition, "kms", region, owner, name] = named.split(':').collect::<Vec<_>>()[..]
        else {
            return Err(ServiceError::client(
                "InvalidArnException",
                format!("Invalid arn {named}"),
            ));
        };
        if region != request.region || partition != request.scenario().partition {
            return Err(ServiceError::client(
                "InvalidArnException",
                format!("Invalid arn {region}"),
            ));
        }
        if owner != id.as_str() {
            return Err(no_policy_allows(request, named)?);
        }
        name.strip_prefix("key/").unwrap_or(name)
    } else {
        named
    };
    if naming == Naming::IdOrArn && name.starts_with("alias/") {
        return Err(not_found(format!("Invalid keyId {named}")));
    }
    let here = request.scenario().region();
    let key = account
        .keys
        .iter()
        .filter(|key| key.region.as_deref().unwrap_or(here) == request.region)
        .find(|key| key.id == name || key.aliases.iter().any(|alias| alias == name))
        .ok_or_else(|| not_found(format!("Key '{named}' does not exist")))?;
    if lets_its_account_in(key, request)? {
        Ok(key)
    } else {
        Err(no_policy_allows(request, named)?)
    }
}

fn no_policy_allows(request: &Request<'_>, key: &str) -> Result<ServiceError, ServiceError> {
    let caller = request.caller()?.arn(&request.scenario().partition);
    let action = format!("kms:{}", request.operation);
    Ok(request.service.denied(format!(
        "User: {caller} is not authorized to perform: {action} on resource: {key} because no \
         resource-based policy allows the {action} action"
    )))
}

/// Whether the policy lets its account decide who may make this call. Otherwise IAM policies have
/// no effect.
fn lets_its_account_in(key: &Key, request: &Request<'_>) -> Result<bool, ServiceError> {
    let Some(policy) = &key.policy else {
        return Ok(true);
    };
    let partition = &request.scenario().partition;
    let account = &request.caller()?.account;
    let root = format!("arn:{partition}:iam::{account}:root");
    let action = format!("kms:{}", request.operation);
    let policy: Value = serde_json::from_str(policy).unwrap_or_default();
    let statements = listed(&policy["Statement"]);
    Ok(statements.into_iter().any(|statement| {
        let has = |element: &Value, is: &dyn Fn(&str) -> bool| {
            listed(element)
                .into_iter()
                .filter_map(Value::as_str)
                .any(is)
        };
        statement["Effect"] == "Allow"
            && has(&statement["Principal"]["AWS"], &|who| {
                who == root || who == account.as_str() || who == "*"
            })
            && has(
                &statement["Action"],
                &|pattern| match pattern.strip_suffix('*') {
                    Some(prefix) => action.starts_with(prefix),
                    None => action == pattern,
                },
            )
    }))
}

/// A value, or the values of a list.
fn listed(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        one => vec![one],
    }
}

fn not_found(message: String) -> ServiceError {
    ServiceError::client("NotFoundException", message)
}

fn describe_key(request: &Request<'_>) -> Result<Value, ServiceError> {
    let key = key(request, Naming::AliasToo)?;
    Ok(json!({
        "KeyMetadata": {
            "AWSAccountId": request.caller()?.account.as_str(),
            "KeyId": key.id,
            "Arn": resource_arn(request, "kms", &format!("key/{}", key.id))?,
            "CreationDate": epoch(jiff::Timestamp::UNIX_EPOCH),
            "Enabled": key.state == "Enabled",
            "Description": "",
            "KeyUsage": "ENCRYPT_DECRYPT",
            "KeyState": key.state,
            "Origin": "AWS_KMS",
            "KeyManager": if key.aws_managed { "AWS" } else { "CUSTOMER" },
            "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "KeySpec": "SYMMETRIC_DEFAULT",
            "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
            "MultiRegion": false,
        },
    }))
}

fn get_key_policy(request: &Request<'_>) -> Result<Value, ServiceError> {
    let key = key(request, Naming::IdOrArn)?;
    if let Some(name) = request.text("PolicyName")
        && name != POLICY_NAME
    {
        return Err(not_found("No such policy exists".to_owned()));
    }
    let policy = key.policy.clone().map_or_else(|| own(request), Ok)?;
    Ok(json!({ "Policy": policy, "PolicyName": POLICY_NAME }))
}

/// The policy that KMS gives a key: its account decides by IAM who uses it.
fn own(request: &Request<'_>) -> Result<String, ServiceError> {
    let partition = &request.scenario().partition;
    let account = &request.caller()?.account;
    Ok(json!({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [{
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": { "AWS": format!("arn:{partition}:iam::{account}:root") },
            "Action": "kms:*",
            "Resource": "*",
        }],
    })
    .to_string())
}
