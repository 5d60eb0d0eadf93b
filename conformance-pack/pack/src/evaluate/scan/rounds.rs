//! All accounts, so many at a time; those that AWS throttled once more at the end.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::pace::{Pace, is_throttled};
use super::visit::{Visit, Visited, Visits};
use crate::error::PackError;
use crate::progress::Progress;
use crate::report::{Finding, Outcome};

/// What the rounds came to.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    pub(super) findings: Vec<Finding>,
    /// Accounts that were not visited to the end.
    pub(super) left: usize,
    /// Why not.
    pub(super) why: Option<String>,
}

/// Why a visit ended without a result.
#[derive(Debug, thiserror::Error)]
#[error("the evaluation of an account was cut short: {0}")]
struct Interrupted(String);

/// A visit that is due, and whether it is one again.
struct Due {
    visit: Visit,
    again: bool,
}

/// Visits all; stops where the caller's credentials end, and at Ctrl-C.
pub(super) async fn visit_all(
    visits: &Arc<Visits>,
    due: Vec<Visit>,
    most: usize,
) -> Result<Rounds, PackError> {
    let total = due.len();
    let progress = Progress::new("Evaluating accounts", total);
    let mut due: VecDeque<Due> = due
        .into_iter()
        .map(|visit| Due {
            visit,
            again: false,
        })
        .collect();
    let mut pace = Pace::new(most);
    let mut running: JoinSet<(bool, Result<Visited, PackError>)> = JoinSet::new();
    let mut rounds = Rounds::default();
    let (mut done, mut with_errors) = (0, 0);
    let interrupted = tokio::signal::ctrl_c();
    tokio::pin!(interrupted);
    loop {
        while running.len() < pace.now()
            && rounds.why.is_none()
            && let Some(Due { visit, again }) = due.pop_front()
        {
            let visits = Arc::clone(visits);
            running.spawn(async move { (again, visits.visit(visit).await) });
        }
        let joined = tokio::select! {
            joined = running.join_next() => joined,
            _ = &mut interrupted => {
                rounds.why = Some("interrupted".to_owned());
                running.abort_all();
                break;
            }
        };
        let Some(joined) = joined else { break };
        let (again, visited) =
            joined.map_err(|error| PackError::command(Interrupted(error.to_string())))?;
        let visited = visited?;
        if let Some(problem) = visited.stop {
            rounds.why.get_or_insert(problem);
            continue;
        }
        let throttled = throttled(visits, &visited);
        pace.ended(!throttled.is_empty());
        if !again && !throttled.is_empty() {
            let of_throttled = |finding: &Finding| is_about(visits, &throttled, finding);
            let kept = visited.findings.into_iter().filter(|f| !of_throttled(f));
            rounds.findings.extend(kept);
            due.push_back(Due {
                visit: Visit {
                    account: visited.visit.account,
                    rules: throttled,
                },
                again: true,
            });
            continue;
        }
        done += 1;
        let has_errors = visited
            .findings
            .iter()
            .any(|finding| matches!(finding.outcome, Outcome::Error(_)));
        with_errors += usize::from(has_errors);
        progress.advance();
        progress.note(format!("· {with_errors} with errors"));
        rounds.findings.extend(visited.findings);
    }
    drop(progress);
    rounds.left = total - done;
    Ok(rounds)
}

/// The rules that AWS throttled, by their places.
fn throttled(visits: &Visits, visited: &Visited) -> Vec<usize> {
    let hit: Vec<&str> = visited
        .findings
        .iter()
        .filter(|finding| {
            matches!(&finding.outcome, Outcome::Error(problem) if is_throttled(problem.raw()))
        })
        .map(|finding| finding.rule.as_str())
        .collect();
    let rules = visited.visit.rules.iter().copied();
    rules
        .filter(|place| {
            let rule = visits.rules.get(*place);
            rule.is_some_and(|rule| hit.contains(&rule.name.as_str()))
        })
        .collect()
}

fn is_about(visits: &Visits, places: &[usize], finding: &Finding) -> bool {
    places.iter().any(|place| {
        let rule = visits.rules.get(*place);
        rule.is_some_and(|rule| rule.name == finding.rule)
    })
}
