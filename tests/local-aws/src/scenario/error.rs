//! What makes a text unusable as a scenario.

use std::path::{Path, PathBuf};

use super::relative_time::PlaceholderError;

/// Why a scenario could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The file could not be read.
    #[error("cannot read the scenario {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is not TOML, or not a scenario.
    #[error("the scenario is not understood: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A `{{ … }}` has an unknown form.
    #[error(transparent)]
    Placeholder(#[from] PlaceholderError),
    /// The parts contradict each other.
    #[error("the scenario contradicts itself: {0}")]
    Inconsistent(String),
    /// Any of these, in a file.
    #[error("{}: {source}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        source: Box<ScenarioError>,
    },
}

impl ScenarioError {
    pub(crate) fn in_file(self, path: &Path) -> Self {
        Self::InFile {
            path: path.to_owned(),
            source: Box::new(self),
        }
    }
}

pub(super) fn inconsistent(what: impl Into<String>) -> ScenarioError {
    ScenarioError::Inconsistent(what.into())
}
