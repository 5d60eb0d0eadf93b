use std::error::Error as StdError;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::AccountId;
use crate::trust::TrustError;

/// Why something in AWS could not be read. The message names the IAM action, what
/// came back and what to do; it never repeats the service's own message, which can
/// hold an email address or a phone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("{action} is denied ({code}{by}): allow it for the role of this function")]
    AccessDenied {
        action: String,
        code: String,
        /// Which kind of policy denies it, if AWS says so.
        by: DeniedBy,
    },
    #[error(
        "{action} is denied in the root session ({code}{by}): exclude root sessions from the \
         policy that denies root, with the condition Null aws:AssumedRoot true"
    )]
    RootSessionDenied {
        action: String,
        code: String,
        by: DeniedBy,
    },
    #[error(
        "{action} is denied ({code}): turn {feature} on in IAM, Account settings, Centralized root \
         access"
    )]
    RootFeatureOff {
        action: String,
        code: String,
        feature: &'static str,
    },
    #[error("{action} is throttled ({code}), also when tried again")]
    Throttled { action: String, code: String },
    #[error("{action} is refused ({code}): the function's clock differs from AWS's")]
    ClockDiffers { action: String, code: String },
    #[error("{action} failed: AWS answered {code} (HTTP status {status})")]
    Refused {
        action: String,
        code: String,
        status: u16,
    },
    #[error(
        "{action} failed: what answered is not AWS's API (HTTP status {status}): look at the proxies \
         and firewalls on the way"
    )]
    NotAws { action: String, status: u16 },
    #[error("{action} got no answer: {cause}")]
    Unanswered { action: String, cause: String },
    #[error("{action}: the answer lacks a usable {field}")]
    Malformed { action: String, field: &'static str },
    #[error("the organization's reader role can't be assumed: {0}")]
    ReaderRole(Box<ReadError>),
    #[error("{action}: there are no credentials in the function's environment")]
    NoCredentials { action: String },
    #[error("the invocation ran out of time while reading AWS: raise the function's timeout")]
    OutOfTime,
}

/// The kind of policy that AWS's message blames for a denial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeniedBy {
    Unknown,
    NoIdentityPolicy,
    ServiceControlPolicy,
    ResourceControlPolicy,
    PermissionsBoundary,
}

impl DeniedBy {
    fn of(message: Option<&str>) -> Self {
        let message = message.unwrap_or_default();
        [
            ("service control policy", Self::ServiceControlPolicy),
            ("resource control policy", Self::ResourceControlPolicy),
            ("permissions boundary", Self::PermissionsBoundary),
            ("no identity-based policy", Self::NoIdentityPolicy),
        ]
        .into_iter()
        .find_map(|(said, by)| message.contains(said).then_some(by))
        .unwrap_or(Self::Unknown)
    }
}

impl std::fmt::Display for DeniedBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unknown => "",
            Self::NoIdentityPolicy => ", no identity-based policy allows it",
            Self::ServiceControlPolicy => ", by a service control policy",
            Self::ResourceControlPolicy => ", by a resource control policy",
            Self::PermissionsBoundary => ", by a permissions boundary",
        })
    }
}

/// The features of centralized root access. A refusal names the one that is off.
const ROOT_FEATURES: [&str; 2] = ["RootCredentialsManagement", "RootSessions"];

const DENIED: [&str; 4] = [
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "UnauthorizedOperation",
];

const THROTTLED: [&str; 8] = [
    "LimitExceeded",
    "LimitExceededException",
    "RequestLimitExceeded",
    "Throttled",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
];

/// Refusals of a valid signature with the wrong time: error codes that say so,
const OF_ANOTHER_TIME: [&str; 3] = [
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
];
/// and what the message says if the code is the one for any bad signature.
const SIGNATURE_OF_ANOTHER_TIME: [&str; 2] = ["Signature expired", "Signature not yet current"];

fn is_of_another_time(code: &str, message: Option<&str>) -> bool {
    let said = message.unwrap_or_default();
    OF_ANOTHER_TIME.contains(&code)
        || SIGNATURE_OF_ANOTHER_TIME
            .iter()
            .any(|words| said.starts_with(words))
}

impl ReadError {
    /// Turns the SDK's error of the call that `action` (such as `iam:GetAccountSummary`)
    /// permits into one that says what was tried; made for `map_err`.
    pub fn of<E>(action: &'static str) -> impl Fn(SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        move |error| Self::from_sdk(action, &error)
    }

    /// The answer came without the field that the rule needs.
    #[must_use]
    pub fn lacks(action: &'static str, field: &'static str) -> Self {
        Self::Malformed {
            action: action.to_owned(),
            field,
        }
    }

    /// Names the account that the call was about, if it is not the function's own.
    #[must_use]
    pub fn in_account(mut self, account: &AccountId) -> Self {
        match &mut self {
            Self::AccessDenied { action, .. }
            | Self::RootSessionDenied { action, .. }
            | Self::RootFeatureOff { action, .. }
            | Self::Throttled { action, .. }
            | Self::ClockDiffers { action, .. }
            | Self::Refused { action, .. }
            | Self::NotAws { action, .. }
            | Self::Unanswered { action, .. }
            | Self::Malformed { action, .. }
            | Self::NoCredentials { action } => {
                action.push_str(" for account ");
                action.push_str(account.as_str());
            }
            Self::ReaderRole(_) | Self::OutOfTime => {}
        }
        self
    }

    /// Says that the call was made in a session of centralized root access. The session's task
    /// policy allows the call, so a policy other than those of the function's role denies it.
    #[must_use]
    pub fn in_root_session(self) -> Self {
        match self {
            Self::AccessDenied { action, code, by } => Self::RootSessionDenied { action, code, by },
            other => other,
        }
    }

    /// A short, stable name of the kind of failure, for alarms and runbooks.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AccessDenied { .. }
            | Self::RootSessionDenied { .. }
            | Self::RootFeatureOff { .. } => "AccessDenied",
            Self::Throttled { .. } => "Throttled",
            Self::ClockDiffers { .. } => "ClockDiffers",
            Self::Refused { .. } | Self::NotAws { .. } => "ServiceError",
            Self::Unanswered { .. } => "NoAnswer",
            Self::Malformed { .. } => "MalformedAnswer",
            Self::ReaderRole(_) => "ReaderRole",
            Self::NoCredentials { .. } => "NoCredentials",
            Self::OutOfTime => "OutOfTime",
        }
    }

    fn denied(action: String, code: String, message: Option<&str>) -> Self {
        let by = DeniedBy::of(message);
        let named = |feature: &&&str| message.is_some_and(|said| said.contains(**feature));
        match ROOT_FEATURES.iter().find(named) {
            Some(feature) if by == DeniedBy::Unknown => Self::RootFeatureOff {
                action,
                code,
                feature,
            },
            _ => Self::AccessDenied { action, code, by },
        }
    }

    pub(crate) fn from_sdk<E>(action: &str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let action = action.to_owned();
        if let SdkError::ServiceError(service) = error {
            let status = service.raw().status().as_u16();
            let Some(code) = service.err().code().map(str::to_owned) else {
                return Self::NotAws { action, status };
            };
            if DENIED.contains(&code.as_str()) {
                return Self::denied(action, code, service.err().message());
            }
            if THROTTLED.contains(&code.as_str()) {
                return Self::Throttled { action, code };
            }
            if is_of_another_time(&code, service.err().message()) {
                return Self::ClockDiffers { action, code };
            }
            return Self::Refused {
                action,
                code,
                status,
            };
        }
        // Of the reader role, or of what looked at the answer.
        if let Some(said) = cause::<Self>(error) {
            return said.clone();
        }
        if cause::<CredentialsError>(error).is_some() {
            return Self::NoCredentials { action };
        }
        if let SdkError::ResponseError(response) = error
            && !response.raw().status().is_success()
        {
            let status = response.raw().status().as_u16();
            return Self::NotAws { action, status };
        }
        if let Some(trust) = cause::<TrustError>(error) {
            let cause = trust.to_string();
            return Self::Unanswered { action, cause };
        }
        let cause = match error {
            SdkError::TimeoutError(_) => "it timed out",
            SdkError::DispatchFailure(failure) if failure.is_timeout() => "it timed out",
            SdkError::DispatchFailure(failure) if failure.is_io() => {
                "the connection failed or was cut"
            }
            SdkError::ResponseError(_) => "the answer could not be parsed",
            SdkError::ConstructionFailure(_) => "the request could not be made",
            _ => "the request could not be sent",
        };
        let cause = cause.to_owned();
        Self::Unanswered { action, cause }
    }
}

/// The first of the error's causes with the given type.
pub(crate) fn cause<'a, T: StdError + 'static>(
    error: &'a (dyn StdError + 'static),
) -> Option<&'a T> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use case_table::rows;

    use super::*;

    #[test]
    fn a_denial_says_which_kind_of_policy_denies() {
        let table = "
            … because no identity-based policy allows the x action | NoIdentityPolicy
            … with an explicit deny in a service control policy | ServiceControlPolicy
            no permissions boundary allows | PermissionsBoundary
            You can't do that | Unknown
        ";
        for [message, expected] in rows(table) {
            let by = format!("{:?}", DeniedBy::of(Some(message)));
            assert_eq!(by, expected, "{message}");
        }
    }

    #[test]
    fn a_denial_that_names_a_feature_says_to_turn_it_on() {
        let denied = |message| {
            let code = "AccessDenied".to_owned();
            ReadError::denied("sts:AssumeRoot".to_owned(), code, Some(message)).to_string()
        };
        assert_eq!(
            denied("Access denied: RootCredentialsManagement is not enabled"),
            "sts:AssumeRoot is denied (AccessDenied): turn RootCredentialsManagement on in IAM, \
             Account settings, Centralized root access"
        );
        for message in [
            "User: x is not authorized to perform: sts:AssumeRoot",
            "… with an explicit deny in a service control policy: …/NoRootSessions",
        ] {
            assert!(
                denied(message).ends_with("role of this function"),
                "{message}"
            );
        }
    }

    #[test]
    fn a_denial_in_a_root_session_names_the_condition_that_exempts_it() {
        let denied = ReadError::AccessDenied {
            action: "iam:ListMFADevices".to_owned(),
            code: "AccessDenied".to_owned(),
            by: DeniedBy::ServiceControlPolicy,
        };
        assert_eq!(
            denied.in_root_session().to_string(),
            "iam:ListMFADevices is denied in the root session (AccessDenied, by a service control \
             policy): exclude root sessions from the policy that denies root, with the condition \
             Null aws:AssumedRoot true"
        );
        let other = ReadError::OutOfTime;
        assert_eq!(other.clone().in_root_session(), other);
    }

    #[test]
    fn a_refusal_because_of_the_time_differs_from_a_bad_signature() {
        let table = "
            RequestTimeTooSkewed | | true
            SignatureDoesNotMatch | Signature expired: 20261001T090000Z is now earlier than 20261001T091000Z | true
            InvalidSignatureException | Signature not yet current: 20261001T091000Z is still later than … | true
            SignatureDoesNotMatch | The request signature we calculated does not match | false
            SignatureDoesNotMatch | | false
        ";
        for [code, message, expected] in rows(table) {
            let message = Some(message).filter(|message| !message.is_empty());
            let found = is_of_another_time(code, message).to_string();
            assert_eq!(found, expected, "{code}");
        }
    }

    #[test]
    fn a_message_names_the_account_that_was_read() {
        let account = "222222222222".parse().unwrap();
        let error = ReadError::lacks("iam:ListMFADevices", "MFADevices").in_account(&account);
        assert_eq!(
            error.to_string(),
            "iam:ListMFADevices for account 222222222222: the answer lacks a usable MFADevices"
        );
    }

    #[test]
    fn a_message_names_the_action_and_what_to_do() {
        let error = ReadError::AccessDenied {
            action: "iam:GetAccountSummary".to_owned(),
            code: "AccessDenied".to_owned(),
            by: DeniedBy::ServiceControlPolicy,
        };
        assert_eq!(
            error.to_string(),
            "iam:GetAccountSummary is denied (AccessDenied, by a service control policy): allow it \
             for the role of this function"
        );
    }
}
