use load::bench::BenchError;
use local_aws::engine::RunOutcome;
use local_aws::tls::TlsError;
use local_aws::{Expect, ScenarioError};

use pack::error::PackError;
use pack::tool::ToolError;

/// Why the functions can't be measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MeasureError {
    #[error(transparent)]
    Tool(#[from] ToolError),
    #[error(transparent)]
    Bench(#[from] BenchError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    #[error("{rule} has no case without faults whose verdict is COMPLIANT")]
    NoCase { rule: String },
    #[error("{function} reports {got}, but the case \"{case}\" expects {expected}")]
    OtherVerdict {
        function: String,
        case: String,
        expected: Box<Expect>,
        got: Box<RunOutcome>,
    },
    #[error("there is no bundle of certificates at {0}: install the package ca-certificates")]
    NoCertificates(String),
    #[error("{0}: nothing was measured")]
    Nothing(String),
    #[error("the size of the Python functions must be a number, but is {0}")]
    NoSize(String),
}

impl From<MeasureError> for PackError {
    fn from(error: MeasureError) -> Self {
        Self::command(error)
    }
}
