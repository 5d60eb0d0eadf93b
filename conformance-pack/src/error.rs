use std::io;
use std::path::{Path, PathBuf};

use rule_metadata::MetadataError;

/// Why a command could not do its work: what was tried, what came back, what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackError {
    #[error(
        "{directory} is in no checkout of the project (no folder above it has \
         conformance-pack/recommendations.toml): change into one and try again"
    )]
    NotInProject { directory: PathBuf },
    #[error("{path}: can't be read: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{path}: can't be written: {source}")]
    Write { path: PathBuf, source: io::Error },
    #[error("{path}: {message}")]
    Syntax { path: PathBuf, message: String },
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    #[error("rule {rule}: recommendation {id} isn't in conformance-pack/recommendations.toml")]
    UnknownRecommendation { rule: String, id: String },
    #[error(
        "{path} has no line `{marker}`: put the lines `{marker}` and `{end}` where the generated part belongs"
    )]
    NoMarker {
        path: PathBuf,
        marker: &'static str,
        end: &'static str,
    },
    #[error("{path} exists already: choose another name, or edit what is there")]
    Exists { path: PathBuf },
    #[error("a generated document can't be written as {format}: {message}")]
    Render {
        format: &'static str,
        message: String,
    },
}

impl PackError {
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Read { path, source }
    }

    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Write { path, source }
    }
}
