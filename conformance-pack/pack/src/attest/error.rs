use std::path::PathBuf;

use crate::error::PackError;

/// Why an attestation or a use record can't be taken from its file, or to its place.
#[derive(Debug, thiserror::Error)]
pub enum AttestError {
    #[error(
        "there is no rule {name} that reads an attestation{suggestion} (docs/attestations/ has a \
         page for each that does)"
    )]
    NotAttested { name: String, suggestion: String },
    #[error(
        "{path}: it isn't told which accounts it speaks for: give --scope, or keep it in \
         attestations/SCOPE/RULE.json"
    )]
    NoScope { path: PathBuf },
    #[error(
        "{path}: it isn't told whose use it records: give --account, or keep it in \
         uses/ACCOUNT/RECORD.json"
    )]
    NoAccount { path: PathBuf },
    #[error("{path} holds no document (*.json)")]
    Empty { path: PathBuf },
    #[error(
        "{path}: `{name}` can't be the name of a use record: give the file a name of letters, \
         digits, dots, dashes and underscores"
    )]
    RecordName { path: PathBuf, name: String },
    #[error("{first} and {second} would both be stored as {name}")]
    SamePlace {
        first: PathBuf,
        second: PathBuf,
        name: String,
    },
}

impl From<AttestError> for PackError {
    fn from(error: AttestError) -> Self {
        Self::command(error)
    }
}
