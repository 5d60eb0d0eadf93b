use std::process::{Command, ExitCode};

use super::error::StepError;
use super::{book, report, supply_chain};
use crate::bench;
use crate::generate;
use crate::npm::{npm, npm_ci};
use pack::project::Project;
use pack::tool::python::Packages;
use pack::tool::{cargo, itself, python, run};

/// Where a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// Compiles this workspace, or runs what was compiled.
    Cargo,
    /// Runs other people's programs, from the start.
    Others,
    /// Likewise, on the programs that the step `build` makes.
    OthersOnBuilt,
}

/// One part of the test command.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) lane: Lane,
    pub(super) run: fn(&Project) -> Result<(), StepError>,
}

/// Steps that need more of the network than package registries. They only run when named.
pub(super) const ON_REQUEST: &[Step] = &[Step {
    name: "advisories",
    about: "known vulnerabilities, from github.com and npm",
    lane: Lane::Others,
    run: supply_chain::advisories,
}];

/// The step after which the programs are there.
pub(super) const BUILD: &str = "build";

/// All other steps, in the order in which each lane runs its own.
pub(super) const STEPS: &[Step] = &[
    Step {
        name: "format",
        about: "the Rust code is formatted",
        lane: Lane::Cargo,
        run: |project| run_cargo(project, &["fmt", "--all", "--check"]),
    },
    Step {
        name: "lint",
        about: "clippy has no findings",
        lane: Lane::Cargo,
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
        name: "supply-chain",
        about: "dependencies' licences, sources, versions and build scripts",
        lane: Lane::Others,
        run: supply_chain::check,
    },
    Step {
        name: BUILD,
        about: "the rules' binaries, which the tests run",
        lane: Lane::Cargo,
        run: |project| run_cargo(project, &["build", "--workspace", "--bins"]),
    },
    Step {
        name: "rust",
        about: "decisions, the local AWS Config, and every rule end to end",
        lane: Lane::Cargo,
        run: test_workspace,
    },
    Step {
        name: "generated",
        about: "no generated file is stale",
        lane: Lane::Cargo,
        run: generated,
    },
    Step {
        name: "book",
        about: "the documentation as a book, its links and its commands",
        lane: Lane::Others,
        run: book::check,
    },
    Step {
        name: "prose",
        about: "pages, strings and comments are in plain words",
        lane: Lane::Others,
        run: |project| {
            npm_ci(project, "tests/prose")?;
            Ok(npm(project, "tests/prose", &["test"])?)
        },
    },
    Step {
        name: "new",
        about: "a scaffolded rule works, and so does the rule of the page on adding one",
        lane: Lane::Cargo,
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
        lane: Lane::Others,
        run: lint_packs,
    },
    Step {
        name: "actions",
        about: "the IAM actions of the rules exist",
        lane: Lane::Others,
        run: check_actions,
    },
    Step {
        name: "formats",
        about: "OCSF, JUnit, CSV and OSCAL reports, read by independent programs",
        lane: Lane::OthersOnBuilt,
        run: check_formats,
    },
    Step {
        name: "reads",
        about: "what the pages read with the AWS CLI, read from `cargo pack serve`",
        lane: Lane::OthersOnBuilt,
        run: check_reads,
    },
    Step {
        name: "moto",
        about: "the binaries against moto, an independent AWS emulator",
        lane: Lane::Cargo,
        run: |project| with_python(project, "moto", "MOTO_SERVER", "moto_server"),
    },
    Step {
        name: "cargo-lambda",
        about: "the binaries under cargo-lambda's Runtime API",
        lane: Lane::Cargo,
        run: |project| with_python(project, "cargo_lambda", "CARGO_LAMBDA", "cargo-lambda"),
    },
    Step {
        name: "clients",
        about: "the local AWS and the functions, as the AWS CLI, boto3, Cloud Custodian and AWS SAM see them",
        lane: Lane::OthersOnBuilt,
        run: check_clients,
    },
    Step {
        name: "prowler",
        about: "the rules' verdicts beside those of Prowler",
        lane: Lane::OthersOnBuilt,
        run: |project| check_by(project, Packages::Prowler, "check_prowler.py"),
    },
    Step {
        name: "bench",
        about: "the rules in Python give the same verdicts, and both can be measured",
        lane: Lane::Cargo,
        run: |project| Ok(bench::try_out(project)?),
    },
    Step {
        name: "policies",
        about: "service control policies against an independent simulator",
        lane: Lane::Cargo,
        run: |project| {
            npm_ci(project, "rules/_service-control-policy/differential")?;
            run_cargo(
                project,
                &["test", "--test", "differential", "--", "--include-ignored"],
            )
        },
    },
    Step {
        name: "report",
        about: "the HTML report in headless Chromium",
        lane: Lane::OthersOnBuilt,
        run: report::test,
    },
    Step {
        name: "cdk",
        about: "the CDK constructs and apps",
        lane: Lane::OthersOnBuilt,
        run: |project| {
            npm_ci(project, "cdk")?;
            Ok(npm(project, "cdk", &["test"])?)
        },
    },
];

fn run_cargo(project: &Project, arguments: &[&str]) -> Result<(), StepError> {
    Ok(run(cargo().args(arguments).current_dir(project.root()))?)
}

fn test_workspace(project: &Project) -> Result<(), StepError> {
    Ok(run(cargo()
        .args(["test", "--workspace", "--no-fail-fast"])
        // Fixed, so that a failure comes from the change and not from chance. Plain `cargo test`
        // uses a new seed each time.
        .env("PROPTEST_RNG_SEED", "1")
        .current_dir(project.root()))?)
}

fn generated(project: &Project) -> Result<(), StepError> {
    let check = generate::Arguments { check: true };
    if generate::run(project, &check)? == ExitCode::SUCCESS {
        Ok(())
    } else {
        Err(StepError::Stale)
    }
}

fn check_actions(project: &Project) -> Result<(), StepError> {
    Ok(run(Command::new(python::program(project, "python")?)
        .arg("tests/python/check_actions.py")
        .current_dir(project.root()))?)
}

fn check_formats(project: &Project) -> Result<(), StepError> {
    run(Command::new(python::program(project, "python")?)
        .arg("tests/python/check_formats.py")
        .arg(itself()?)
        .current_dir(project.root()))?;
    Ok(run(Command::new(python::program(project, "python")?)
        .arg("tests/python/check_oscal.py")
        .arg(itself()?)
        .current_dir(project.root()))?)
}

fn check_reads(project: &Project) -> Result<(), StepError> {
    Ok(run(Command::new(python::program(project, "python")?)
        .arg("tests/python/check_reads.py")
        .arg(itself()?)
        .arg(python::program_of(project, Packages::Clients, "aws")?)
        .current_dir(project.root()))?)
}

fn check_clients(project: &Project) -> Result<(), StepError> {
    check_by(project, Packages::Clients, "check_clients.py")?;
    check_by(project, Packages::Clients, "check_custodian.py")?;
    check_by(project, Packages::Emulator, "check_emulator.py")
}

/// Runs a script of tests/python that reads what the built binaries serve.
fn check_by(project: &Project, packages: Packages, script: &str) -> Result<(), StepError> {
    Ok(run(Command::new(python::program_of(
        project, packages, "python",
    )?)
    .arg(project.path("tests/python").join(script))
    .arg(itself()?.with_file_name(""))
    .current_dir(project.root()))?)
}

fn lint_packs(project: &Project) -> Result<(), StepError> {
    Ok(run(Command::new(python::program(project, "cfn-lint")?)
        .args([
            "conformance-pack/management-account.yaml",
            "conformance-pack/member-accounts.yaml",
        ])
        .current_dir(project.root()))?)
}

/// Runs the tests that need the Python program in the variable.
fn with_python(
    project: &Project,
    tests: &str,
    variable: &str,
    program: &str,
) -> Result<(), StepError> {
    let path = python::program(project, program)?;
    Ok(run(cargo()
        .args(["test", "--test", tests, "--", "--include-ignored"])
        .env(variable, path)
        .current_dir(project.root()))?)
}
