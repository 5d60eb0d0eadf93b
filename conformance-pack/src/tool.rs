//! Programs that other people wrote, and where they are.

pub(crate) mod crates_io;
pub(crate) mod python;

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use crate::error::PackError;

/// Why a program could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ToolError {
    #[error("`{command}` doesn't start: {source}: is it installed and on the PATH?")]
    Start { command: String, source: io::Error },
    #[error("`{command}` ended with {status}")]
    Ended { command: String, status: ExitStatus },
    #[error(transparent)]
    Installation(#[from] Box<PackError>),
}

/// The cargo that runs this program, or the one on the PATH.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Runs a command to its end, with its output where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<(), ToolError> {
    let status = command.status().map_err(|source| ToolError::Start {
        command: described(command),
        source,
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(ToolError::Ended {
            command: described(command),
            status,
        })
    }
}

/// What a command prints on its standard output; its errors go where ours do.
pub(crate) fn output(command: &mut Command) -> Result<String, ToolError> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| ToolError::Start {
            command: described(command),
            source,
        })?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(ToolError::Ended {
            command: described(command),
            status: output.status,
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

/// This program's own file, also when it has been built anew since it was started: the system then
/// names the one that was there before.
pub(crate) fn itself() -> Result<PathBuf, PackError> {
    let started = env::current_exe().map_err(PackError::read("the path of cargo pack".as_ref()))?;
    let name = format!("{}{}", env!("CARGO_BIN_NAME"), env::consts::EXE_SUFFIX);
    Ok(started.with_file_name(name))
}

/// Where the build goes, whatever set it: the folder above the profile's.
pub(crate) fn target_directory() -> Result<PathBuf, PackError> {
    let program = itself()?;
    Ok(program.ancestors().nth(2).unwrap_or(&program).to_owned())
}
