use lambda_runtime::Diagnostic;

use crate::event::EventError;
use crate::report::ReportError;
use crate::{AccountId, ParameterError, ReadError};

/// Why an invocation fails. Lambda records it, tries again, and the alarm on the
/// function's errors goes off.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    #[error("the event from AWS Config is malformed: {0}")]
    Event(#[from] EventError),
    #[error("the event is about account {event}, but this function serves only account {own}")]
    OtherAccount { event: AccountId, own: String },
    #[error("the rule's parameters are wrong: {0}")]
    Parameters(#[from] ParameterError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the evaluation could not be reported: {0}")]
    Report(#[from] ReportError),
}

impl EvaluationError {
    /// A short, stable name, for alarms and runbooks.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Event(_) => "MalformedEvent",
            Self::OtherAccount { .. } => "OtherAccount",
            Self::Parameters(_) => "InvalidParameters",
            Self::Read(error) => error.kind(),
            Self::Report(_) => "ReportFailed",
        }
    }
}

impl From<EvaluationError> for Diagnostic {
    fn from(error: EvaluationError) -> Self {
        Self {
            error_type: error.kind().to_owned(),
            error_message: error.to_string(),
        }
    }
}
