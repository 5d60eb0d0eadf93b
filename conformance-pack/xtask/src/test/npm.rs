use std::process::Command;

use super::error::StepError;
use pack::project::Project;
use pack::tool::run;

/// Installs what a folder's lock file names. None of it runs code on the way.
pub(super) fn npm_ci(project: &Project, folder: &str) -> Result<(), StepError> {
    npm(project, folder, &["ci", "--ignore-scripts"])
}

pub(super) fn npm(project: &Project, folder: &str, arguments: &[&str]) -> Result<(), StepError> {
    let mut command = Command::new("npm");
    // No advertisements, and no wait for a registry that may not answer.
    command.args(["--no-audit", "--no-fund"]);
    Ok(run(command
        .args(arguments)
        .current_dir(project.path(folder)))?)
}
