use std::path::PathBuf;

/// Why a rule's metadata can't be used: where, and what to correct.
#[derive(Debug, thiserror::Error)]
pub enum MetadataError {
    #[error("{path}: can't be read: {source}")]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("rule {rule}: rule.toml: {message}")]
    Syntax { rule: String, message: String },
    #[error("rule {rule}: {field}: {problem}")]
    Invalid {
        rule: String,
        field: String,
        problem: String,
    },
}
