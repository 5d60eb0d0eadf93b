//! The report in a browser: real pages are made, and headless Chromium opens them.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::error::StepError;
use crate::npm::npm_ci;
use pack::error::PackError;
use pack::project::Project;
use pack::tool::{cargo, itself, run, target_directory};

const BROWSER: &str = "tests/browser";
/// Results of earlier runs of the sample organization, for the trend.
const PREVIOUS: [&str; 2] = ["previous/2026-10-01.json", "previous/2026-11-01.json"];

/// Makes the reports of the sample organization, of 10,000 accounts and of hostile names, and
/// runs the tests of tests/browser on them.
pub(super) fn test(project: &Project) -> Result<(), StepError> {
    let folder = target_directory()?.join("reports");
    fs::create_dir_all(&folder).map_err(PackError::write(&folder))?;
    evaluate(project, &folder.join("sample.html"), &[])?;
    evaluate(project, &folder.join("trend.html"), &PREVIOUS)?;
    run(cargo()
        .args([
            "test",
            "--workspace",
            "--lib",
            "pages_for_the_browser",
            "--",
            "--ignored",
        ])
        .env("REPORTS", &folder)
        .current_dir(project.root()))?;
    npm_ci(project, BROWSER)?;
    Ok(run(Command::new("npm")
        .arg("test")
        .env("REPORTS", &folder)
        .current_dir(project.path(BROWSER)))?)
}

/// With the command line itself, as people use it.
fn evaluate(project: &Project, page: &Path, previous: &[&str]) -> Result<(), StepError> {
    let mut command = Command::new(itself()?);
    command
        .args(["evaluate", "--format", "html", "--output"])
        .arg(page);
    for file in previous {
        command
            .arg("--previous")
            .arg(project.path(BROWSER).join(file));
    }
    Ok(run(command.current_dir(project.root()))?)
}
