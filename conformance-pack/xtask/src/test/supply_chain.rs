//! The project's dependencies.

use std::process::Command;

use super::error::StepError;
use super::yanked;
use pack::package::sbom;
use pack::project::Project;
use pack::tool::{crates_io, python, run, target_directory};

/// Checks the locked dependencies against deny.toml and for yanked ones, and the bills of materials
/// against the format's schema.
pub(super) fn check(project: &Project) -> Result<(), StepError> {
    let cargo_deny = crates_io::cargo_deny()?;
    run(Command::new(cargo_deny)
        .args(["--locked", "check", "bans", "licenses", "sources"])
        .current_dir(project.root()))?;

    yanked::check(project)?;

    let folder = target_directory()?.join("sboms");
    sbom::write_all(project, &folder)?;
    Ok(run(Command::new(python::program(project, "python")?)
        .arg("tests/python/check_sboms.py")
        .arg(folder)
        .current_dir(project.root()))?)
}

/// The folders with an npm lock file.
const NPM: [&str; 4] = [
    "cdk",
    "rules/_service-control-policy/differential",
    "tests/browser",
    "tests/prose",
];

/// Looks the locked dependencies up in the databases of known vulnerabilities. A database that
/// can't be reached is a failure.
pub(super) fn advisories(project: &Project) -> Result<(), StepError> {
    let cargo_deny = crates_io::cargo_deny()?;
    run(Command::new(cargo_deny)
        .args(["--locked", "check", "advisories"])
        .current_dir(project.root()))?;
    for folder in NPM {
        run(Command::new("npm")
            .args(["audit", "--package-lock-only"])
            .current_dir(project.path(folder)))?;
    }
    Ok(())
}
