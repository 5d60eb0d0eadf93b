use std::process::{Command, ExitCode};

use super::command::{StepError, cargo, run};
use super::python;
use crate::generate;
use crate::project::Project;

/// One part of the test command.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) run: fn(&Project) -> Result<(), StepError>,
}

/// All steps, in the order in which they run.
pub(super) const STEPS: &[Step] = &[
    Step {
        name: "format",
        about: "the Rust code is formatted",
        run: |project| run_cargo(project, &["fmt", "--all", "--check"]),
    },
    Step {
        name: "lint",
        about: "clippy has nothing to say",
        run: |project| {
            run_cargo(
                project,
                &[
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ],
            )
        },
    },
    Step {
        name: "build",
        about: "the rules' binaries, which the tests run",
        run: |project| run_cargo(project, &["build", "--workspace", "--bins"]),
    },
    Step {
        name: "rust",
        about: "decisions, the local AWS Config, and every rule end to end",
        run: |project| run_cargo(project, &["test", "--workspace"]),
    },
    Step {
        name: "generated",
        about: "nothing that is generated is stale",
        run: generated,
    },
    Step {
        name: "new",
        about: "a scaffolded rule compiles and passes its tests",
        run: |project| {
            run_cargo(
                project,
                &["test", "--test", "new", "--", "--include-ignored"],
            )
        },
    },
    Step {
        name: "packs",
        about: "cfn-lint on the conformance packs",
        run: lint_packs,
    },
    Step {
        name: "moto",
        about: "the binaries against moto, an AWS emulator that others wrote",
        run: |project| with_python(project, "moto", "MOTO_SERVER", "moto_server"),
    },
    Step {
        name: "cargo-lambda",
        about: "the binaries under cargo-lambda's Runtime API",
        run: |project| with_python(project, "cargo_lambda", "CARGO_LAMBDA", "cargo-lambda"),
    },
];

fn run_cargo(project: &Project, arguments: &[&str]) -> Result<(), StepError> {
    run(cargo().args(arguments).current_dir(project.root()))
}

fn generated(project: &Project) -> Result<(), StepError> {
    let check = generate::Arguments { check: true };
    if generate::run(project, &check)? == ExitCode::SUCCESS {
        Ok(())
    } else {
        Err(StepError::Stale)
    }
}

fn lint_packs(project: &Project) -> Result<(), StepError> {
    run(Command::new(python::program(project, "cfn-lint")?)
        .args([
            "conformance-pack/management-account.yaml",
            "conformance-pack/member-accounts.yaml",
        ])
        .current_dir(project.root()))
}

/// Runs the tests that need a Python program, which the variable names.
fn with_python(
    project: &Project,
    tests: &str,
    variable: &str,
    program: &str,
) -> Result<(), StepError> {
    let path = python::program(project, program)?;
    run(cargo()
        .args(["test", "--test", tests, "--", "--include-ignored"])
        .env(variable, path)
        .current_dir(project.root()))
}
