use super::condition::{ConditionKey, Truth, holds};
use super::document::{Effect, Known, OneOrMany, Policy, Principal, Statement};
use super::pattern::matches;

/// What a service asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    /// Of the service: `events.amazonaws.com`.
    pub(super) service: &'a str,
    pub(super) action: &'a str,
    pub(super) resource: &'a str,
    /// The keys in the request, in lower case. Keys about people aren't in it.
    pub(super) keys: &'a [(&'a str, &'a str)],
    /// The keys that are not in the request, in lower case.
    pub(super) absent: &'a [&'a str],
}

/// The policy's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Permission {
    Allowed,
    NotAllowed,
    Denied,
    /// It depends on this key, whose value is unknown, or on something unreadable.
    DependsOn(String),
}

/// Keys about the caller of a session. A service has none of them.
const OF_PEOPLE: [&str; 9] = [
    "aws:assumedroot",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:userid",
    "aws:username",
];

impl Policy {
    pub(super) fn permits(&self, request: &Request<'_>) -> Permission {
        let mut allows = false;
        let (mut may_allow, mut may_deny) = (None, None);
        for statement in &self.statements {
            let statement = match statement {
                Statement::Read(statement) => statement,
                Statement::Unread(_) => {
                    may_deny = Some("a statement that can't be read".to_owned());
                    may_allow.clone_from(&may_deny);
                    continue;
                }
            };
            match (applies(statement, request), statement.effect) {
                (Applies::Yes, Effect::Deny) => return Permission::Denied,
                (Applies::Yes, Effect::Allow) => allows = true,
                (Applies::DependsOn(key), Effect::Deny) => may_deny = Some(key),
                (Applies::DependsOn(key), Effect::Allow) => may_allow = Some(key),
                (Applies::No, _) => {}
            }
        }
        match (allows, may_allow, may_deny) {
            (false, None, _) => Permission::NotAllowed,
            (_, _, Some(key)) | (false, Some(key), None) => Permission::DependsOn(key),
            (true, _, None) => Permission::Allowed,
        }
    }
}

enum Applies {
    Yes,
    No,
    DependsOn(String),
}

fn applies(statement: &Known, request: &Request<'_>) -> Applies {
    if !names(statement, request.service)
        || !covers(
            statement.action.as_ref(),
            statement.not_action.as_ref(),
            |pattern| {
                matches(
                    &pattern.to_ascii_lowercase(),
                    &request.action.to_ascii_lowercase(),
                )
            },
        )
        || !covers(
            statement.resource.as_ref(),
            statement.not_resource.as_ref(),
            |pattern| matches(pattern, request.resource),
        )
    {
        return Applies::No;
    }
    let mut depends = None;
    for (operator, keys) in &statement.condition {
        for (name, values) in keys {
            match holds(operator, key(request, name), values.values()) {
                Truth::Yes => {}
                Truth::No => return Applies::No,
                Truth::Unknown => depends = Some(name.clone()),
            }
        }
    }
    depends.map_or(Applies::Yes, Applies::DependsOn)
}

fn key<'a>(request: &Request<'a>, name: &str) -> ConditionKey<'a> {
    let name = name.to_ascii_lowercase();
    if let Some((_, value)) = request.keys.iter().find(|(known, _)| *known == name) {
        return ConditionKey::Is(value);
    }
    match name.as_str() {
        "aws:securetransport" | "aws:principalisawsservice" => ConditionKey::Is("true"),
        "aws:principalservicename" => ConditionKey::Is(request.service),
        known if OF_PEOPLE.contains(&known) || request.absent.contains(&known) => {
            ConditionKey::Absent
        }
        _ => ConditionKey::Unknown,
    }
}

/// Whether a statement is about the service.
fn names(statement: &Known, service: &str) -> bool {
    match (&statement.principal, &statement.not_principal) {
        (Some(principal), None) => includes(principal, service),
        (None, Some(principal)) => !includes(principal, service),
        _ => false,
    }
}

/// `{"AWS": "*"}` also means everyone, including services.
fn includes(principal: &Principal, service: &str) -> bool {
    match principal {
        Principal::Anyone(who) => who == "*",
        Principal::Of(kinds) => kinds.iter().any(|(kind, who)| {
            who.values().iter().any(|who| match kind.as_str() {
                "AWS" => who == "*",
                "Service" => who == "*" || who == service,
                _ => false,
            })
        }),
    }
}

fn covers(
    only: Option<&OneOrMany<String>>,
    all_but: Option<&OneOrMany<String>>,
    is: impl Fn(&str) -> bool,
) -> bool {
    let any = |patterns: &OneOrMany<String>| patterns.values().iter().any(|pattern| is(pattern));
    match (only, all_but) {
        (Some(only), None) => any(only),
        (None, Some(all_but)) => !any(all_but),
        _ => false,
    }
}
