//! What the project takes from others.

use std::process::Command;

use super::step::StepError;
use crate::package::sbom;
use crate::project::Project;
use crate::tool::{crates_io, python, run, target_directory};

/// Checks the locked dependencies against deny.toml, and the bills of materials against the
/// format's schema.
pub(super) fn check(project: &Project) -> Result<(), StepError> {
    let cargo_deny = crates_io::program(&crates_io::CARGO_DENY)?;
    run(Command::new(cargo_deny)
        .args(["--locked", "check", "bans", "licenses", "sources"])
        .current_dir(project.root()))?;

    let folder = target_directory()?.join("sboms");
    sbom::write_all(project, &folder)?;
    Ok(run(Command::new(python::program(project, "python")?)
        .arg("tests/python/check_sboms.py")
        .arg(folder)
        .current_dir(project.root()))?)
}
