//! `cargo pack simulate`: all member accounts of an organization within one delivery window.

mod machine;
mod options;
mod page;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use local_config::quota::Quotas;
use local_config::simulation::{
    Delivery, LAMBDA_PAUSES, ProfileError, Profiles, Tally, grown, modelled, real,
};
use local_config::{Organization, Scenario, engine};
use rule_metadata::AccountKind;

use self::options::{GivenQuota, parse_duration, parse_factor};
use self::page::{Modelled, Page, Validation};
use crate::error::PackError;
use crate::evaluate::{SAMPLE, build, plan::Plan};
use crate::project::Project;

/// The exit status when the model and the processes disagree.
const DISAGREEMENT: u8 = 5;
/// The page with the result.
const PAGE: &str = "docs/scale.md";
const REFRESH: Duration = Duration::from_millis(120);

/// Run the member rules for a whole organization against AWS's throttling
///
/// Three steps. First the real functions are run once in a copy of each member account of the
/// scenario, and the calls that they make are noted: which, in which order, in which account. Then
/// every --accounts with every --window is played with these calls in virtual time, with token
/// buckets for AWS's quotas, the functions' retries and deadlines, and Lambda's two retries of an
/// event. Last, --real accounts are run with a process for every evaluation, in real time, against
/// the same quotas made smaller, and the model's figures are held against theirs.
///
/// An evaluation is lost when all of Lambda's invocations for one event failed. AWS Config sends
/// the next event a period later.
///
/// To run everything for real: --real 10000 --real-window 24h --real-quotas 1 --real-pauses 60s
/// --real-pauses 120s.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  the simulation ran, whatever was lost
  1  the command could not do its work
  2  wrong command line
  5  the model is further from the processes than --tolerance")]
pub(crate) struct Arguments {
    /// How many member accounts there are; may be repeated
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [100, 1_000, 10_000])]
    accounts: Vec<usize>,
    /// The time in which the events of all accounts come, such as 24h or 5m; may be repeated
    #[arg(long, value_name = "TIME", value_delimiter = ',', value_parser = parse_duration,
          default_values = ["24h", "6h", "1h", "5m"])]
    window: Vec<Duration>,
    /// Another quota: calls a second, and at once after a pause; may be repeated
    #[arg(long = "quota", value_name = "CALL=RATE/BURST")]
    quotas: Vec<GivenQuota>,
    /// Simulate this rule only; may be repeated
    #[arg(long = "rule", value_name = "NAME")]
    rules: Vec<String>,
    /// The file whose member accounts the organization is made of
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// How many accounts are run with real processes; 0 for none
    #[arg(long, value_name = "N", default_value_t = 30)]
    real: usize,
    /// The time in which their events come
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "3m")]
    real_window: Duration,
    /// By what their quotas are multiplied
    #[arg(long, value_name = "FACTOR", value_parser = parse_factor, default_value = "0.05")]
    real_quotas: f64,
    /// How long Lambda waits before its two retries of their events
    #[arg(long, value_name = "TIME", value_parser = parse_duration, num_args = 1,
          default_values = ["10s", "20s"])]
    real_pauses: Vec<Duration>,
    /// How far the model may be from the processes, as a part of all evaluations
    #[arg(long, value_name = "PART", value_parser = parse_factor, default_value = "0.1")]
    tolerance: f64,
    /// From which chance is drawn
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Run the functions in this folder, by the rules' names, and build none
    #[arg(long, value_name = "FOLDER")]
    binaries: Option<PathBuf>,
    /// Put the result into docs/scale.md, too
    #[arg(long)]
    write: bool,
}

/// Why a simulation can't be run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SimulateError {
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error("--real-pauses is to be given twice, or not at all")]
    Pauses,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let file = arguments
        .scenario
        .clone()
        .unwrap_or_else(|| project.path(SAMPLE));
    let sample = Scenario::from_file(file)?;
    let mut plan = Plan::new(project, &arguments.rules, &[])?;
    plan.rules
        .retain(|rule| rule.kinds.contains(&AccountKind::Member));
    let binaries = match &arguments.binaries {
        Some(folder) => plan.in_folder(folder),
        None => build::binaries(project, &plan.rules)?,
    };
    let rules = plan.functions(&binaries, &sample)?;
    let page = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(PackError::Runtime)?
        .block_on(simulate(arguments, &sample, &rules))?;
    let text = page.text();
    print!("{text}");
    if arguments.write {
        let path = project.path(PAGE);
        let before = fs::read_to_string(&path).map_err(PackError::read(&path))?;
        let after = page::into(&before, &text, &path)?;
        fs::write(&path, after).map_err(PackError::write(&path))?;
        eprintln!("wrote {PAGE}");
    }
    Ok(match &page.validation {
        Some(validation) if validation.error() > arguments.tolerance => {
            ExitCode::from(DISAGREEMENT)
        }
        _ => ExitCode::SUCCESS,
    })
}

async fn simulate(
    arguments: &Arguments,
    sample: &Scenario,
    rules: &[engine::Rule],
) -> Result<Page, PackError> {
    let measuring = progress("Measuring the rules' calls");
    let profiles = Profiles::measure(sample, 0, rules, |done, total| {
        show(&measuring, done, total);
    })
    .await
    .map_err(SimulateError::from)?;
    measuring.finish_and_clear();

    let quotas = arguments
        .quotas
        .iter()
        .fold(Quotas::default(), |quotas, given| {
            quotas.with_given(&given.call, given.rate, given.burst)
        });
    let mut played = Vec::new();
    let higher = quotas.clone().with_higher_throughput();
    let total = arguments.accounts.len() * arguments.window.len();
    let playing = progress("Playing deliveries");
    let deliveries = arguments.accounts.iter().flat_map(|accounts| {
        arguments.window.iter().map(|window| Delivery {
            accounts: *accounts,
            window: *window,
            pauses: LAMBDA_PAUSES,
            seed: arguments.seed,
        })
    });
    for (done, delivery) in deliveries.enumerate() {
        show(&playing, done, total);
        let mut lost = u64::MAX;
        for (higher_throughput, quotas) in [(false, &quotas), (true, &higher)] {
            let tally = modelled(&profiles, &delivery, quotas);
            if tally.lost() < lost {
                lost = tally.lost();
                played.push(Modelled {
                    higher_throughput,
                    delivery: delivery.clone(),
                    tally,
                });
            }
            if lost == 0 {
                break;
            }
        }
    }
    playing.finish_and_clear();

    let validation = match arguments.real {
        0 => None,
        accounts => Some(validate(arguments, accounts, sample, rules, &profiles, &quotas).await?),
    };
    Ok(Page {
        machine: machine::described(),
        quotas,
        profiles,
        played,
        validation,
    })
}

/// Runs one delivery with processes, and plays the same.
async fn validate(
    arguments: &Arguments,
    accounts: usize,
    sample: &Scenario,
    rules: &[engine::Rule],
    profiles: &Profiles,
    quotas: &Quotas,
) -> Result<Validation, PackError> {
    let delivery = Delivery {
        accounts,
        window: arguments.real_window,
        pauses: arguments
            .real_pauses
            .clone()
            .try_into()
            .map_err(|_| SimulateError::Pauses)?,
        seed: arguments.seed,
    };
    let quotas = quotas.clone().scaled(arguments.real_quotas);
    let organization = Organization::start(grown(sample, accounts))
        .await
        .map_err(PackError::Listen)?;
    organization.limit(quotas.clone());
    let running = progress("Running processes");
    let real: Tally = real(&Arc::new(organization), rules, &delivery, |done, total| {
        show(&running, done, total);
    })
    .await?;
    running.finish_and_clear();
    Ok(Validation {
        factor: arguments.real_quotas,
        modelled: modelled(profiles, &delivery, &quotas),
        delivery,
        real,
    })
}

fn show(progress: &ProgressBar, done: usize, total: usize) {
    progress.set_length(total as u64);
    progress.set_position(done as u64);
}

fn progress(what: &'static str) -> ProgressBar {
    let progress = ProgressBar::new(0).with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos} of {len} {elapsed}") {
        progress.set_style(style);
    }
    progress.enable_steady_tick(REFRESH);
    progress
}
