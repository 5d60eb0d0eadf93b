//! The documentation as it is read.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use super::error::StepError;
use pack::error::PackError;
use pack::project::Project;
use pack::tool::{ToolError, python, run, target_directory};

/// Builds the book without warnings, follows its links, and checks the commands on its pages.
pub(super) fn check(project: &Project) -> Result<(), StepError> {
    let book = target_directory()?.join("book");
    build(project, &book)?;
    let python = python::program(project, "python")?;
    for (script, argument) in [
        ("tests/python/check_book.py", book.as_path()),
        ("tests/python/check_commands.py", project.root()),
    ] {
        run(Command::new(&python)
            .arg(script)
            .arg(argument)
            .current_dir(project.root()))?;
    }
    Ok(())
}

fn build(project: &Project, book: &Path) -> Result<(), StepError> {
    let output = Command::new(python::program(project, "mdbook")?)
        .args(["build", "docs", "--dest-dir"])
        .arg(book)
        // It also succeeds with warnings, and prints only those.
        .env("MDBOOK_LOG", "warn")
        .current_dir(project.root())
        .output()
        .map_err(|source| ToolError::Start {
            command: "mdbook".to_owned(),
            source,
        })?;
    std::io::stderr()
        .write_all(&output.stderr)
        .map_err(PackError::write(Path::new("standard error")))?;
    if !output.status.success() {
        return Err(ToolError::Ended {
            command: "mdbook build docs".to_owned(),
            status: output.status,
        }
        .into());
    }
    if !output.stderr.is_empty() {
        return Err(StepError::BookWarnings);
    }
    Ok(())
}
