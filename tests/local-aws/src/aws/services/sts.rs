//! Security Token Service: sessions of roles and of root users.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::iso;
use super::organizations::{Standing, standing};
use crate::aws::access::{Caller, Permissions, Principal, Session};
use crate::aws::error::ServiceError;
use crate::aws::handler::Operations;
use crate::aws::protocol::Protocol;
use crate::aws::request::Request;
use crate::aws::root_task::RootTask;
use crate::aws::service::{NEXT_TOKEN, QUERY_ERRORS, Service};
use crate::aws::session_policy;
use crate::scenario::{AccountId, AccountKind};

pub(crate) const SERVICE: Service = Service {
    signing_name: "sts",
    iam_prefix: "sts",
    protocol: Protocol::Query {
        namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
        version: "2011-06-15",
    },
    errors: QUERY_ERRORS,
    paging: NEXT_TOKEN,
};

pub(crate) const OPERATIONS: Operations = &[
    ("AssumeRole", assume_role),
    ("AssumeRoot", assume_root),
    ("GetCallerIdentity", get_caller_identity),
];

/// The name that each rule's function and its role begin with.
const RULE_ROLE_PREFIX: &str = "root-credential-rules-";

fn get_caller_identity(request: &Request<'_>) -> Result<Value, ServiceError> {
    let caller = request.caller()?;
    let user_id = match &caller.principal {
        Principal::Role { session, .. } => format!("AROAEXAMPLE:{session}"),
        Principal::AssumedRoot { .. } => caller.account.to_string(),
    };
    Ok(json!({
        "Account": caller.account,
        "Arn": caller.arn(&request.scenario().partition),
        "UserId": user_id,
    }))
}

/// Two kinds of roles exist. The organization's reader role lets in the rules' roles of the
/// organization's accounts, each with its own account as the session tag `account`. Each member
/// account's access role, which may do everything there, lets in the management account; a session
/// policy limits it.
fn assume_role(request: &Request<'_>) -> Result<Value, ServiceError> {
    let role_arn = request.required("RoleArn")?;
    let session_name = request.required("RoleSessionName")?;
    let caller = request.caller()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if !(2..=64).contains(&session_name.len()) || !session_name.chars().all(is_name) {
        return Err(request.service.invalid(format!(
            "1 validation error detected: Value '{session_name}' at 'roleSessionName' failed to \
             satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        )));
    }
    let tags: BTreeMap<String, String> = request
        .parameters
        .get("Tags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|tag| {
            let text = |name| Some(tag.get(name)?.as_str()?.to_owned());
            Some((text("Key")?, text("Value")?))
        })
        .collect();

    if let Some((account, name)) = access_role(request, caller, role_arn) {
        let policy = request.text("Policy").map(session_policy::parse);
        let permissions = policy
            .transpose()
            .map_err(|error| error.of(request.service))?;
        let session = Caller {
            account,
            principal: Principal::Role {
                name,
                session: session_name.to_owned(),
            },
            session_tags: BTreeMap::new(),
            function: caller.function,
        };
        let seconds = duration(request, 3_600, 900..=43_200)?;
        let credentials = issue(
            request,
            session.clone(),
            permissions.map(Arc::new),
            false,
            seconds,
        );
        return Ok(assumed(request, &session, session_name, &credentials));
    }
    let reader = reader_role(request).filter(|(arn, _, _)| arn == role_arn);
    let tag_is_own = tags.get("account").map(String::as_str) == Some(caller.account.as_str());
    let is_rule = caller
        .role()
        .is_some_and(|role| role.starts_with(RULE_ROLE_PREFIX));
    let Some((_, account, name)) = reader.filter(|_| tag_is_own && is_rule) else {
        return Err(request.service.denied(format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {role_arn}",
            caller.arn(&request.scenario().partition)
        )));
    };
    let seconds = duration(request, 3_600, 900..=43_200)?;
    let session = Caller {
        account,
        principal: Principal::Role {
            name,
            session: session_name.to_owned(),
        },
        session_tags: tags,
        function: caller.function,
    };
    let permissions = request.permissions.clone();
    let credentials = issue(request, session.clone(), permissions, true, seconds);
    Ok(assumed(request, &session, session_name, &credentials))
}

fn assumed(
    request: &Request<'_>,
    session: &Caller,
    session_name: &str,
    credentials: &Value,
) -> Value {
    json!({
        "AssumedRoleUser": {
            "Arn": session.arn(&request.scenario().partition),
            "AssumedRoleId": format!("AROAEXAMPLE:{session_name}"),
        },
        "Credentials": credentials,
        "PackedPolicySize": 1,
    })
}

/// The member account and the name of its access role, if the ARN is that role's and the caller is
/// let in. AWS lets nobody into an account that isn't active.
fn access_role(request: &Request<'_>, caller: &Caller, arn: &str) -> Option<(AccountId, String)> {
    let scenario = request.scenario();
    let (account, name) = arn
        .strip_prefix(&format!("arn:{}:iam::", scenario.partition))?
        .split_once(":role/")?;
    let id: AccountId = account.parse().ok()?;
    let facts = scenario.accounts.get(&id)?;
    let is_let_in = scenario.kind(&id) == AccountKind::Member
        && scenario.kind(&caller.account) == AccountKind::Management
        && caller.role().is_some()
        && facts.state.as_deref().is_none_or(|state| state == "ACTIVE")
        && facts.access_role() == Some(name);
    is_let_in.then(|| (id, name.to_owned()))
}

/// The reader role's ARN, account and name.
fn reader_role(request: &Request<'_>) -> Option<(String, AccountId, String)> {
    let scenario = request.scenario();
    let arn = scenario.reader_role_arn()?;
    let organization = scenario.organization.as_ref()?;
    Some((
        arn,
        organization.management_account.clone(),
        organization.reader_role.clone(),
    ))
}

fn assume_root(request: &Request<'_>) -> Result<Value, ServiceError> {
    let target = request.required("TargetPrincipal")?;
    let caller = request.caller()?;
    let task_policy = request
        .parameters
        .pointer("/TaskPolicyArn/arn")
        .and_then(Value::as_str)
        .ok_or_else(|| request.service.invalid("The task policy ARN is missing"))?;
    let task = RootTask::of(task_policy).ok_or_else(|| {
        let message = format!("The task policy {task_policy} is not supported");
        request.service.invalid(message)
    })?;
    let denied = |because: &str| {
        request.service.denied(format!(
            "User: {} is not authorized to perform: sts:AssumeRoot on resource: \
             arn:{}:iam::{target}:root{because}",
            caller.arn(&request.scenario().partition),
            request.scenario().partition
        ))
    };
    let may = matches!(
        standing(request, "iam.amazonaws.com"),
        Ok(Standing::Management | Standing::Delegated)
    ) && caller.role().is_some();
    // An id, or the root user's ARN.
    let account = target
        .strip_prefix(&format!("arn:{}:iam::", request.scenario().partition))
        .and_then(|rest| rest.strip_suffix(":root"))
        .unwrap_or(target);
    let member: AccountId = account.parse().map_err(|_| denied(""))?;
    let is_member = request.scenario().accounts.contains_key(&member)
        && request.scenario().kind(&member) == AccountKind::Member;
    if !may || !is_member {
        return Err(denied(""));
    }
    if !is_on(request, task.feature) {
        return Err(denied(&format!(
            " because the feature {} is not enabled",
            task.feature
        )));
    }
    let seconds = duration(request, 900, 0..=900)?;
    let session = Caller {
        account: member,
        principal: Principal::AssumedRoot {
            task_policy: task_policy.to_owned(),
        },
        session_tags: BTreeMap::new(),
        function: caller.function,
    };
    let permissions = request.permissions.clone();
    Ok(json!({ "Credentials": issue(request, session, permissions, false, seconds) }))
}

fn is_on(request: &Request<'_>, feature: &str) -> bool {
    let organization = request.scenario().organization.as_ref();
    organization.is_some_and(|facts| facts.features.iter().any(|on| on == feature))
}

fn duration(
    request: &Request<'_>,
    default: i64,
    allowed: std::ops::RangeInclusive<i64>,
) -> Result<i64, ServiceError> {
    let seconds = request.integer("DurationSeconds").unwrap_or(default);
    if allowed.contains(&seconds) {
        Ok(seconds)
    } else {
        Err(request.service.invalid(format!(
            "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy \
             constraint: Member must have value less than or equal to {}",
            allowed.end()
        )))
    }
}

fn issue(
    request: &Request<'_>,
    caller: Caller,
    permissions: Option<Arc<Permissions>>,
    is_reader: bool,
    seconds: i64,
) -> Value {
    let credentials = request.world.access.issue(Session {
        caller,
        permissions,
        is_reader,
    });
    json!({
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key,
        "SessionToken": credentials.session_token,
        "Expiration": iso(Timestamp::now() + SignedDuration::from_secs(seconds)),
    })
}
