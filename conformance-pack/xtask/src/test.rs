//! `cargo pack test`: everything that CI runs, in one command.

mod bless;
mod book;
mod error;
mod lanes;
mod prerequisites;
mod report;
mod step;
mod supply_chain;
mod yanked;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use clap::Args;

use self::step::{ON_REQUEST, STEPS, Step};
use pack::error::PackError;
use pack::foreign::ShownLines;
use pack::progress::Progress;
use pack::project::Project;

/// The exit status when a step failed.
const FAILED: u8 = 1;
const HEADING: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Run all checks and tests, installing what they need
///
/// Needs a Rust toolchain with rustfmt and clippy, a C compiler, Python 3.11 with venv, and Node.js
/// 20.19 with npm, and says before any work which of them is missing. Python packages go into a
/// virtual environment beside the build, npm packages into the folders that list them, Chromium
/// among them. A tool that crashes is a failure. All steps run, whichever fail: those that compile
/// one after the other, and those that don't beside them. What a step prints is shown when it ends.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 when every step passed, 1 when one failed.")]
pub(crate) struct Arguments {
    /// Print the steps and run none
    #[arg(long)]
    list: bool,
    /// Run this step only (see --list); may be repeated
    #[arg(long, value_name = "STEP", value_parser = step_name)]
    only: Vec<&'static str>,
    /// Write what the rules say now into their cases and the pages, and print the difference
    #[arg(long, conflicts_with_all = ["list", "only"])]
    bless: bool,
}

fn step_name(name: &str) -> Result<&'static str, String> {
    let names: Vec<_> = every_step().map(|step| step.name).collect();
    names
        .iter()
        .copied()
        .find(|known| *known == name)
        .ok_or_else(|| format!("the steps are {}", names.join(", ")))
}

fn every_step() -> impl Iterator<Item = &'static Step> {
    STEPS.iter().chain(ON_REQUEST)
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    if arguments.bless {
        return Ok(match bless::run(project) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                anstream::eprintln!("{BAD}error:{BAD:#} {error}");
                ExitCode::from(FAILED)
            }
        });
    }
    let steps: Vec<_> = if arguments.only.is_empty() {
        STEPS.iter().collect()
    } else {
        every_step()
            .filter(|step| arguments.only.contains(&step.name))
            .collect()
    };
    if arguments.list {
        for (index, step) in steps.iter().enumerate() {
            println!("{:>2}  {:<14} {}", index + 1, step.name, step.about);
        }
        if arguments.only.is_empty() {
            for step in ON_REQUEST {
                println!("    {:<14} {} (only with --only)", step.name, step.about);
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let [step] = steps[..]
        && !arguments.list
    {
        return Ok(run_step(project, step));
    }
    if arguments.only.is_empty()
        && let Err(missing) = prerequisites::check()
    {
        anstream::eprintln!("{BAD}error:{BAD:#} {missing}");
        return Ok(ExitCode::from(FAILED));
    }
    let began = Instant::now();
    let lines = Progress::new("Testing", steps.len());
    let ended = lanes::run(&steps, |step, text| {
        lines.suspend(|| {
            anstream::eprintln!("\n{HEADING}{}{HEADING:#}", step.name);
            lanes::print(text);
        });
        lines.advance();
    })?;
    drop(lines);
    println!();
    for (index, step) in ended.iter().enumerate() {
        let (style, word) = if step.passed {
            (GOOD, "passed")
        } else {
            (BAD, "FAILED")
        };
        anstream::println!(
            "{:>2}  {:<14} {style}{word}{style:#} {:>8}",
            index + 1,
            step.name,
            clock(step.took)
        );
    }
    let passed = ended.iter().filter(|step| step.passed).count();
    let failed = ended.len() - passed;
    println!(
        "\n{passed} passed, {failed} failed in {}",
        clock(began.elapsed())
    );
    if arguments.only.is_empty() {
        for step in ON_REQUEST {
            println!(
                "not run: {}, {}: `cargo pack test --only {}`",
                step.name, step.about, step.name
            );
        }
    }
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    })
}

/// Runs one step, and says why it failed.
fn run_step(project: &Project, step: &Step) -> ExitCode {
    if let Err(error) = (step.run)(project) {
        anstream::eprintln!("{BAD}{} failed{BAD:#}: {}", step.name, ShownLines(error));
        return ExitCode::from(FAILED);
    }
    ExitCode::SUCCESS
}

/// Minutes and seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
