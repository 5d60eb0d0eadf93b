//! Annotations are written once, in the code. Cases and pages take them from there.

use std::process::Command;

use super::error::StepError;
use crate::generate;
use pack::project::Project;
use pack::tool::{self, cargo};

/// Rewrites the cases' verdicts and all that is generated, and shows what that changed.
pub(super) fn run(project: &Project) -> Result<(), StepError> {
    let run = |command: &mut Command| {
        tool::run(command.current_dir(project.root())).map_err(StepError::from)
    };
    run(cargo().args(["build", "--workspace", "--bins"]))?;
    for (tests, name) in [
        ("cases", ""),
        ("evaluate", "the_readme_shows_what_is_printed"),
    ] {
        run(cargo()
            .args(["test", "--test", tests, "--", name])
            .env("BLESS", "1"))?;
    }
    generate::run(project, &generate::Arguments { check: false })?;
    run(Command::new("git").args(["--no-pager", "diff", "--", "rules", "docs", "README.md"]))
}
