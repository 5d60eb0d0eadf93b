use std::fmt;

use attestation::Flaw;
use aws_sdk_ssm::types::ParameterType;

/// The value of a parameter that keeps a document.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Stored {
    Text(String),
    /// Its type can't hold a document.
    Refused(Flaw),
}

impl Stored {
    /// `None` if the answer has no value.
    pub(crate) fn of(kind: Option<&ParameterType>, value: Option<String>) -> Option<Self> {
        match kind {
            // Attestations aren't secret, and no rule may decrypt.
            Some(ParameterType::SecureString) => Some(Self::Refused(Flaw::Encrypted)),
            Some(ParameterType::StringList) => Some(Self::Refused(Flaw::List)),
            _ => value.map(Self::Text),
        }
    }

    /// Applies a reader to the text.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&str) -> Result<T, Flaw>) -> Result<T, Flaw> {
        match self {
            Self::Text(text) => read(text),
            Self::Refused(flaw) => Err(flaw.clone()),
        }
    }
}

/// The text may hold names or a digest.
impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text(…)"),
            Self::Refused(flaw) => f.debug_tuple("Refused").field(flaw).finish(),
        }
    }
}
