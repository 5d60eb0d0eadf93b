//! `cargo pack evaluate`: the real rules, run in a described organization or a real account.

mod live;
pub mod plan;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use account::InvalidAccountId;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use local_aws::engine::{self, Options, RuleRun};
use local_aws::{AccountId, Call, Organization, Scenario};

use self::live::LiveOptions;
use self::plan::{GivenParameter, Plan};
use crate::error::PackError;
use crate::progress::Progress;
use crate::project::Project;
use crate::report::{self, Account, Compliance, Finding, Outcome, Output, Report};

/// The exit status when a rule could not be evaluated.
const NOT_EVALUATED: u8 = 3;
/// The exit status when `--fail-on` is met.
const NOT_COMPLIANT: u8 = 4;
pub const SAMPLE: &str = "conformance-pack/sample-organization.toml";
/// With which a rule reports.
const REPORTS: &str = "config:PutEvaluations";

/// Run the rules and show how an organization, or your own account, stands
///
/// Runs the Lambda functions of the pack themselves, each in a local stand-in for Lambda and AWS
/// Config. Without --live they see an organization that a scenario file describes, by default the
/// sample organization, and no AWS account is needed.
///
/// With --live they read the account of your AWS profile, with its credentials and Region. They
/// only read: what they would report to AWS Config stays on this machine.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  every rule could be evaluated, whatever the verdicts
  1  the command could not do its work
  2  wrong command line
  3  a rule could not be evaluated
  4  an account is not compliant (with --fail-on non-compliant)

Colour is left out in a pipe and where NO_COLOR is set.")]
pub struct Arguments {
    /// The file that describes the organization
    #[arg(long, value_name = "FILE", conflicts_with = "live")]
    scenario: Option<PathBuf>,
    /// Run this rule only; may be repeated
    #[arg(long = "rule", value_name = "NAME")]
    rules: Vec<String>,
    /// Run the rules in this account only; may be repeated
    #[arg(long = "account", value_name = "ID", conflicts_with = "live")]
    accounts: Vec<AccountId>,
    /// Give a rule a parameter; may be repeated
    #[arg(long = "parameter", value_name = "RULE.NAME=VALUE")]
    parameters: Vec<GivenParameter>,
    #[command(flatten)]
    live: LiveOptions,
    /// Run the functions in this folder, by the rules' names, and build none
    #[arg(long, value_name = "FOLDER")]
    binaries: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
    /// Fail when the result is such
    #[arg(long, value_enum, value_name = "RESULT")]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// An account is NON_COMPLIANT by some rule
    NonCompliant,
}

pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let plan = Plan::new(project, &arguments.rules, &arguments.parameters)?;
    let previous = arguments.output.previous()?;
    let report = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(PackError::Runtime)?
        .block_on(evaluate(project, arguments, plan))?;
    arguments.output.show(project, &report, &previous)?;
    let fails = arguments.fail_on == Some(FailOn::NonCompliant);
    Ok(if report.has_errors() {
        ExitCode::from(NOT_EVALUATED)
    } else if fails && report.has(Compliance::NonCompliant) {
        ExitCode::from(NOT_COMPLIANT)
    } else {
        ExitCode::SUCCESS
    })
}

async fn evaluate(
    project: &Project,
    arguments: &Arguments,
    plan: Plan,
) -> Result<Report, PackError> {
    // First, as a wrong file is told at once and a build may take minutes.
    let (source, organization, accounts) = if arguments.live.is_wanted() {
        let (organization, accounts) = arguments.live.start().await?;
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
    let binaries = match &arguments.binaries {
        Some(folder) => plan.in_folder(folder),
        None => plan.built(project)?,
    };
    let rules = plan.functions(&binaries, organization.scenario())?;
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
        findings: runs?.into_iter().map(finding).collect::<Result<_, _>>()?,
    })
}

/// The organization of a scenario, and those of its accounts that are wanted (none: all).
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

/// What a run says; the last call of a rule, its report, reads nothing.
fn finding(run: RuleRun) -> Result<Finding, InvalidAccountId> {
    let mut calls: Vec<String> = Vec::new();
    for call in run.calls.iter().map(Call::action) {
        if call != REPORTS && !calls.contains(&call) {
            calls.push(call);
        }
    }
    Ok(Finding {
        account: report::id(&run.account)?,
        rule: run.rule,
        outcome: Outcome::of(run.outcome),
        time: Some(run.created),
        calls,
    })
}
