//! Runs rules in accounts and gathers the outcomes.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::aws::{Call, Evaluation, FunctionId, Permissions};
use crate::organization::Organization;
use crate::runtime_api::{Function, FunctionConfig, InvocationOutcome, StartError};
use crate::scenario::AccountId;

/// A rule to run.
#[derive(Debug, Clone)]
pub struct RunnableRule {
    /// The rule's name.
    pub name: String,
    /// Its function's binary.
    pub binary: PathBuf,
    /// Its function's timeout.
    pub timeout: Duration,
    /// Its InputParameters, each value as text. At most 1,024 characters in all.
    pub parameters: BTreeMap<String, String>,
    /// The IAM actions that it may use, besides `config:PutEvaluations` (and `sts:AssumeRole`,
    /// where it uses any in the organization's reader role). `None`: whatever the services allow.
    pub permissions: Option<Permissions>,
    /// More environment variables of its function.
    pub environment: BTreeMap<String, String>,
}

impl RunnableRule {
    /// A rule with no parameters that may do whatever the services allow.
    #[must_use]
    pub fn new(name: impl Into<String>, binary: impl Into<PathBuf>, timeout: Duration) -> Self {
        Self {
            name: name.into(),
            binary: binary.into(),
            timeout,
            parameters: BTreeMap::new(),
            permissions: None,
            environment: BTreeMap::new(),
        }
    }
}

/// What to run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The accounts, in the order of the results. Empty: all of the scenario.
    pub accounts: Vec<AccountId>,
    /// How many functions run at a time. Default: 4.
    pub concurrency: Option<NonZeroUsize>,
}

/// One rule in one account.
#[derive(Debug, Clone)]
pub struct RuleRun {
    /// The account evaluated.
    pub account: AccountId,
    /// The rule's name.
    pub rule: String,
    /// When it was sent its event: the time that its evaluations are about.
    pub created: Timestamp,
    /// The outcome.
    pub outcome: RunOutcome,
    /// Every evaluation that AWS Config accepted, in order; one if all is well.
    pub evaluations: Vec<Evaluation>,
    /// The event that was sent.
    pub event: Value,
    /// The calls that reached the local endpoint.
    pub calls: Vec<Call>,
    /// What the function wrote to its standard output and error, by line.
    pub log: Vec<String>,
    /// How long the invocation took.
    pub duration: Duration,
    /// How long the function took to its first poll.
    pub init: Option<Duration>,
}

/// The outcome of one rule in one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunOutcome {
    /// The rule put one evaluation.
    Evaluation {
        /// `COMPLIANT`, `NON_COMPLIANT` or `NOT_APPLICABLE`.
        compliance: String,
        /// The reason.
        annotation: Option<String>,
    },
    /// The rule could not be evaluated.
    Error {
        /// The error type that Lambda shows; `Runtime.ExitError` for a function that ended,
        /// `Sandbox.Timedout` for one that took too long, `LocalConfig.…` for anything without an
        /// error report.
        error_type: String,
        /// What it says.
        message: String,
    },
}

/// A verdict with its reason, if there is one.
pub(crate) fn write_verdict(
    formatter: &mut Formatter<'_>,
    compliance: &str,
    annotation: Option<&str>,
) -> fmt::Result {
    match annotation {
        None => formatter.write_str(compliance),
        Some(annotation) => write!(formatter, "{compliance} ({annotation})"),
    }
}

impl Display for RunOutcome {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evaluation {
                compliance,
                annotation,
            } => write_verdict(formatter, compliance, annotation.as_deref()),
            Self::Error {
                error_type,
                message,
            } => write!(formatter, "{error_type} ({message})"),
        }
    }
}

/// The progress of an evaluation.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// How many have ended.
    pub done: usize,
    /// How many there are.
    pub total: usize,
    /// The run that has just ended.
    pub run: &'a RuleRun,
}

/// Why an evaluation could not be made. What happens inside a rule is an [`RunOutcome`].
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// An account to evaluate is not in the scenario.
    #[error("account {0} is not in the scenario")]
    UnknownAccount(AccountId),
    /// A rule's function can't be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A rule's parameters are longer than AWS Config takes.
    #[error("the parameters of {0} are longer than 1,024 characters")]
    ParametersTooLong(String),
    /// The evaluation of a rule was cut short.
    #[error("the evaluation of a rule was cut short: {0}")]
    Interrupted(String),
}

/// The longest InputParameters of a rule.
const LONGEST_PARAMETERS: usize = 1_024;

const CONCURRENCY: usize = 4;

/// Runs every rule in every account, each in its own process, and calls `progress` as each ends.
/// The results are in the order of the accounts, then of the rules.
///
/// # Errors
/// When an account is unknown or a function can't be started.
pub async fn evaluate(
    organization: &Arc<Organization>,
    rules: &[RunnableRule],
    options: &Options,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<Vec<RuleRun>, EngineError> {
    let known = &organization.scenario().accounts;
    let accounts: Vec<AccountId> = if options.accounts.is_empty() {
        known.keys().cloned().collect()
    } else {
        options.accounts.clone()
    };
    if let Some(unknown) = accounts.iter().find(|id| !known.contains_key(id)) {
        return Err(EngineError::UnknownAccount(unknown.clone()));
    }
    let permits = Arc::new(Semaphore::new(
        options.concurrency.map_or(CONCURRENCY, NonZeroUsize::get),
    ));
    let mut running = JoinSet::new();
    for account in &accounts {
        for rule in rules {
            let place = running.len();
            let (organization, permits) = (Arc::clone(organization), Arc::clone(&permits));
            let (account, rule) = (account.clone(), rule.clone());
            running.spawn(async move {
                let _permit = permits.acquire_owned().await;
                (place, run(&organization, &account, &rule).await)
            });
        }
    }
    let total = running.len();
    let mut ended: Vec<Option<RuleRun>> = vec![None; total];
    let mut done = 0;
    while let Some(joined) = running.join_next().await {
        let (place, run) = joined.map_err(|error| EngineError::Interrupted(error.to_string()))?;
        let run = run?;
        done += 1;
        progress(Progress {
            done,
            total,
            run: &run,
        });
        if let Some(slot) = ended.get_mut(place) {
            *slot = Some(run);
        }
    }
    Ok(ended.into_iter().flatten().collect())
}

/// Runs one rule in one account.
///
/// # Errors
/// When its function can't be started, or its parameters are too long.
pub async fn run(
    organization: &Organization,
    account: &AccountId,
    rule: &RunnableRule,
) -> Result<RuleRun, EngineError> {
    let notification = organization.notify(account, &rule.name, &rule.parameters);
    if notification.event["ruleParameters"]
        .as_str()
        .is_some_and(|text| text.chars().count() > LONGEST_PARAMETERS)
    {
        return Err(EngineError::ParametersTooLong(rule.name.clone()));
    }
    let (id, mut function) = function(organization, account, rule);
    let invocation = function.invoke(&notification.event).await?;
    let log = function.stop().await;
    let evaluations = organization.evaluations(&notification.result_token);
    Ok(RuleRun {
        account: account.clone(),
        rule: rule.name.clone(),
        created: notification.created,
        outcome: outcome(invocation.outcome, &evaluations, rule.timeout),
        evaluations,
        event: notification.event,
        calls: organization.calls_of(id),
        log,
        duration: invocation.duration,
        init: invocation.init,
    })
}

/// A rule's function in an account, not yet started. Its calls are recorded separately.
pub fn function(
    organization: &Organization,
    account: &AccountId,
    rule: &RunnableRule,
) -> (FunctionId, Function) {
    let permissions = rule.permissions.clone().map(with_implied);
    let identity = organization.function(account, &rule.name, permissions);
    let mut environment = identity.environment;
    environment.extend(rule.environment.clone());
    let function = Function::new(FunctionConfig {
        binary: rule.binary.clone(),
        arn: identity.arn,
        timeout: rule.timeout,
        environment,
    });
    (identity.id, function)
}

/// What every rule may do besides what it declares.
fn with_implied(mut permissions: Permissions) -> Permissions {
    permissions.own.push("config:PutEvaluations".to_owned());
    if !permissions.organization.is_empty() {
        permissions.own.push("sts:AssumeRole".to_owned());
    }
    permissions
}

pub fn outcome(
    invocation: InvocationOutcome,
    evaluations: &[Evaluation],
    timeout: Duration,
) -> RunOutcome {
    let error = |error_type: &str, message: String| RunOutcome::Error {
        error_type: error_type.to_owned(),
        message,
    };
    match (invocation, evaluations) {
        (InvocationOutcome::Ok(_), [evaluation]) => RunOutcome::Evaluation {
            compliance: evaluation.compliance.clone(),
            annotation: evaluation.annotation.clone(),
        },
        (InvocationOutcome::Ok(_), []) => error(
            "LocalConfig.NoEvaluation",
            "the function succeeded and put no evaluation".to_owned(),
        ),
        (InvocationOutcome::Ok(_), several) => error(
            "LocalConfig.SeveralEvaluations",
            format!(
                "the function put {} evaluations of one account",
                several.len()
            ),
        ),
        (
            InvocationOutcome::Err {
                error_type,
                error_message,
            },
            _,
        ) => error(&error_type, error_message),
        (InvocationOutcome::Crashed { status }, _) => error(
            "Runtime.ExitError",
            format!("the function ended without an answer: {status}"),
        ),
        (InvocationOutcome::TimedOut, _) => error(
            "Sandbox.Timedout",
            format!("Task timed out after {:.2} seconds", timeout.as_secs_f64()),
        ),
    }
}
