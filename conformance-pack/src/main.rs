//! `cargo pack`, the command line of this project.

mod attest;
mod aws;
mod bench;
mod closest;
#[cfg(test)]
mod documentation;
mod error;
mod evaluate;
mod foreign;
mod generate;
mod new;
mod package;
mod phone_digest;
mod project;
mod report;
mod simulate;
mod test;
mod tool;

use std::env;
use std::error::Error as _;
use std::iter;
use std::process::{self, ExitCode};

use clap::{Parser, Subcommand};

use crate::error::PackError;
use crate::foreign::{ShownLines, is_plain};
use crate::project::Project;

/// What a command ends with when it can't do its work (clap itself uses 2 for a wrong
/// command line).
const FAILURE: u8 = 1;

/// Root user credentials in AWS, checked by AWS Config rules: try them on a sample
/// organization or your own account, generate what is deployed, add rules.
#[derive(Debug, Parser)]
#[command(
    name = "cargo pack",
    bin_name = "cargo pack",
    version,
    max_term_width = 100
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
    /// Tell all that is known of an error
    #[arg(long, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Attest(attest::Arguments),
    Bench(bench::Arguments),
    Evaluate(evaluate::Arguments),
    Generate(generate::Arguments),
    New(new::Arguments),
    Package(package::Arguments),
    PhoneDigest(phone_digest::Arguments),
    Report(report::Arguments),
    Sbom(package::sbom::Arguments),
    Simulate(simulate::Arguments),
    Test(test::Arguments),
    Use(attest::uses::Arguments),
}

fn main() -> ExitCode {
    let line = parsed();
    match run(&line.command) {
        Ok(status) => status,
        Err(error) => {
            let style = anstyle::AnsiColor::Red.on_default().bold();
            anstream::eprintln!("{style}error{style:#}: {}", ShownLines(&error));
            if line.verbose {
                for cause in iter::successors(error.source(), |cause| (*cause).source()) {
                    eprintln!("  because: {}", ShownLines(cause));
                }
            }
            ExitCode::from(FAILURE)
        }
    }
}

/// The command line, or the end of the program: clap's messages quote what they were given.
fn parsed() -> CommandLine {
    let given: Vec<_> = env::args_os().collect();
    let plain = given.iter().all(|text| is_plain(&text.to_string_lossy()));
    CommandLine::try_parse_from(given).unwrap_or_else(|error| {
        if !plain {
            eprintln!("{}", ShownLines(error.render()));
            process::exit(error.exit_code());
        }
        error.exit()
    })
}

fn run(command: &Command) -> Result<ExitCode, PackError> {
    let project = Project::find()?;
    match command {
        Command::Attest(arguments) => attest::run(&project, arguments),
        Command::Bench(arguments) => bench::run(&project, arguments),
        Command::Evaluate(arguments) => evaluate::run(&project, arguments),
        Command::Generate(arguments) => generate::run(&project, arguments),
        Command::New(arguments) => new::run(&project, arguments),
        Command::Package(arguments) => package::run(&project, arguments),
        Command::PhoneDigest(arguments) => phone_digest::run(arguments),
        Command::Report(arguments) => report::run(&project, arguments),
        Command::Sbom(arguments) => package::sbom::run(&project, arguments),
        Command::Simulate(arguments) => simulate::run(&project, arguments),
        Command::Test(arguments) => test::run(&project, arguments),
        Command::Use(arguments) => attest::uses::run(&project, arguments),
    }
}
