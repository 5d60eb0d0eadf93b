use std::env;
use std::ffi::OsString;
use std::io;
use std::process::{Command, ExitStatus};

use crate::error::PackError;

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepError {
    #[error("`{command}` doesn't start: {source}: is it installed and on the PATH?")]
    Start { command: String, source: io::Error },
    #[error("`{command}` ended with {status}")]
    Ended { command: String, status: ExitStatus },
    #[error("generated files are stale: run `cargo pack generate` and commit the result")]
    Stale,
    #[error(transparent)]
    Pack(#[from] PackError),
}

/// The cargo that runs this program, or the one on the PATH.
pub(super) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Runs a command to its end, with its output where ours goes.
pub(super) fn run(command: &mut Command) -> Result<(), StepError> {
    let status = command.status().map_err(|source| StepError::Start {
        command: described(command),
        source,
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(StepError::Ended {
            command: described(command),
            status,
        })
    }
}

fn described(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
