//! `cargo pack simulate`: evaluates all member accounts of an organization within one delivery
//! window.

mod page;

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;
use load::simulation::{Delivery, LAMBDA_PAUSES, ProfileError, Profiles, grown, modelled, real};
use local_aws::quota::{Quota, Quotas};
use local_aws::{Organization, Scenario, engine};
use rule_metadata::AccountKind;

use self::page::{MARKERS, Modelled, Page, Validation};
use crate::bench::machine;
use pack::error::PackError;
use pack::evaluate::{SAMPLE, plan::Plan};
use pack::progress::Progress;
use pack::project::Project;

/// The exit status when the model and the processes disagree.
const DISAGREEMENT: u8 = 5;
/// How much the model may differ from the processes, as a share of all evaluations.
const TOLERANCE: f64 = 0.1;
/// The page with the result.
const PAGE: &str = "docs/scale.md";
const SEED: u64 = 1;

/// The delivery with real processes takes minutes rather than a day, so its quotas and pauses are
/// smaller.
const REAL_WINDOW: Duration = Duration::from_secs(180);
const REAL_PAUSES: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(20)];
const REAL_QUOTAS: f64 = 0.05;

/// Simulate the pack in large organizations, under AWS's throttling
///
/// First, the real functions run once in a copy of each member account of the sample organization,
/// and their calls are recorded. Then each combination of --accounts and --window is simulated with
/// these calls in virtual time, against token buckets for AWS's quotas, with the retries of the
/// functions and of Lambda. Finally, --real accounts run with a process for every evaluation, in
/// real time, to check the model.
///
/// An evaluation is lost if all of Lambda's invocations for its event fail. AWS Config sends the
/// next event a period later.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  the simulation ran, whatever was lost
  1  the command could not do its work
  2  wrong command line
  5  the model and the processes disagree")]
pub(crate) struct Arguments {
    /// How many member accounts there are; may be repeated
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [100, 1_000, 10_000])]
    accounts: Vec<usize>,
    /// The window in which the events of all accounts come, such as 24h or 5m; may be repeated
    #[arg(long, value_name = "TIME", value_delimiter = ',', default_values = ["24h", "6h", "1h", "5m"])]
    window: Vec<SignedDuration>,
    /// A different quota: calls a second, and calls at once after a pause; may be repeated
    #[arg(long = "quota", value_name = "CALL=RATE/BURST")]
    quotas: Vec<Quota>,
    /// How many accounts to run with real processes (0: none)
    #[arg(long, value_name = "N", default_value_t = 30)]
    real: usize,
    /// Also write the result to docs/scale.md
    #[arg(long)]
    write: bool,
}

/// Why a simulation can't be run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SimulateError {
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

impl From<SimulateError> for PackError {
    fn from(error: SimulateError) -> Self {
        Self::command(error)
    }
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let sample = Scenario::from_file(project.path(SAMPLE))?;
    let mut plan = Plan::new(project, &[], &[])?;
    plan.rules
        .retain(|rule| rule.kinds.contains(&AccountKind::Member));
    let binaries = plan.built(project)?;
    let rules = plan.functions(&binaries, Some(&sample))?;
    let page = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(PackError::Runtime)?
        .block_on(simulate(arguments, &sample, &rules))?;
    let text = page.text();
    print!("{text}");
    if arguments.write {
        let path = project.path(PAGE);
        let page = MARKERS.put(&format!("\n{text}\n"), &path)?;
        fs::write(&path, page).map_err(PackError::write(&path))?;
        eprintln!("wrote {PAGE}");
    }
    Ok(match &page.validation {
        Some(validation) if validation.error() > TOLERANCE => ExitCode::from(DISAGREEMENT),
        _ => ExitCode::SUCCESS,
    })
}

async fn simulate(
    arguments: &Arguments,
    sample: &Scenario,
    rules: &[engine::RunnableRule],
) -> Result<Page, PackError> {
    let measuring = Progress::new("Measuring the rules' calls", 0);
    let profiles = Profiles::measure(sample, 0, rules, show(&measuring))
        .await
        .map_err(SimulateError::from)?;
    drop(measuring);

    let quotas = arguments
        .quotas
        .iter()
        .cloned()
        .fold(Quotas::default(), Quotas::with);
    let deliveries = arguments.accounts.iter().flat_map(|accounts| {
        arguments.window.iter().map(|window| Delivery {
            accounts: *accounts,
            window: window.unsigned_abs(),
            pauses: LAMBDA_PAUSES,
            seed: SEED,
        })
    });
    let played = deliveries
        .flat_map(|delivery| played(&profiles, &delivery, &quotas))
        .collect();
    let validation = match arguments.real {
        0 => None,
        accounts => Some(validate(accounts, sample, rules, &profiles, &quotas).await?),
    };
    Ok(Page {
        machine: machine::describe(),
        quotas,
        profiles,
        played,
        validation,
    })
}

/// With Parameter Store's default throughput, and with the higher one where it loses less.
fn played(profiles: &Profiles, delivery: &Delivery, quotas: &Quotas) -> Vec<Modelled> {
    let play = |higher_throughput, quotas: &Quotas| Modelled {
        higher_throughput,
        delivery: delivery.clone(),
        tally: modelled(profiles, delivery, quotas),
    };
    let mut played = vec![play(false, quotas)];
    let lost = |played: &Modelled| played.tally.total().lost;
    if played.iter().any(|default| lost(default) > 0) {
        let higher = play(true, &quotas.clone().with_higher_throughput());
        if played.iter().all(|default| lost(&higher) < lost(default)) {
            played.push(higher);
        }
    }
    played
}

/// Runs one delivery with processes, and simulates the same one.
async fn validate(
    accounts: usize,
    sample: &Scenario,
    rules: &[engine::RunnableRule],
    profiles: &Profiles,
    quotas: &Quotas,
) -> Result<Validation, PackError> {
    let delivery = Delivery {
        accounts,
        window: REAL_WINDOW,
        pauses: REAL_PAUSES,
        seed: SEED,
    };
    let quotas = quotas.clone().scaled(REAL_QUOTAS);
    let organization = Organization::start(grown(sample, accounts))
        .await
        .map_err(PackError::Listen)?;
    organization.limit(quotas.clone());
    let running = Progress::new("Running processes", 0);
    let real = real(&Arc::new(organization), rules, &delivery, show(&running)).await?;
    drop(running);
    Ok(Validation {
        factor: REAL_QUOTAS,
        modelled: modelled(profiles, &delivery, &quotas),
        delivery,
        real,
    })
}

fn show(progress: &Progress) -> impl FnMut(usize, usize) {
    |done, total| progress.set(done, total)
}
