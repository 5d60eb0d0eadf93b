//! What is typed after `cargo pack`, and what is printed when that is wrong or fails.

use std::env;
use std::error::Error as _;
use std::fmt::Write as _;
use std::iter;
use std::process::{self, ExitCode};

use clap::{CommandFactory, Parser, Subcommand};

use crate::contributor::{self, Contributed};
use crate::error::PackError;
use crate::foreign::{ShownLines, is_plain};
use crate::project::Project;
use crate::{attest, evaluate, package, phone_digest, report, serve};

/// The exit status of a command that can't do its work (clap itself uses 2 for a wrong command
/// line).
const FAILURE: u8 = 1;

/// Root user credentials in AWS, checked by AWS Config rules: try them on a sample
/// organization or your own account, deploy them, attest, report.
#[derive(Debug, Parser)]
#[command(
    name = "cargo pack",
    bin_name = "cargo pack",
    version,
    max_term_width = 100
)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
    /// Show the causes of an error, too
    #[arg(long, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Attest(attest::Arguments),
    Evaluate(Box<evaluate::Arguments>),
    Package(package::Arguments),
    PhoneDigest(phone_digest::Arguments),
    Report(report::Arguments),
    Serve(serve::Arguments),
    Use(attest::uses::Arguments),
    #[command(flatten)]
    Contributed(Contributed),
}

impl CommandLine {
    pub fn run(&self) -> Result<ExitCode, PackError> {
        let project = &Project::find()?;
        match &self.command {
            Command::Attest(arguments) => attest::run(project, arguments),
            Command::Evaluate(arguments) => evaluate::run(project, arguments),
            Command::Package(arguments) => package::run(project, arguments),
            Command::PhoneDigest(arguments) => phone_digest::run(arguments),
            Command::Report(arguments) => report::run(project, arguments),
            Command::Serve(arguments) => serve::run(project, arguments),
            Command::Use(arguments) => attest::uses::run(project, arguments),
            Command::Contributed(command) => command.run(project, self.verbose),
        }
    }

    pub fn verbose(&self) -> bool {
        self.verbose
    }
}

/// As clap derives it, with the commands in two groups.
pub fn command() -> clap::Command {
    let command = CommandLine::command();
    let groups = groups(&command);
    command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{groups}\n\
         {{options}}{{after-help}}"
    ))
}

/// In columns; so wide is the help wherever it is read.
const WIDTH: usize = 80;
/// Before the further lines of what a command is for.
const INDENT: &str = "\n                ";

fn groups(command: &clap::Command) -> String {
    let heading = command.get_styles().get_header();
    let name = command.get_styles().get_literal();
    let mut text = String::new();
    for (title, contributors) in [("Commands", false), ("For contributors", true)] {
        let _ = writeln!(text, "\n{heading}{title}:{heading:#}");
        let mut wanted: Vec<_> = command
            .get_subcommands()
            .filter(|command| contributor::is_one(command.get_name()) == contributors)
            .collect();
        wanted.sort_by_key(|command| command.get_name());
        for command in wanted {
            let about = command.get_about().map(ToString::to_string);
            let about = about.unwrap_or_default();
            let about = textwrap::wrap(&about, WIDTH - INDENT.len()).join(INDENT);
            let command = command.get_name();
            let _ = writeln!(text, "  {name}{command:<13}{name:#} {about}");
        }
    }
    let _ = write!(text, "\n{heading}Options:{heading:#}");
    text
}

/// Understands the program's own command line, or ends the program.
pub fn parsed<T: Parser>(command: clap::Command) -> T {
    let given: Vec<_> = env::args_os().collect();
    let plain = given.iter().all(|text| is_plain(&text.to_string_lossy()));
    command
        .try_get_matches_from(given)
        .and_then(|matches| T::from_arg_matches(&matches))
        .unwrap_or_else(|error| {
            // clap's messages quote what they were given.
            if !plain {
                eprintln!("{}", ShownLines(error.render()));
                process::exit(error.exit_code());
            }
            error.exit()
        })
}

/// What the program ends with; an error is printed.
pub fn ended(result: Result<ExitCode, PackError>, verbose: bool) -> ExitCode {
    result.unwrap_or_else(|error| {
        let style = anstyle::AnsiColor::Red.on_default().bold();
        anstream::eprintln!("{style}error{style:#}: {}", ShownLines(&error));
        if verbose {
            for cause in iter::successors(error.source(), |cause| (*cause).source()) {
                eprintln!("  because: {}", ShownLines(cause));
            }
        }
        ExitCode::from(FAILURE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_lists_each_command_once_within_80_columns() {
        let help = command().term_width(80).render_long_help().to_string();
        for subcommand in command().get_subcommands() {
            let name = format!("\n  {} ", subcommand.get_name());
            assert_eq!(help.matches(&name).count(), 1, "{name}: {help}");
        }
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }

    #[test]
    fn what_follows_a_contributors_command_is_for_it() {
        let given = ["cargo pack", "test", "--only", "rust", "--help"];
        let matches = command().try_get_matches_from(given).unwrap();
        let (name, rest) = matches.subcommand().unwrap();
        assert_eq!(name, "test");
        let rest: Vec<_> = rest.get_raw(contributor::ARGUMENTS).unwrap().collect();
        assert_eq!(rest, ["--only", "rust", "--help"]);
    }
}
