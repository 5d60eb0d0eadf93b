//! `cargo pack`, the command line of this project.

use std::process::ExitCode;

use pack::command_line::{self, CommandLine};

fn main() -> ExitCode {
    let line: CommandLine = command_line::parsed(command_line::command());
    command_line::ended(line.run(), line.verbose())
}
