//! Whether a caller may make a call, as far as IAM alone decides; what a service refuses for its
//! own reasons, such as a member that lists the organization, stands in the service.

use super::access::{Caller, Permissions, Principal, Session};
use super::error::ServiceError;
use super::request::Request;

/// What `IAMAuditRootUserCredentials` allows.
const AUDIT_ROOT_CREDENTIALS: &[&str] = &[
    "iam:GetAccessKeyLastUsed",
    "iam:GetAccountSummary",
    "iam:GetLoginProfile",
    "iam:GetUser",
    "iam:ListAccessKeys",
    "iam:ListMFADevices",
    "iam:ListSigningCertificates",
];

/// Refuses what the caller's policies do not allow.
pub(super) fn check(request: &Request<'_>, session: &Session) -> Result<(), ServiceError> {
    let action = request.service.action(request.operation);
    // Everyone may ask who they are.
    if action == "sts:GetCallerIdentity" {
        return Ok(());
    }
    let allowed = match &session.caller.principal {
        Principal::AssumedRoot { .. } => AUDIT_ROOT_CREDENTIALS.contains(&&*action),
        Principal::Role { .. } => session
            .permissions
            .as_deref()
            .is_none_or(|permissions| allows(permissions, session.is_reader, &action)),
    };
    if allowed {
        Ok(())
    } else {
        Err(refusal(request, &session.caller))
    }
}

fn allows(permissions: &Permissions, is_reader: bool, action: &str) -> bool {
    let actions = if is_reader {
        &permissions.organization
    } else {
        &permissions.own
    };
    actions.iter().any(|allowed| {
        allowed
            .strip_suffix('*')
            .map_or(allowed == action, |prefix| action.starts_with(prefix))
    })
}

/// AWS's words for an action that no policy of the caller allows.
pub(super) fn refusal(request: &Request<'_>, caller: &Caller) -> ServiceError {
    let action = request.service.action(request.operation);
    let user = caller.arn(&request.scenario().partition);
    let resource = request.text("RoleArn").unwrap_or("*");
    let reason = match caller.principal {
        Principal::AssumedRoot { .. } => "session",
        Principal::Role { .. } => "identity-based",
    };
    request.service.denied(format!(
        "User: {user} is not authorized to perform: {action} on resource: {resource} because no \
         {reason} policy allows the {action} action"
    ))
}
