//! ARNs of resources of the caller's account.

use crate::aws::error::ServiceError;
use crate::aws::request::Request;

/// The ARN of a resource of the caller's account in the request's Region.
pub(super) fn resource_arn(
    request: &Request<'_>,
    service: &str,
    resource: &str,
) -> Result<String, ServiceError> {
    let partition = &request.scenario().partition;
    let account = &request.caller()?.account;
    Ok(format!(
        "arn:{partition}:{service}:{}:{account}:{resource}",
        request.region
    ))
}

/// A receiver in a scenario: an ARN, or the name of a topic in the caller's account.
pub(super) fn topic_arn(request: &Request<'_>, receiver: &str) -> Result<String, ServiceError> {
    if receiver.starts_with("arn:") {
        Ok(receiver.to_owned())
    } else {
        resource_arn(request, "sns", receiver)
    }
}
