//! What the packages of Node.js in this project do.

use std::process::Command;

use pack::project::Project;
use pack::tool::{ToolError, run};

/// Installs what a folder's lock file names. None of it runs code on the way.
pub(crate) fn npm_ci(project: &Project, folder: &str) -> Result<(), ToolError> {
    npm(project, folder, &["ci", "--ignore-scripts"])
}

pub(crate) fn npm(project: &Project, folder: &str, arguments: &[&str]) -> Result<(), ToolError> {
    let mut command = Command::new("npm");
    // No advertisements, and no wait for a registry that may not answer.
    command.args(["--no-audit", "--no-fund"]);
    run(command.args(arguments).current_dir(project.path(folder)))
}
