use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Something that the root user did, or that can't be distinguished from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootEvent {
    /// `None` if CloudTrail gives no time: then no use record covers it.
    pub at: Option<Timestamp>,
    /// CloudTrail's name for the event, if it has one.
    pub name: Option<String>,
    pub kind: EventKind,
    /// In a session of centralized root access (`sts:AssumeRoot`), which needs no root user
    /// credentials.
    pub root_session: bool,
}

/// What an event was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    SignIn,
    /// Anybody who knows the email address can cause one.
    FailedSignIn,
    /// The root password has changed: changed by somebody who knew it, or reset by somebody who had
    /// lost it.
    PasswordChange,
    /// An API call, or another event of the sign-in service: a requested password recovery, or a
    /// change of the email address or of an MFA device.
    Call,
    /// The record could not be understood. It counts as use of the root user.
    Unreadable,
}

/// Events of a changed root password: two of the sign-in service, and IAM's own call, which is
/// documented for IAM users but changes root's password when root makes it.
const PASSWORD_CHANGES: [&str; 3] = [
    "PasswordUpdated",
    "PasswordRecoveryCompleted",
    "ChangePassword",
];
/// IAM's calls that give a user a password: the caller, if no user name is given.
const LOGIN_PROFILE_CHANGES: [&str; 2] = ["CreateLoginProfile", "UpdateLoginProfile"];
const SIGN_IN: &str = "ConsoleLogin";

/// What LookupEvents returns about an event besides the record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) at: Option<Timestamp>,
    pub(crate) name: Option<String>,
}

impl RootEvent {
    /// Reads a record that LookupEvents found for the user name `root`. `None` if it is understood
    /// and the root user didn't do it, but an IAM user or a session of that name, or a service that
    /// acts for the account.
    pub(crate) fn read(record: Option<&str>, envelope: Envelope) -> Option<Self> {
        let record = record.and_then(|text| serde_json::from_str::<Record>(text).ok());
        match record.and_then(|record| record.judge()) {
            Some(Judged::Root(event)) => Some(event),
            Some(Judged::SomeoneElse) => None,
            None => Some(Self::unreadable(envelope)),
        }
    }

    fn unreadable(envelope: Envelope) -> Self {
        let changes_password = envelope.name.as_deref().is_some_and(|name| {
            PASSWORD_CHANGES.contains(&name) || LOGIN_PROFILE_CHANGES.contains(&name)
        });
        Self {
            at: envelope.at,
            name: envelope.name,
            kind: if changes_password {
                EventKind::PasswordChange
            } else {
                EventKind::Unreadable
            },
            root_session: false,
        }
    }

    /// Whether the root password changed, or may have changed: an event without a known name could
    /// be such a change.
    #[must_use]
    pub fn may_change_password(&self) -> bool {
        match self.kind {
            EventKind::PasswordChange => true,
            EventKind::Unreadable => self.name.is_none(),
            EventKind::SignIn | EventKind::FailedSignIn | EventKind::Call => false,
        }
    }

    /// The event in few words, for an annotation: `ConsoleLogin at 2026-10-01T09:00:00Z`.
    #[must_use]
    pub fn described(&self) -> String {
        let name = self.name.as_deref().unwrap_or("an unreadable event");
        match self.at {
            Some(at) => format!("{name} at {}", to_the_second(at)),
            None => format!("{name} at an unknown time"),
        }
    }
}

/// A moment in the form that annotations use: RFC 3339 in UTC, to the second.
pub(crate) fn to_the_second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

enum Judged {
    Root(RootEvent),
    SomeoneElse,
}

/// The fields of CloudTrail's record that show who did what. It has many more.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    user_identity: UserIdentity,
    event_time: String,
    event_name: String,
    event_type: String,
    error_code: Option<String>,
    error_message: Option<String>,
    request_parameters: Option<Value>,
    response_elements: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserIdentity {
    #[serde(default)]
    r#type: String,
    arn: Option<String>,
    invoked_by: Option<String>,
    session_context: Option<SessionContext>,
}

/// Identity types that are not the root user. `Unknown` is not listed: CloudTrail writes it if it
/// can't tell.
///
/// Source: CloudTrail User Guide, "CloudTrail userIdentity element".
const NOT_ROOT: [&str; 10] = [
    "IAMUser",
    "AssumedRole",
    "Role",
    "FederatedUser",
    "Directory",
    "AWSAccount",
    "AWSService",
    "IdentityCenterUser",
    "SAMLUser",
    "WebIdentityUser",
];

/// Services through which a person works in the console, as `invokedBy` names them.
const CONSOLE: [&str; 2] = ["signin", "console"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SessionContext {
    assumed_root: Option<Flag>,
}

/// CloudTrail writes this boolean as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Flag {
    Boolean(bool),
    Text(TextFlag),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum TextFlag {
    True,
    False,
}

impl Record {
    /// `None` if a field has an invalid value.
    fn judge(self) -> Option<Judged> {
        if self.user_identity.is_someone_else()
            || self.is_a_service_for_itself()
            || self.is_of_another_directory()
        {
            return Some(Judged::SomeoneElse);
        }
        let at = self.event_time.parse().ok()?;
        let assumed = self
            .user_identity
            .session_context
            .as_ref()
            .and_then(|session| session.assumed_root.as_ref());
        let root_session = matches!(
            assumed,
            Some(Flag::Boolean(true) | Flag::Text(TextFlag::True))
        );
        Some(Judged::Root(RootEvent {
            at: Some(at),
            kind: self.kind(),
            name: Some(self.event_name).filter(|name| !name.is_empty()),
            root_session,
        }))
    }

    fn kind(&self) -> EventKind {
        let name = self.event_name.as_str();
        if name == SIGN_IN {
            return match self.outcome() {
                Some("Success") if !self.has_error() => EventKind::SignIn,
                _ => EventKind::FailedSignIn,
            };
        }
        let failed = self.has_error() || self.outcome() == Some("Failure");
        let changes_password = PASSWORD_CHANGES.contains(&name)
            || (LOGIN_PROFILE_CHANGES.contains(&name) && self.names_no_user());
        if changes_password && !failed {
            return EventKind::PasswordChange;
        }
        EventKind::Call
    }

    /// AWS acts by itself. What a person does through the console's own services, or in a session
    /// that CloudTrail attributes to AWS (`AWS Internal`), counts as that person's.
    fn is_a_service_for_itself(&self) -> bool {
        let by_service = self
            .user_identity
            .invoked_by
            .as_deref()
            .and_then(service)
            .is_some_and(|service| !CONSOLE.contains(&service));
        by_service || self.event_type == "AwsServiceEvent"
    }

    /// A sign-in to a directory outside AWS that failed before the user was known. CloudTrail
    /// records it as root's, with an empty ARN.
    fn is_of_another_directory(&self) -> bool {
        self.event_name.starts_with("ExternalIdP")
            && self.user_identity.arn.as_deref() == Some("")
            && (self.has_error() || self.outcome() == Some("Failure"))
    }

    fn names_no_user(&self) -> bool {
        let user = self
            .request_parameters
            .as_ref()
            .and_then(|parameters| parameters.get("userName"));
        user.is_none_or(Value::is_null)
    }

    fn has_error(&self) -> bool {
        self.error_code.is_some() || self.error_message.is_some()
    }

    /// The sign-in service's result, under the event's own name.
    fn outcome(&self) -> Option<&str> {
        self.response_elements
            .as_ref()
            .and_then(Value::as_object)
            .and_then(|answer: &Map<String, Value>| answer.get(&self.event_name))
            .and_then(Value::as_str)
    }
}

impl UserIdentity {
    /// An event without a known identity type or a telling ARN counts as root's.
    fn is_someone_else(&self) -> bool {
        if NOT_ROOT.contains(&self.r#type.as_str()) {
            return true;
        }
        let tells_of_a_user = || {
            self.arn
                .as_deref()
                .and_then(|arn| arn.splitn(6, ':').nth(5))
                .is_some_and(|resource| !resource.is_empty() && resource != "root")
        };
        self.r#type != "Root" && tells_of_a_user()
    }
}

/// The service's name in `support.amazonaws.com`.
fn service(principal: &str) -> Option<&str> {
    let (name, domain) = principal.split_once('.')?;
    (!name.is_empty() && domain.contains("amazonaws.")).then_some(name)
}

#[cfg(test)]
mod tests;
