use std::path::PathBuf;

use crate::error::PackError;

/// Why an attestation or a use record can't be read from its file or stored.
#[derive(Debug, thiserror::Error)]
pub enum AttestError {
    #[error(
        "no rule called {name} reads an attestation{suggestion} (docs/attestations/ has a page for \
         each rule that does)"
    )]
    NotAttested { name: String, suggestion: String },
    #[error(
        "{path}: the accounts that it covers are unknown: give --scope, or keep the file in \
         attestations/SCOPE/RULE.json"
    )]
    NoScope { path: PathBuf },
    #[error(
        "{path}: the account of the use is unknown: give --account, or keep the file in \
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
