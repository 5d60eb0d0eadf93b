use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::iter::successors;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// AWS's error codes for credentials that have expired or never existed.
const NOT_TAKEN: [&str; 10] = [
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "InvalidToken",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];
const DENIED: [&str; 3] = [
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
];

/// Why AWS could not be used: what was tried, what came back, what to do. The source is the SDK's
/// full error.
#[derive(Debug, thiserror::Error)]
pub enum AwsError {
    #[error("no AWS Region is set: set AWS_REGION, or `region` in the profile")]
    NoRegion,
    #[error(
        "there are no AWS credentials{place}: sign in (`aws sso login`), set AWS_PROFILE, or give \
         --profile"
    )]
    NoCredentials {
        /// Where the SDK looked for them, if known.
        place: String,
        #[source]
        details: Option<Details>,
    },
    #[error(
        "the AWS credentials can't be used ({problem}): sign in again (`aws sso login`), set \
         AWS_PROFILE, or give --profile"
    )]
    Credentials {
        problem: String,
        #[source]
        details: Details,
    },
    #[error(
        "{call}: the AWS credentials are expired or wrong ({code}): sign in again (`aws sso \
         login`), set AWS_PROFILE, or give --profile"
    )]
    NotTaken {
        call: &'static str,
        code: String,
        #[source]
        details: Details,
    },
    #[error(
        "{call} is denied: let the profile's role use it, or choose a profile that may ({message})"
    )]
    Denied {
        call: &'static str,
        message: String,
        #[source]
        details: Details,
    },
    #[error(
        "{call} failed: {host} can't be reached ({problem}): check the network, the Region, and \
         the endpoint (AWS_ENDPOINT_URL, --endpoint) if one is set"
    )]
    Unreachable {
        call: &'static str,
        host: String,
        problem: String,
        #[source]
        details: Details,
    },
    #[error("{call} failed: {problem}")]
    Failed {
        call: &'static str,
        problem: String,
        #[source]
        details: Details,
    },
    #[error("{call}: the answer is incomplete: {lacks}")]
    Incomplete {
        call: &'static str,
        lacks: &'static str,
    },
}

/// The SDK's full error, for `--verbose`.
#[derive(Debug)]
pub struct Details(String);

impl Display for Details {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Details {}

/// An error of a connection, with the host that was tried.
#[derive(Debug, thiserror::Error)]
#[error("{host} can't be reached")]
pub(super) struct Unreachable {
    pub(super) host: String,
    pub(super) source: Box<dyn Error + Send + Sync>,
}

impl AwsError {
    /// A call that failed.
    pub fn of<E>(call: &'static str) -> impl Fn(SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        move |error| Self::called(call, &error)
    }

    /// Whether the caller has to sign in again, so that no other call succeeds either.
    pub(crate) fn is_about_credentials(&self) -> bool {
        matches!(
            self,
            Self::NoCredentials { .. } | Self::Credentials { .. } | Self::NotTaken { .. }
        )
    }

    fn called<E>(call: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        if let Some(error) = causes(error).find_map(|cause| cause.downcast_ref()) {
            return Self::credentials(error, None);
        }
        let details = Details::of(error);
        if let Some(Unreachable { host, .. }) = causes(error).find_map(|cause| cause.downcast_ref())
        {
            return Self::Unreachable {
                call,
                host: host.clone(),
                problem: root(error),
                details,
            };
        }
        let SdkError::ServiceError(answer) = error else {
            return Self::Failed {
                call,
                problem: root(error),
                details,
            };
        };
        let message = || error.message().unwrap_or("AWS gives no reason").to_owned();
        match error.code() {
            Some(code) if NOT_TAKEN.contains(&code) => Self::NotTaken {
                call,
                code: code.to_owned(),
                details,
            },
            Some(code) if DENIED.contains(&code) => Self::Denied {
                call,
                message: message(),
                details,
            },
            Some(code) => Self::Failed {
                call,
                problem: format!("{code}: {}", message()),
                details,
            },
            None => Self::Failed {
                call,
                problem: format!(
                    "the answer (HTTP status {}) is not from AWS: check the endpoint and proxies",
                    answer.raw().status().as_u16()
                ),
                details,
            },
        }
    }

    pub(super) fn no_credentials(profile: Option<&str>, details: Option<Details>) -> Self {
        Self::NoCredentials {
            place: profile.map_or_else(String::new, |name| format!(" for the profile {name}")),
            details,
        }
    }

    /// Why there are no credentials to use.
    pub(super) fn credentials(error: &CredentialsError, profile: Option<&str>) -> Self {
        let details = Details::of(error);
        match error {
            CredentialsError::CredentialsNotLoaded(_) => {
                Self::no_credentials(profile, Some(details))
            }
            _ => Self::Credentials {
                problem: match causes(error).find_map(|cause| cause.downcast_ref::<Unreachable>()) {
                    Some(unreachable) => unreachable.to_string(),
                    None => root(error),
                },
                details,
            },
        }
    }
}

impl Details {
    fn of(error: &(dyn Error + 'static)) -> Self {
        Self(DisplayErrorContext(error).to_string())
    }
}

/// An error and all its sources.
pub(super) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |error| (*error).source())
}

/// The innermost error: the outer ones only say where.
fn root(error: &(dyn Error + 'static)) -> String {
    causes(error)
        .last()
        .map_or_else(String::new, ToString::to_string)
}
