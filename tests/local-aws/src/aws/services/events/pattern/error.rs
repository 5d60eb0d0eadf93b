//! Why a pattern can't be used.

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in super::super) enum PatternError {
    /// EventBridge refuses it.
    #[error("{0}")]
    Invalid(String),
    /// EventBridge accepts it; this endpoint doesn't.
    #[error("{0}")]
    NotSupported(String),
}

impl PatternError {
    pub(super) fn invalid(reason: impl Into<String>) -> Self {
        Self::Invalid(reason.into())
    }
}
