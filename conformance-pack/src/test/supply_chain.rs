//! What the project takes from others.

use std::process::Command;

use super::step::StepError;
use crate::project::Project;
use crate::tool::{crates_io, run};

/// Checks the locked dependencies against deny.toml.
pub(super) fn check(project: &Project) -> Result<(), StepError> {
    let cargo_deny = crates_io::program(&crates_io::CARGO_DENY)?;
    Ok(run(Command::new(cargo_deny)
        .args(["--locked", "check", "bans", "licenses", "sources"])
        .current_dir(project.root()))?)
}
