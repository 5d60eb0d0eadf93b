//! Why a pattern can't be used.

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in super::super) enum PatternError {
    /// CloudWatch Logs refuses it.
    #[error("{0}")]
    Invalid(String),
    /// CloudWatch Logs may accept it; this endpoint doesn't.
    #[error("{0}")]
    NotSupported(String),
}
