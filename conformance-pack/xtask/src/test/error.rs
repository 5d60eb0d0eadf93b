use pack::error::PackError;
use pack::tool::ToolError;

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepError {
    #[error(transparent)]
    Tool(#[from] ToolError),
    #[error("mdBook printed the warnings above: correct the pages that they name")]
    BookWarnings,
    #[error("generated files are stale: run `cargo pack generate` and commit the result")]
    Stale,
    #[error(transparent)]
    Pack(#[from] PackError),
}
