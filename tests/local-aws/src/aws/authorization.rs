//! Whether a caller may make a call, as far as IAM decides. What a service refuses for its own
//! reasons, such as a member that lists the organization, is in the service.

use super::access::{Caller, Permissions, Principal, Session};
use super::error::ServiceError;
use super::request::Request;
use super::root_task::RootTask;

/// Refuses what the caller's policies do not allow.
pub(super) fn check(request: &Request<'_>, session: &Session) -> Result<(), ServiceError> {
    let action = request.service.action(request.operation);
    // Everyone may ask who they are.
    if action == "sts:GetCallerIdentity" {
        return Ok(());
    }
    let allowed = match &session.caller.principal {
        Principal::AssumedRoot { task_policy } => is_of_task(task_policy, &action),
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

fn is_of_task(task_policy: &str, action: &str) -> bool {
    RootTask::of(task_policy).is_some_and(|task| task.allows(action))
}

/// AWS's message for an action that no policy of the caller allows. Only a service control policy
/// can deny what the task of a root session allows.
pub(super) fn refusal(request: &Request<'_>, caller: &Caller) -> ServiceError {
    let action = request.service.action(request.operation);
    let user = caller.arn(&request.scenario().partition);
    let resource = request.text("RoleArn").unwrap_or("*");
    let reason = match &caller.principal {
        Principal::AssumedRoot { task_policy } if is_of_task(task_policy, &action) => {
            "with an explicit deny in a service control policy".to_owned()
        }
        Principal::AssumedRoot { .. } => {
            format!("because no session policy allows the {action} action")
        }
        Principal::Role { .. } => {
            format!("because no identity-based policy allows the {action} action")
        }
    };
    request.service.denied(format!(
        "User: {user} is not authorized to perform: {action} on resource: {resource} {reason}"
    ))
}
