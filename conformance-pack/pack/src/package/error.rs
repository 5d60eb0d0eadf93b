use std::path::PathBuf;

use crate::error::PackError;
use crate::tool::ToolError;

/// Why the functions could not be packaged.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    #[error(transparent)]
    Tool(#[from] ToolError),
    #[error("{path}: can't be zipped: {source}")]
    Zip {
        path: PathBuf,
        source: zip::result::ZipError,
    },
    #[error("{path} is not a function's binary ({source}): remove it and build again")]
    Binary {
        path: PathBuf,
        source: object::read::Error,
    },
    #[error("what was packaged can't be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("what `cargo tree` prints isn't understood: use the Rust version in Cargo.toml")]
    Tree,
}

impl From<PackageError> for PackError {
    fn from(error: PackageError) -> Self {
        Self::command(error)
    }
}
