//! Errors as a service reports them.

/// A service's error: HTTP status, code and message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceError {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl ServiceError {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    /// The caller's mistake, with the status of most of AWS's errors.
    pub(crate) fn client(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// An operation that this endpoint lacks.
    pub(super) fn not_implemented(action: &str) -> Self {
        Self::lacking(format!(
            "the local AWS endpoint has no operation {action}; add it to its service's table"
        ))
    }

    /// A service that this endpoint lacks.
    pub(super) fn no_service(name: &str) -> Self {
        Self::lacking(format!("the local AWS endpoint has no service `{name}`"))
    }

    /// A request that carries no version 4 signature.
    pub(super) fn unsigned() -> Self {
        Self::new(
            403,
            "MissingAuthenticationToken",
            "Missing Authentication Token",
        )
    }

    /// An input that AWS accepts and this endpoint can't handle.
    pub(crate) fn not_supported(what: &str) -> Self {
        Self::lacking(format!(
            "the local AWS endpoint does not support {what}, which AWS does; add it, or test this \
             in an AWS account"
        ))
    }

    /// What this endpoint lacks, in the caller's words; with a status that no SDK retries.
    pub(crate) fn lacking(message: String) -> Self {
        Self::new(501, "NotImplementedByLocalConfig", message)
    }
}
