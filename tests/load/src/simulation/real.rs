//! A delivery with a process for every evaluation, in real time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, sleep_until};

use super::delivery::Delivery;
use super::grown::member;
use super::tally::{RuleTally, Tally};
use local_aws::Call;
use local_aws::Organization;
use local_aws::engine::{self, EngineError, RunOutcome, RunnableRule};
use local_aws::scenario::AccountId;

/// The most processes at a time. Beyond it, events come later than they are due.
const PROCESSES: usize = 1_000;

/// The error type of a rule that was throttled until it gave up.
const THROTTLED: &str = "Throttled";

/// One evaluation that has ended.
struct Ended {
    is_evaluated: bool,
    repeated: u64,
    failed_otherwise: u64,
    calls: Vec<Call>,
}

/// An ended evaluation, with its rule's place and the time since its event was due.
type Joined = Result<(usize, Duration, Ended), EngineError>;

/// Runs a delivery in `organization`, made by [`super::grown`] with at least as many members. A
/// failed function is retried in the same process, as by Lambda.
///
/// # Errors
/// When a function can't be started.
pub async fn real(
    organization: &Arc<Organization>,
    rules: &[RunnableRule],
    delivery: &Delivery,
    mut progress: impl FnMut(usize, usize),
) -> Result<Tally, EngineError> {
    let permits = Arc::new(Semaphore::new(PROCESSES));
    let mut tally = Tally::of(rules.iter().map(|rule| rule.name.as_str()));
    let mut running = JoinSet::new();
    let begun = Instant::now();
    let events = delivery.events(rules.len());
    let (total, mut done) = (events.len(), 0);
    let mut note = |ended: Result<Joined, JoinError>| -> Result<(), EngineError> {
        let (rule, took, ended) =
            ended.map_err(|error| EngineError::Interrupted(error.to_string()))??;
        if let Some(rule) = tally.rules.get_mut(rule) {
            add(rule, took, &ended);
        }
        done += 1;
        progress(done, total);
        Ok(())
    };
    for due in events {
        let Some(rule) = rules.get(due.rule).cloned() else {
            continue;
        };
        sleep_until(begun + due.at).await;
        let permit = Arc::clone(&permits).acquire_owned().await;
        let (organization, pauses) = (Arc::clone(organization), delivery.pauses);
        running.spawn(async move {
            let _permit = permit;
            let account = member(due.account);
            let ended = evaluate(&organization, &account, &rule, pauses).await?;
            Ok((due.rule, (begun + due.at).elapsed(), ended))
        });
        while let Some(ended) = running.try_join_next() {
            note(ended)?;
        }
    }
    while let Some(ended) = running.join_next().await {
        note(ended)?;
    }
    Ok(tally)
}

/// One event, and how Lambda handles it.
async fn evaluate(
    organization: &Organization,
    account: &AccountId,
    rule: &RunnableRule,
    pauses: [Duration; 2],
) -> Result<Ended, EngineError> {
    let notification = organization.notify(account, &rule.name, &rule.parameters);
    let (id, mut function) = engine::function(organization, account, rule);
    let mut pauses = pauses.into_iter();
    let (mut repeated, mut failed_otherwise) = (0, 0);
    let is_evaluated = loop {
        let invocation = function.invoke(&notification.event).await?;
        let evaluations = organization.evaluations(&notification.result_token);
        match engine::outcome(invocation.outcome, &evaluations, rule.timeout) {
            RunOutcome::Evaluation { .. } => break true,
            RunOutcome::Error {
                error_type,
                message,
            } => {
                let is_throttled = error_type == THROTTLED || message.contains(" is throttled ");
                failed_otherwise += u64::from(!is_throttled);
            }
        }
        let Some(pause) = pauses.next() else {
            break false;
        };
        repeated += 1;
        sleep(pause).await;
    };
    function.stop().await;
    let calls = organization.calls_of(id);
    organization.forget(id, &notification.result_token);
    Ok(Ended {
        is_evaluated,
        repeated,
        failed_otherwise,
        calls,
    })
}

fn add(rule: &mut RuleTally, took: Duration, ended: &Ended) {
    rule.repeated += ended.repeated;
    rule.failed_otherwise += ended.failed_otherwise;
    for call in &ended.calls {
        rule.call(&call.action(), call.throttled);
    }
    if ended.is_evaluated {
        rule.evaluated += 1;
        rule.waits.push(took);
    } else {
        rule.lost += 1;
    }
}
