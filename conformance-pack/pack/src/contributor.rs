//! The commands that change, test and measure the project itself. They are a program of their own,
//! `xtask`, which is built when one of them is first used.

use std::ffi::OsString;
use std::process::{Command as Process, ExitCode};

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command, Error, FromArgMatches, Subcommand, value_parser};

use crate::error::PackError;
use crate::project::Project;
use crate::tool::{self, build};

const PROGRAM: &str = "xtask";
pub(crate) const ARGUMENTS: &str = "arguments";

/// Each command, and what it is for: the help lists them without the program that has them.
pub const COMMANDS: [(&str, &str); 6] = [
    (
        "bench",
        "Measure the functions beside the same rules in Python",
    ),
    (
        "generate",
        "Write the packs, pages, schemas and rule list that are derived",
    ),
    ("new", "Start a new rule"),
    (
        "sbom",
        "Write each function's bill of materials, without building it",
    ),
    (
        "simulate",
        "Simulate the pack in large organizations, under AWS's throttling",
    ),
    (
        "test",
        "Run all checks and tests, installing what they need",
    ),
];

pub(crate) fn is_one(name: &str) -> bool {
    COMMANDS.iter().any(|(known, _)| *known == name)
}

/// One of the commands, with what was typed after it.
#[derive(Debug)]
pub(crate) struct Contributed {
    name: String,
    arguments: Vec<OsString>,
}

impl Contributed {
    pub(crate) fn run(&self, project: &Project, verbose: bool) -> Result<ExitCode, PackError> {
        let programs = build::binaries(project, &[PROGRAM])?;
        let program = programs.get(PROGRAM).ok_or_else(|| PackError::NoBinary {
            name: PROGRAM.to_owned(),
        })?;
        let mut command = Process::new(program);
        command
            .args(verbose.then_some("--verbose"))
            .arg(&self.name)
            .args(&self.arguments);
        let status = command.status().map_err(tool::not_started(&command))?;
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
    }
}

impl FromArgMatches for Contributed {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let (name, rest) = matches
            .subcommand()
            .ok_or_else(|| Error::new(ErrorKind::MissingSubcommand))?;
        let arguments = rest.get_many(ARGUMENTS).unwrap_or_default().cloned();
        Ok(Self {
            name: name.to_owned(),
            arguments: arguments.collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Contributed {
    fn augment_subcommands(command: Command) -> Command {
        let arguments = Arg::new(ARGUMENTS)
            .num_args(0..)
            .trailing_var_arg(true)
            .allow_hyphen_values(true)
            .value_parser(value_parser!(OsString));
        command.subcommands(COMMANDS.map(|(name, about)| {
            Command::new(name)
                .about(about)
                .disable_help_flag(true)
                .arg(arguments.clone())
        }))
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        is_one(name)
    }
}
