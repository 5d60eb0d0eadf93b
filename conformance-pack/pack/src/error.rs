use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use account::InvalidAccountId;
use local_aws::ScenarioError;
use local_aws::engine::EngineError;
use rule_metadata::MetadataError;

use crate::aws::AwsError;
use crate::closest::suggestion;

/// Why a command could not do its work: what was tried, what came back, what to do. Errors that
/// commands share are here. A command's own errors become a [`Command`](Self::Command) in its
/// module.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error(
        "{directory} is not in a checkout of the project (no folder above it has \
         conformance-pack/recommendations.toml): change into one and try again"
    )]
    NotInProject { directory: PathBuf },
    #[error("{path}: can't be read: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{path}: can't be written: {source}")]
    Write { path: PathBuf, source: io::Error },
    #[error("{path}: {message}")]
    Syntax { path: PathBuf, message: String },
    /// An error of one command only.
    #[error(transparent)]
    Command(Box<dyn Error + Send + Sync>),
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    #[error("rule {rule}: recommendation {id} isn't in conformance-pack/recommendations.toml")]
    UnknownRecommendation { rule: String, id: String },
    #[error(
        "recommendation {id}: a point names {rule}, but no rule has this name, or its rule.toml \
         doesn't name {id}"
    )]
    NoAnswer { id: String, rule: String },
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
    #[error("the rules can't be built: {problem}")]
    Build { problem: String },
    #[error("{name} has no binary: check that its package has the same name, and build it")]
    NoBinary { name: String },
    #[error("no rule is called {name}{suggestion} (docs/rules.md lists them)")]
    UnknownRule { name: String, suggestion: String },
    #[error(transparent)]
    Account(#[from] InvalidAccountId),
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("the local AWS Config can't listen on 127.0.0.1: {0}")]
    Listen(#[source] io::Error),
    #[error("the program's own runtime can't be started: {0}")]
    Runtime(#[source] io::Error),
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error("a generated document can't be written as {format}: {message}")]
    Render {
        format: &'static str,
        message: String,
    },
}

impl PackError {
    /// A command's own error.
    pub fn command(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Command(Box::new(error))
    }

    /// Refuses the first name that no rule has.
    pub fn check_rules<'a>(
        names: impl IntoIterator<Item = &'a String>,
        known: &[String],
    ) -> Result<(), Self> {
        match names.into_iter().find(|name| !known.contains(name)) {
            None => Ok(()),
            Some(name) => Err(Self::UnknownRule {
                name: name.clone(),
                suggestion: suggestion(name, known.iter().map(String::as_str)),
            }),
        }
    }

    pub fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Read { path, source }
    }

    pub fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Write { path, source }
    }
}
