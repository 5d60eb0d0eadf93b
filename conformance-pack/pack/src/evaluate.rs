//! `cargo pack evaluate`: runs the real rules in a described organization or a real account.

mod live;
pub mod plan;
mod scan;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use account::InvalidAccountId;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use local_aws::engine::{self, Options};
use local_aws::{AccountId, Organization, Scenario};

pub use self::scan::caller_policy;

use self::live::LiveOptions;
use self::plan::{GivenParameter, Plan};
use self::scan::{Scan, ScanOptions};
use crate::error::PackError;
use crate::progress::Progress;
use crate::project::Project;
use crate::report::{self, Account, Compliance, Finding, Output, Report};

/// The exit status when a rule could not be evaluated.
const NOT_EVALUATED: u8 = 3;
/// The exit status when `--fail-on` is met.
const NOT_COMPLIANT: u8 = 4;
pub const SAMPLE: &str = "conformance-pack/sample-organization.toml";

/// Run the rules in an organization or account and show verdicts
///
/// Runs the pack's own Lambda functions, each in a local stand-in for Lambda and AWS Config.
/// Without --live they see an organization from a scenario file, by default the sample
/// organization, and need no AWS account.
///
/// With --live they read the account of your AWS profile, with its credentials and Region; with
/// --live --organization, every account of its organization. They only read: what they would
/// report to AWS Config stays on this machine.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  every rule could be evaluated, whatever the verdicts
  1  the command could not do its work
  2  wrong command line
  3  a rule could not be evaluated, or the result is partial
  4  an account is not compliant (with --fail-on non-compliant)

Colour is left out in a pipe and where NO_COLOR is set.")]
pub struct Arguments {
    /// The file that describes the organization
    #[arg(long, value_name = "FILE", conflicts_with = "live")]
    scenario: Option<PathBuf>,
    /// Run only this rule; may be repeated
    #[arg(long = "rule", value_name = "NAME")]
    rules: Vec<String>,
    /// Run the rules only in this account; may be repeated
    #[arg(long = "account", value_name = "ID")]
    accounts: Vec<AccountId>,
    /// Give a rule a parameter; may be repeated
    #[arg(long = "parameter", value_name = "RULE.NAME=VALUE")]
    parameters: Vec<GivenParameter>,
    #[command(flatten)]
    live: LiveOptions,
    #[command(flatten)]
    scan: ScanOptions,
    /// Run the functions in this folder, by the rules' names, without building
    #[arg(long, value_name = "FOLDER")]
    binaries: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
    /// Exit with 4 for this result
    #[arg(long, value_enum, value_name = "RESULT")]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// An account is NON_COMPLIANT by some rule
    NonCompliant,
}

pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let mut plan = Plan::new(project, &arguments.rules, &arguments.parameters)?;
    arguments.output.keep_wanted(project, &mut plan.rules)?;
    let previous = arguments.output.previous()?;
    let (report, is_complete) = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(PackError::Runtime)?
        .block_on(async {
            if arguments.scan.is_wanted() {
                organization(project, arguments, plan).await
            } else {
                let report = evaluate(project, arguments, plan).await?;
                Ok((report, true))
            }
        })?;
    arguments.output.show(project, &report, &previous)?;
    let fails = arguments.fail_on == Some(FailOn::NonCompliant);
    Ok(if report.has_errors() || !is_complete {
        ExitCode::from(NOT_EVALUATED)
    } else if fails && report.has(Compliance::NonCompliant) {
        ExitCode::from(NOT_COMPLIANT)
    } else {
        ExitCode::SUCCESS
    })
}

/// Every account of a real organization, and whether it came to the end.
async fn organization(
    project: &Project,
    arguments: &Arguments,
    plan: Plan,
) -> Result<(Report, bool), PackError> {
    let connection = arguments.live.connect().await?;
    let scan = Scan::prepare(connection, &arguments.scan, &arguments.accounts).await?;
    let binaries = plan.binaries(project, arguments.binaries.as_deref())?;
    let functions = plan.functions(&binaries, None)?;
    scan.run(&arguments.scan, plan.rules, functions).await
}

async fn evaluate(
    project: &Project,
    arguments: &Arguments,
    plan: Plan,
) -> Result<Report, PackError> {
    // First, so that a wrong file is reported before a build that may take minutes.
    let (source, organization, accounts) = if arguments.live.is_wanted() {
        let (organization, accounts) = arguments.live.start(&arguments.accounts).await?;
        ("A run of the rules in the account", organization, accounts)
    } else {
        let file = arguments
            .scenario
            .clone()
            .unwrap_or_else(|| project.path(SAMPLE));
        let scenario = Scenario::from_file(file)?;
        let (organization, accounts) = start(scenario, &arguments.accounts).await?;
        (
            "A run of the rules in a described organization",
            organization,
            accounts,
        )
    };
    let binaries = plan.binaries(project, arguments.binaries.as_deref())?;
    let rules = plan.functions(&binaries, Some(organization.scenario()))?;
    let options = Options {
        accounts: arguments.accounts.clone(),
        ..Options::default()
    };
    let progress = Progress::new("Evaluating", accounts.len() * rules.len());
    let runs = engine::evaluate(&Arc::new(organization), &rules, &options, |_| {
        progress.advance();
    })
    .await;
    drop(progress);
    Ok(Report {
        source: source.into(),
        time: Timestamp::now(),
        rules: plan.rules,
        accounts,
        findings: runs?
            .into_iter()
            .map(Finding::of)
            .collect::<Result<_, _>>()?,
        left_out: Vec::new(),
    })
}

/// The organization of a scenario, and the chosen accounts (none: all).
async fn start(
    scenario: Scenario,
    wanted: &[AccountId],
) -> Result<(Organization, Vec<Account>), PackError> {
    let ids: Vec<AccountId> = if wanted.is_empty() {
        scenario.accounts.keys().cloned().collect()
    } else {
        wanted.to_vec()
    };
    let accounts = ids
        .into_iter()
        .map(|id| {
            Ok(Account {
                id: report::id(&id)?,
                name: scenario.name(&id).into(),
                kind: Some(report::kind(scenario.kind(&id))),
                unit: scenario
                    .accounts
                    .get(&id)
                    .map(|account| account.unit.as_str().into()),
            })
        })
        .collect::<Result<_, InvalidAccountId>>()?;
    let organization = Organization::start(scenario)
        .await
        .map_err(PackError::Listen)?;
    Ok((organization, accounts))
}
