//! Third-party programs, and where they are.

pub mod build;
mod crates;
pub mod crates_io;
pub mod python;

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::error::PackError;

/// Why a program failed.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    #[error("`{command}` can't be started ({source}): check that it is installed and on the PATH")]
    Start { command: String, source: io::Error },
    #[error("`{command}` ended with {status}")]
    Ended { command: String, status: ExitStatus },
    #[error(transparent)]
    Installation(#[from] Box<PackError>),
}

impl From<ToolError> for PackError {
    fn from(error: ToolError) -> Self {
        Self::command(error)
    }
}

/// The cargo that runs this program, or the one on the PATH.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Runs a command to its end, with its output to ours.
pub fn run(command: &mut Command) -> Result<(), ToolError> {
    let status = command.status().map_err(not_started(command))?;
    if status.success() {
        Ok(())
    } else {
        Err(ToolError::Ended {
            command: described(command),
            status,
        })
    }
}

/// A command's standard output. Its errors go where ours do.
pub fn output(command: &mut Command) -> Result<String, ToolError> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(not_started(command))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(ToolError::Ended {
            command: described(command),
            status: output.status,
        })
    }
}

/// The error of a command that can't be started.
pub fn not_started(command: &Command) -> impl FnOnce(io::Error) -> ToolError {
    let command = described(command);
    |source| ToolError::Start { command, source }
}

fn described(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The program of `cargo pack` itself, also when it has been built again since it was started: the
/// system then names the one that was there before.
pub fn itself() -> Result<PathBuf, PackError> {
    let started = env::current_exe().map_err(PackError::read(Path::new("cargo pack")))?;
    let name = format!("pack{}", env::consts::EXE_SUFFIX);
    Ok(started.with_file_name(name))
}

/// The build's folder, however it was set: the folder above the profile's.
pub fn target_directory() -> Result<PathBuf, PackError> {
    let program = itself()?;
    Ok(program.ancestors().nth(2).unwrap_or(&program).to_owned())
}
