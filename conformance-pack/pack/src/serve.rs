//! `cargo pack serve`: the pack, deployed and evaluated in a described organization, which then
//! answers any AWS client.

mod announcement;
mod deployment;
mod error;
mod profile;
mod queries;
mod running;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use local_aws::engine::{self, EngineError, Options, RuleRun, RunOutcome};
use local_aws::{AccountId, Organization, Scenario, reevaluate_on_request};

use self::deployment::{Deployment, MemberPack};
use self::error::ServeError;
use self::profile::Profiles;
use self::running::Running;
use crate::error::PackError;
use crate::evaluate::SAMPLE;
use crate::evaluate::plan::{GivenParameter, Plan};
use crate::foreign::Shown;
use crate::progress::Progress;
use crate::project::Project;

/// Run the rules in an organization that AWS clients can query
///
/// Deploys the pack to every account of the organization that a scenario file describes, by default
/// the sample organization, and runs the Lambda functions themselves. Then it answers AWS's APIs on
/// 127.0.0.1 until Ctrl-C: AWS Config tells what the rules found, as it does once the pack is
/// deployed, and the other services tell what the rules read. No AWS account is needed.
///
/// In another terminal of the same checkout,
///
///     eval "$(cargo pack serve --environment)"
///
/// lets the AWS CLI, or whatever uses an AWS SDK, ask it. Each account has a profile.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Exit status: 0 when Ctrl-C ended it, 1 when it could not do its work."
)]
pub(crate) struct Arguments {
    /// The file that describes the organization
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Deploy this rule only; may be repeated
    #[arg(long = "rule", value_name = "NAME")]
    rules: Vec<String>,
    /// Deploy to this account only; may be repeated
    #[arg(long = "account", value_name = "ID")]
    accounts: Vec<AccountId>,
    /// Give a rule a parameter; may be repeated
    #[arg(long = "parameter", value_name = "RULE.NAME=VALUE")]
    parameters: Vec<GivenParameter>,
    /// The port on 127.0.0.1; 0 for any free port
    #[arg(long, value_name = "N", default_value_t = 4599)]
    port: u16,
    /// Where members' rules come from (docs/deployment.md, "Which pack for members")
    #[arg(long, value_enum, value_name = "PACK", default_value_t = MemberPack::Stack)]
    member_pack: MemberPack,
    /// Run the functions in this folder, by the rules' names, without building
    #[arg(long, value_name = "FOLDER")]
    binaries: Option<PathBuf>,
    /// Print what a shell needs to reach the server that runs, and end
    #[arg(long, exclusive = true)]
    environment: bool,
    /// Refused: a real account has an AWS Config of its own
    #[arg(long, hide = true)]
    live: bool,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    if arguments.live {
        return Err(ServeError::Live.into());
    }
    if arguments.environment {
        print!("{}", running::environment()?);
        return Ok(ExitCode::SUCCESS);
    }
    let plan = Plan::new(project, &arguments.rules, &arguments.parameters)?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(PackError::Runtime)?
        .block_on(serve(project, arguments, plan))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(project: &Project, arguments: &Arguments, plan: Plan) -> Result<(), PackError> {
    let file = arguments
        .scenario
        .clone()
        .unwrap_or_else(|| project.path(SAMPLE));
    let mut scenario = Scenario::from_file(file)?;
    deployment::add_aggregator(&mut scenario);
    let wanted = wanted(&scenario, &arguments.accounts)?;
    let running = Running::begin()?;
    let organization = Organization::start_on(scenario, arguments.port)
        .await
        .map_err(|source| ServeError::Port {
            port: arguments.port,
            source,
        })?;
    let organization = Arc::new(organization);
    let binaries = plan.binaries(project, arguments.binaries.as_deref())?;
    let functions = plan.functions(&binaries, Some(organization.scenario()))?;
    let deployment = Deployment {
        rules: &plan.rules,
        functions: &functions,
        member_pack: arguments.member_pack,
    };
    deployment.make(&organization, &wanted);

    tokio::select! {
        result = evaluate_and_answer(&organization, &deployment, &wanted, &functions, &running) => result,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted.map_err(ServeError::Interrupt)?;
            eprintln!("Stopped.");
            Ok(())
        }
    }
}

/// The accounts to deploy to: those that are named, or all.
fn wanted(scenario: &Scenario, named: &[AccountId]) -> Result<Vec<AccountId>, PackError> {
    if let Some(unknown) = named.iter().find(|id| !scenario.accounts.contains_key(*id)) {
        return Err(EngineError::UnknownAccount(unknown.clone()).into());
    }
    Ok(if named.is_empty() {
        scenario.accounts.keys().cloned().collect()
    } else {
        named.to_vec()
    })
}

async fn evaluate_and_answer(
    organization: &Arc<Organization>,
    deployment: &Deployment<'_>,
    wanted: &[AccountId],
    functions: &[engine::RunnableRule],
    running: &Running,
) -> Result<(), PackError> {
    evaluate(organization, deployment, wanted).await?;
    let profiles = Profiles::new(organization);
    running.tell(organization, &profiles)?;
    println!(
        "{}",
        announcement::text(organization, &profiles, wanted, deployment.member_pack)
    );
    reevaluate_on_request(organization, functions, |run| {
        eprintln!(
            "Evaluated {} in {}: {}",
            run.rule,
            run.account,
            Shown(&run.outcome)
        );
    })
    .await?;
    Ok(())
}

/// Runs every rule of each account's pack, and says which could not be evaluated.
async fn evaluate(
    organization: &Arc<Organization>,
    deployment: &Deployment<'_>,
    wanted: &[AccountId],
) -> Result<(), PackError> {
    let batches = deployment.batches(organization.scenario(), wanted);
    let total = batches
        .iter()
        .map(|batch| batch.accounts.len() * batch.functions.len())
        .sum();
    let progress = Progress::new("Evaluating", total);
    let mut runs: Vec<RuleRun> = Vec::new();
    for batch in batches {
        let options = Options {
            accounts: batch.accounts,
            ..Options::default()
        };
        let ended = engine::evaluate(organization, &batch.functions, &options, |_| {
            progress.advance();
        });
        runs.extend(ended.await?);
    }
    drop(progress);
    for run in runs {
        if let RunOutcome::Error { .. } = run.outcome {
            eprintln!(
                "{} in {} has no result: {}",
                run.rule,
                run.account,
                Shown(&run.outcome)
            );
        }
    }
    Ok(())
}
