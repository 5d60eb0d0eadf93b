//! The Python packages that some steps use, in a virtual environment of their own.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::command::{StepError, run};
use crate::error::PackError;
use crate::project::Project;

const REQUIREMENTS: &str = "tests/python/requirements.txt";

/// The path of an installed program; installs what requirements.txt lists where the
/// environment is missing or was made from another list.
pub(super) fn program(project: &Project, name: &str) -> Result<PathBuf, StepError> {
    let wanted = project.path(REQUIREMENTS);
    let wanted_text = fs::read_to_string(&wanted).map_err(PackError::read(&wanted))?;
    let environment = environment()?;
    let programs = environment.join("bin");
    let installed = environment.join("requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted_text) {
        return Ok(programs.join(name));
    }
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    run(Command::new(python)
        .args(["-m", "venv", "--clear"])
        .arg(&environment))?;
    run(Command::new(programs.join("python"))
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--requirement"])
        .arg(&wanted))?;
    // Last, so that an installation cut short is done again.
    fs::write(&installed, wanted_text).map_err(PackError::write(&installed))?;
    Ok(programs.join(name))
}

/// Beside the build: `target/python`, wherever the target directory is.
fn environment() -> Result<PathBuf, PackError> {
    let program = env::current_exe().map_err(PackError::read("the path of cargo pack".as_ref()))?;
    let target = program.ancestors().nth(2).unwrap_or(&program);
    Ok(target.join("python"))
}
