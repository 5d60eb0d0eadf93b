use std::fs;
use std::time::Duration;

use local_aws::Call;
use local_aws::Case;
use local_aws::Organization;
use local_aws::engine::{self, RunOutcome, RunnableRule};
use local_aws::runtime_api::{Function, FunctionConfig, StartError};
use local_aws::scenario::Fault;
use local_aws::slowest_chain;
use local_aws::tls::{Authority, ServerCertificate, TlsError, TlsFront};

/// How a function reaches AWS.
#[derive(Debug, Clone, Copy)]
pub enum Network<'a> {
    /// Over http.
    Plain,
    /// Over https, with a server certificate of this authority. The function's environment must
    /// trust it.
    Tls(&'a Authority),
}

/// The conditions of a measurement.
#[derive(Debug, Clone, Copy)]
pub struct Conditions<'a> {
    /// How it reaches AWS.
    pub network: Network<'a>,
    /// How long AWS takes for each answer, at least.
    pub latency: Duration,
    /// How many evaluations follow the first.
    pub warm: usize,
}

/// What one process of a function did.
#[derive(Debug, Clone)]
pub struct Sample {
    /// From its start to its first poll.
    pub start: Duration,
    /// How long the first evaluation took, after the start.
    pub first: Duration,
    /// How long each later one took.
    pub warm: Vec<Duration>,
    /// The time of the slowest chain of calls in each of those.
    pub chains: Vec<Duration>,
    /// The most resident memory that it used, in bytes.
    pub peak_memory: u64,
    /// The calls of the first evaluation.
    pub first_calls: Vec<Call>,
    /// The calls of the last one.
    pub warm_calls: Vec<Call>,
    /// What came of each.
    pub outcome: RunOutcome,
}

/// Why a function can't be measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The organization has no port to listen on.
    #[error("the local AWS Config can't listen: {0}")]
    Listen(std::io::Error),
    /// TLS can't be offered.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The function's process can't be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// It ended, or did not poll.
    #[error("{rule}: the process ended: {log}")]
    Ended {
        /// The function's rule.
        rule: String,
        /// What it wrote.
        log: String,
    },
    /// Its later answers differ from the first.
    #[error("{rule}: came to {first} at first and to {later} later")]
    Differs {
        /// The function's rule.
        rule: String,
        /// The outcome of the first evaluation.
        first: Box<RunOutcome>,
        /// The outcome of a later one.
        later: Box<RunOutcome>,
    },
}

/// Starts a function, lets it evaluate the account of a case again and again, and ends it.
///
/// # Errors
/// When the function or its environment can't be started, or its answers change.
pub async fn sample(
    case: &Case,
    rule: &RunnableRule,
    conditions: Conditions<'_>,
) -> Result<Sample, BenchError> {
    let organization = Organization::start(case.scenario.clone())
        .await
        .map_err(BenchError::Listen)?;
    if !conditions.latency.is_zero() {
        organization.add_fault(Fault::latency(conditions.latency));
    }
    let identity = organization.function(&case.account, &rule.name, None);
    let mut environment = identity.environment;
    environment.extend(rule.environment.clone());
    let _front = match conditions.network {
        Network::Plain => None,
        Network::Tls(authority) => {
            let valid = ServerCertificate::Valid;
            let front = TlsFront::start(authority, valid, organization.address()).await?;
            environment.insert("AWS_ENDPOINT_URL".to_owned(), front.endpoint());
            Some(front)
        }
    };
    let mut function = Function::new(FunctionConfig {
        binary: rule.binary.clone(),
        arn: identity.arn,
        timeout: rule.timeout,
        environment,
    });

    let evaluate = async |function: &mut Function| {
        let before = organization.calls_of(identity.id).len();
        let notification = organization.notify(&case.account, &rule.name, &case.parameters);
        let invocation = function.invoke(&notification.event).await?;
        let evaluations = organization.evaluations(&notification.result_token);
        let calls = organization.calls_of(identity.id).split_off(before);
        let outcome = engine::outcome(invocation.outcome.clone(), &evaluations, rule.timeout);
        Ok::<_, StartError>((invocation, outcome, calls))
    };
    let (first, outcome, first_calls) = evaluate(&mut function).await?;
    let (mut warm, mut chains, mut warm_calls) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..conditions.warm {
        let (invocation, later, calls) = evaluate(&mut function).await?;
        if later != outcome {
            return Err(BenchError::Differs {
                rule: rule.name.clone(),
                first: Box::new(outcome),
                later: Box::new(later),
            });
        }
        warm.push(invocation.duration);
        chains.push(slowest_chain(&calls));
        warm_calls = calls;
    }
    let peak_memory = function.process_id().and_then(peak_memory);
    let log = function.stop().await;
    let (Some(start), Some(peak_memory)) = (first.init, peak_memory) else {
        return Err(BenchError::Ended {
            rule: rule.name.clone(),
            log: log.join("\n"),
        });
    };
    Ok(Sample {
        start,
        first: first.duration,
        warm,
        chains,
        peak_memory,
        first_calls,
        warm_calls,
        outcome,
    })
}

/// The high-water mark of a process's resident memory, in bytes.
fn peak_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
