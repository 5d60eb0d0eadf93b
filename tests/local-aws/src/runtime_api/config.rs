use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// What Lambda knows about a function.
#[derive(Debug, Clone)]
pub struct FunctionConfig {
    /// The binary that runs.
    pub binary: PathBuf,
    /// The function's ARN.
    pub arn: String,
    /// How long an invocation may take.
    pub timeout: Duration,
    /// Environment variables besides those that Lambda itself sets for the Runtime API and the
    /// function's name.
    pub environment: BTreeMap<String, String>,
}

impl FunctionConfig {
    pub(super) fn name(&self) -> &str {
        self.arn.rsplit(':').next().unwrap_or_default()
    }
}
