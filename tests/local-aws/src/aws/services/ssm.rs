//! Systems Manager Parameter Store.

pub(in crate::aws) mod parameters;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::epoch;
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::page::page;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::service::{Errors, JSON_ERRORS, NEXT_TOKEN, Service};
use parameters::Version;

pub(crate) const SERVICE: Service = Service {
    signing_name: "ssm",
    iam_prefix: "ssm",
    protocol: Protocol::Json {
        target: "AmazonSSM",
    },
    errors: Errors {
        bad_token: (400, "InvalidNextToken"),
        ..JSON_ERRORS
    },
    paging: NEXT_TOKEN,
};

pub(crate) const OPERATIONS: Operations = &[
    ("GetParameter", get_parameter),
    ("GetParameters", get_parameters),
    ("GetParametersByPath", get_parameters_by_path),
    ("PutParameter", put_parameter),
];

/// The most parameters in one answer.
const PAGE: usize = 10;

/// The largest value of a standard parameter, in bytes.
const LARGEST: usize = 4_096;

/// The parameter `name`, which may end in `:<version>`, as the caller's account has it.
fn find(request: &Request<'_>, name: &str) -> Result<Option<Value>, ServiceError> {
    let account = request.caller()?.account.clone();
    let (name, version) = match name.rsplit_once(':') {
        Some((name, version)) => match version.parse::<usize>() {
            Ok(version) => (name, Some(version)),
            Err(_) => return Ok(None),
        },
        None => (name, None),
    };
    let store = request.world.parameters.lock();
    let Some(versions) = store.get(&(account, name.to_owned())) else {
        return Ok(None);
    };
    let number = version.unwrap_or(versions.len());
    Ok(number
        .checked_sub(1)
        .and_then(|place| versions.get(place))
        .map(|version| describe(request, name, number, version)))
}

fn describe(request: &Request<'_>, name: &str, number: usize, version: &Version) -> Value {
    let account = request
        .caller
        .map(|caller| caller.account.as_str())
        .unwrap_or_default();
    json!({
        "Name": name,
        "Type": "String",
        "Value": version.value,
        "Version": number,
        "LastModifiedDate": epoch(version.modified),
        "ARN": format!(
            "arn:{}:ssm:{}:{account}:parameter{name}",
            request.scenario().partition, request.region
        ),
        "DataType": "text",
    })
}

fn get_parameter(request: &Request<'_>) -> Result<Value, ServiceError> {
    let name = request.required("Name")?;
    check_reader(request, name)?;
    match find(request, name)? {
        Some(parameter) => Ok(json!({ "Parameter": parameter })),
        None => Err(ServiceError::client(
            "ParameterNotFound",
            format!("Parameter {name} not found."),
        )),
    }
}

fn get_parameters(request: &Request<'_>) -> Result<Value, ServiceError> {
    let names = request.texts("Names").unwrap_or_default();
    if !(1..=PAGE).contains(&names.len()) {
        return Err(request.service.invalid(format!(
            "1 validation error detected: Value at 'names' failed to satisfy constraint: Member \
             must have length between 1 and {PAGE}"
        )));
    }
    let (mut found, mut invalid) = (Vec::new(), Vec::new());
    for name in names {
        check_reader(request, name)?;
        match find(request, name)? {
            Some(parameter) => found.push(parameter),
            None => invalid.push(name),
        }
    }
    Ok(json!({ "Parameters": found, "InvalidParameters": invalid }))
}

fn get_parameters_by_path(request: &Request<'_>) -> Result<Value, ServiceError> {
    let path = request.required("Path")?;
    if !path.starts_with('/') {
        return Err(request.service.invalid(
            "The parameter doesn't meet the parameter name requirements. The parameter name must \
             begin with a forward slash \"/\".",
        ));
    }
    check_reader(request, path)?;
    let folder = format!("{}/", path.trim_end_matches('/'));
    let recursive = request.flag("Recursive");
    let account = &request.caller()?.account;
    let found = request
        .world
        .parameters
        .lock()
        .iter()
        .filter(|((owner, name), _)| {
            owner == account
                && name
                    .strip_prefix(&folder)
                    .is_some_and(|rest| recursive || !rest.contains('/'))
        })
        .filter_map(|((_, name), versions)| {
            let version = versions.last()?;
            Some(describe(request, name, versions.len(), version))
        })
        .collect::<Vec<_>>();
    page(request, "Parameters", &found, PAGE).map(Value::Object)
}

fn put_parameter(request: &Request<'_>) -> Result<Value, ServiceError> {
    let name = request.required("Name")?.to_owned();
    let value = request.required("Value")?.to_owned();
    check_reader(request, &name)?;
    if value.len() > LARGEST && request.text("Tier").unwrap_or("Standard") == "Standard" {
        return Err(request.service.invalid(format!(
            "Standard tier parameters support a maximum parameter value of {LARGEST} characters. \
             To create a larger parameter value, upgrade the parameter to use the \
             advanced-parameter tier."
        )));
    }
    let account = request.caller()?.account.clone();
    let mut store = request.world.parameters.lock();
    let versions = store.entry((account, name)).or_default();
    if !versions.is_empty() && !request.flag("Overwrite") {
        return Err(ServiceError::client(
            "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in \
             the request to true.",
        ));
    }
    versions.push(Version {
        value,
        modified: Timestamp::now(),
    });
    Ok(json!({ "Version": versions.len(), "Tier": "Standard" }))
}

/// The reader role's policy reaches the documents of the account that its session is tagged with,
/// and those for all accounts of its kind.
fn check_reader(request: &Request<'_>, name: &str) -> Result<(), ServiceError> {
    let caller = request.caller()?;
    let Some(tagged) = caller.session_tags.get("account") else {
        return Ok(());
    };
    let shared = if caller.account.as_str() == tagged {
        "management"
    } else {
        "members"
    };
    let folders = [
        format!("/root-credential-rules/attestations/{tagged}/"),
        format!("/root-credential-rules/attestations/{shared}/"),
        format!("/root-credential-rules/uses/{tagged}/"),
    ];
    let named = format!("{}/", name.trim_end_matches('/'));
    if folders.iter().any(|folder| named.starts_with(folder)) {
        return Ok(());
    }
    let action = request.service.action(request.operation);
    Err(request.service.denied(format!(
        "User: {} is not authorized to perform: {action} on resource: \
         arn:{}:ssm:{}:{}:parameter{name} because no identity-based policy allows the {action} \
         action",
        caller.arn(&request.scenario().partition),
        request.scenario().partition,
        request.region,
        caller.account
    )))
}
