//! Every rule, every call that it makes, every fault: what could not be read is never COMPLIANT,
//! the function answers before its time is over, and its error names the call.

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use local_config::engine::{self, Outcome, Rule, RuleRun};
use local_config::{Case, Expect, Fault, FaultKind, Organization};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Most runs wait most of the time: for a retry, or for an answer.
const AT_THE_SAME_TIME: usize = 24;
/// Less than the rules declare, so that a rule which waits for ever is seen soon.
const TIMEOUT: Duration = Duration::from_secs(25);
/// Longer than the function's time.
const NO_ANSWER_IN_TIME: u64 = 60_000;
const WRITE: &str = "config:PutEvaluations";

/// What goes wrong, and what must come of it.
struct Trouble {
    name: &'static str,
    kind: FaultKind,
    times: Option<u32>,
    milliseconds: Option<u64>,
    must: Must,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Must {
    /// The rule gets over it.
    EndAsWithout,
    /// The rule reports an error that names the call.
    FailAndNameTheCall,
    /// The rule says something, and it isn't COMPLIANT.
    NotComply,
    /// The rule reads on and ends as without, or it doesn't comply.
    EndAsWithoutOrNotComply,
}

const fn trouble(name: &'static str, kind: FaultKind, must: Must) -> Trouble {
    Trouble {
        name,
        kind,
        times: None,
        milliseconds: None,
        must,
    }
}

const TROUBLES: &[Trouble] = &[
    trouble("denied", FaultKind::AccessDenied, Must::FailAndNameTheCall),
    Trouble {
        times: Some(2),
        ..trouble("throttled twice", FaultKind::Throttle, Must::EndAsWithout)
    },
    trouble(
        "throttled for ever",
        FaultKind::Throttle,
        Must::FailAndNameTheCall,
    ),
    trouble("500", FaultKind::InternalError, Must::FailAndNameTheCall),
    Trouble {
        milliseconds: Some(NO_ANSWER_IN_TIME),
        ..trouble("no answer in time", FaultKind::Slow, Must::NotComply)
    },
    Trouble {
        milliseconds: Some(300),
        ..trouble("slow", FaultKind::Slow, Must::EndAsWithout)
    },
    trouble("cut", FaultKind::Cut, Must::FailAndNameTheCall),
    trouble("cut midway", FaultKind::CutMidway, Must::FailAndNameTheCall),
    trouble("empty answer", FaultKind::Empty, Must::NotComply),
    trouble(
        "empty page first",
        FaultKind::EmptyPage,
        Must::EndAsWithoutOrNotComply,
    ),
    trouble(
        "page token repeats",
        FaultKind::RepeatToken,
        Must::EndAsWithoutOrNotComply,
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_survives_every_fault_of_every_call() {
    let permits = Arc::new(Semaphore::new(AT_THE_SAME_TIME));
    let mut matrix = JoinSet::new();
    for folder in common::rules() {
        for path in common::case_files(&folder.path) {
            let case = Case::from_file(&path).unwrap();
            let complies = matches!(
                &case.expect,
                Expect::Evaluation { compliance, .. } if compliance == "COMPLIANT"
            );
            if !complies || !case.scenario.faults.is_empty() {
                continue;
            }
            let mut rule = common::rule_of_case(&folder, &case);
            rule.timeout = TIMEOUT;
            let without = run(&case, &rule, None).await;
            let calls: BTreeSet<String> = without
                .calls
                .iter()
                .map(local_config::Call::action)
                .collect();
            for call in calls {
                for trouble in TROUBLES {
                    let (case, rule) = (case.clone(), rule.clone());
                    let (permits, call) = (Arc::clone(&permits), call.clone());
                    let expected = without.outcome.clone();
                    let label = format!(
                        "{}, {}, {call}, {}",
                        rule.name,
                        path.file_stem().unwrap().display(),
                        trouble.name
                    );
                    matrix.spawn(async move {
                        let _permit = permits.acquire_owned().await;
                        let run = run(&case, &rule, Some((trouble, &call))).await;
                        problem(trouble, &call, &expected, &run)
                            .map(|problem| format!("{label}: {problem}"))
                    });
                }
            }
        }
    }
    let combinations = matrix.len();
    let mut problems: Vec<String> = matrix.join_all().await.into_iter().flatten().collect();
    problems.sort();
    println!("{combinations} combinations of rule, case, call and fault");
    assert!(combinations > 0, "no rule has a COMPLIANT case");
    assert!(
        problems.is_empty(),
        "{} of {combinations} combinations:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

async fn run(case: &Case, rule: &Rule, fault: Option<(&Trouble, &str)>) -> RuleRun {
    let mut scenario = case.scenario.clone();
    if let Some((trouble, call)) = fault {
        let mut fault = Fault::new(call, trouble.kind);
        fault.times = trouble.times;
        fault.milliseconds = trouble.milliseconds;
        scenario.faults.push(fault);
    }
    let organization = Organization::start(scenario).await.unwrap();
    engine::run(&organization, &case.account, rule)
        .await
        .unwrap()
}

/// What is wrong with a run under a fault.
fn problem(trouble: &Trouble, call: &str, without: &Outcome, run: &RuleRun) -> Option<String> {
    let got = &run.outcome;
    let is_write = call == WRITE;
    let as_without = got == without;
    let complies = matches!(
        got,
        Outcome::Evaluation { compliance, .. } if compliance == "COMPLIANT"
    );
    let names_the_call = matches!(
        got,
        Outcome::Error { message, .. } if message.contains(call)
    );
    let ended_itself = !matches!(
        got,
        Outcome::Error { error_type, .. }
            if error_type.starts_with("Sandbox.") || error_type.starts_with("Runtime.")
    );
    let contradicts = run
        .evaluations
        .windows(2)
        .any(|pair| pair[0].compliance != pair[1].compliance);
    let kept = match trouble.must {
        Must::EndAsWithout => as_without,
        Must::FailAndNameTheCall => names_the_call,
        Must::NotComply if is_write => true,
        Must::NotComply => !complies,
        Must::EndAsWithoutOrNotComply => as_without || !complies,
    };
    (!kept || !ended_itself || contradicts).then(|| format!("{got:?}"))
}
