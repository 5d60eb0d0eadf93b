//! The Python packages that some steps use, in virtual environments of their own.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{ToolError, run, target_directory};
use crate::error::PackError;
use crate::project::Project;

/// Packages that get along with each other, by the name of their list in tests/python.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packages {
    /// What the tests and commands use themselves.
    Tools,
    /// Clients of AWS.
    Clients,
    /// AWS's runtime interface emulator.
    Emulator,
    /// Prowler.
    Prowler,
}

impl Packages {
    fn list(self) -> &'static str {
        match self {
            Self::Tools => "requirements",
            Self::Clients => "clients",
            Self::Emulator => "emulator",
            Self::Prowler => "prowler",
        }
    }

    fn environment(self) -> String {
        match self {
            Self::Tools => "python".to_owned(),
            other => format!("python-{}", other.list()),
        }
    }
}

/// The path of an installed program of the tools.
pub fn program(project: &Project, name: &str) -> Result<PathBuf, ToolError> {
    program_of(project, Packages::Tools, name)
}

/// The path of an installed program. Installs the packages of the list if the environment is
/// missing or was made from another list.
pub fn program_of(project: &Project, packages: Packages, name: &str) -> Result<PathBuf, ToolError> {
    let wanted = project.path(format!("tests/python/{}.txt", packages.list()));
    let wanted_text =
        fs::read_to_string(&wanted).map_err(|error| Box::new(PackError::read(&wanted)(error)))?;
    // Next to the build, wherever that is.
    let environment = target_directory()
        .map_err(Box::new)?
        .join(packages.environment());
    let programs = environment.join("bin");
    let installed = environment.join("requirements.txt");
    let _alone = alone(&environment.with_extension("lock"))?;
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
            // Exactly the files on the list, and no package whose setup runs code.
            "--require-hashes",
            "--only-binary=:all:",
            // The list is complete.
            "--no-deps",
        ])
        .args(["--requirement"])
        .arg(&wanted)
        // Older versions of pip apply a pin to a package with extras only if it is a constraint.
        .args(["--constraint"])
        .arg(&wanted))?;
    // Last, so that an installation cut short is done again.
    fs::write(&installed, wanted_text)
        .map_err(|error| Box::new(PackError::write(&installed)(error)))?;
    Ok(programs.join(name))
}

/// Steps run side by side, and one installation is enough for all.
fn alone(lock: &Path) -> Result<File, ToolError> {
    let locked = File::create(lock).and_then(|file| file.lock().map(|()| file));
    Ok(locked.map_err(|error| Box::new(PackError::write(lock)(error)))?)
}
