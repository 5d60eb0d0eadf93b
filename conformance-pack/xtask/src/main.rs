//! The commands of `cargo pack` that change, test and measure the project itself.

mod bench;
#[cfg(test)]
mod documentation;
mod generate;
mod new;
mod npm;
mod simulate;
mod test;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use pack::command_line;
use pack::error::PackError;
use pack::package::sbom;
use pack::project::Project;

/// Changes, tests and measures the project itself.
#[derive(Debug, Parser)]
#[command(name = "cargo pack", bin_name = "cargo pack", max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
    /// Show the causes of an error, too
    #[arg(long, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Bench(bench::Arguments),
    Generate(generate::Arguments),
    New(new::Arguments),
    Sbom(sbom::Arguments),
    Simulate(simulate::Arguments),
    Test(test::Arguments),
}

fn main() -> ExitCode {
    let line: CommandLine = command_line::parsed(CommandLine::command());
    command_line::ended(run(&line.command), line.verbose)
}

fn run(command: &Command) -> Result<ExitCode, PackError> {
    let project = &Project::find()?;
    match command {
        Command::Bench(arguments) => bench::run(project, arguments),
        Command::Generate(arguments) => generate::run(project, arguments),
        Command::New(arguments) => new::run(project, arguments),
        Command::Sbom(arguments) => sbom::run(project, arguments),
        Command::Simulate(arguments) => simulate::run(project, arguments),
        Command::Test(arguments) => test::run(project, arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_help_lists_these_commands() {
        let own: Vec<_> = CommandLine::command()
            .get_subcommands()
            .map(|command| {
                let about = command.get_about().unwrap().to_string();
                (command.get_name().to_owned(), about)
            })
            .collect();
        let listed = pack::contributor::COMMANDS;
        assert_eq!(
            own,
            listed.map(|(name, about)| (name.to_owned(), about.to_owned()))
        );
    }
}
