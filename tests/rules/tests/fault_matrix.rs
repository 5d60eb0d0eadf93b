//! Every rule, every call that it makes, every fault: what could not be read is never COMPLIANT,
//! the function answers before its time is over, and its error names the call.

#![cfg(test)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use local_aws::engine::{self, RuleRun, RunOutcome, RunnableRule};
use local_aws::{Call, Case, Expect, Fault, FaultKind, Organization};
use rule_metadata::RuleFolder;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Most runs spend their time waiting, for a retry or an answer.
const AT_THE_SAME_TIME: usize = 48;
/// Less than the rules declare, and than the SDK would try: all must end within it, by name.
const TIMEOUT: Duration = Duration::from_secs(12);
/// Longer than the function's time.
const NO_ANSWER_IN_TIME: u64 = 60_000;
const WRITE: &str = "config:PutEvaluations";
/// Calls for which an empty answer is as good as a full one.
const EMPTY_IS_AN_ANSWER: &[&str] = &[
    // It only requests a report, which another call then reads.
    "iam:GenerateCredentialReport",
    // An empty document reads as an empty list, which is a common answer.
    "iam:ListVirtualMFADevices",
    // The same, for an account without an alias.
    "iam:ListAccountAliases",
];

/// What goes wrong, and what must happen.
struct Trouble {
    name: &'static str,
    kind: FaultKind,
    times: Option<u32>,
    milliseconds: Option<u64>,
    must: Must,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Must {
    /// The rule recovers.
    EndAsWithout,
    /// The rule reports an error that names the call.
    FailAndNameTheCall,
    /// The rule reports an error that names the call and the code of AWS's last answer.
    FailAndNameTheAnswer,
    /// The rule gives a verdict other than COMPLIANT.
    NotComply,
    /// The rule reads on and ends as without the fault or, if the list has no pages, is not
    /// COMPLIANT.
    EndAsWithoutOrNotComply,
    /// The rule doesn't treat a list as complete if it failed to get the next page.
    NotComplyAfterARepeatedPage,
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
        Must::FailAndNameTheAnswer,
    ),
    trouble("500", FaultKind::InternalError, Must::FailAndNameTheAnswer),
    Trouble {
        milliseconds: Some(NO_ANSWER_IN_TIME),
        ..trouble(
            "no answer in time",
            FaultKind::Slow,
            Must::FailAndNameTheCall,
        )
    },
    Trouble {
        milliseconds: Some(300),
        ..trouble("slow", FaultKind::Slow, Must::EndAsWithout)
    },
    trouble(
        "clock ahead",
        FaultKind::ClockAhead,
        Must::FailAndNameTheCall,
    ),
    trouble("cut", FaultKind::Cut, Must::FailAndNameTheCall),
    trouble("cut midway", FaultKind::CutMidway, Must::FailAndNameTheCall),
    trouble("empty answer", FaultKind::Empty, Must::NotComply),
    Trouble {
        times: Some(1),
        ..trouble(
            "empty page first",
            FaultKind::EmptyPage,
            Must::EndAsWithoutOrNotComply,
        )
    },
    trouble(
        "page token repeats",
        FaultKind::RepeatToken,
        Must::NotComplyAfterARepeatedPage,
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_survives_every_fault_of_every_call() {
    let permits = Arc::new(Semaphore::new(AT_THE_SAME_TIME));
    let mut matrix = JoinSet::new();
    for folder in rule_tests::rules() {
        for (call, (case, rule, without)) in compliant_runs_by_call(&folder).await {
            for trouble in TROUBLES {
                let (case, rule, without) = (case.clone(), rule.clone(), without.clone());
                let (permits, call) = (Arc::clone(&permits), call.clone());
                matrix.spawn(async move {
                    let _permit = permits.acquire_owned().await;
                    let run = run(&case, &rule, Some((trouble, &call))).await;
                    problem(trouble, &call, &without, &run).map(|problem| {
                        format!(
                            "{}, \"{}\", {call}, {}: {problem}",
                            rule.name, case.title, trouble.name
                        )
                    })
                });
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

/// For each call that a rule makes, one COMPLIANT case in which it is made and answered.
async fn compliant_runs_by_call(
    folder: &RuleFolder,
) -> BTreeMap<String, (Case, RunnableRule, RuleRun)> {
    let mut by_call = BTreeMap::new();
    for path in Case::files(&folder.path).unwrap() {
        let case = Case::from_file(&path).unwrap();
        let complies = matches!(
            &case.expect,
            Expect::Evaluation { compliance, .. } if compliance == "COMPLIANT"
        );
        if !complies || !case.scenario.faults.is_empty() {
            continue;
        }
        let mut rule = rule_tests::rule_of_case(folder, &case);
        rule.timeout = TIMEOUT;
        let without = run(&case, &rule, None).await;
        for call in without.calls.iter().filter(|call| call.error.is_none()) {
            by_call
                .entry(call.action())
                .or_insert_with(|| (case.clone(), rule.clone(), without.clone()));
        }
    }
    by_call
}

async fn run(case: &Case, rule: &RunnableRule, fault: Option<(&Trouble, &str)>) -> RuleRun {
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
fn problem(trouble: &Trouble, call: &str, without: &RuleRun, run: &RuleRun) -> Option<String> {
    let got = &run.outcome;
    let as_without = *got == without.outcome;
    let complies = matches!(
        got,
        RunOutcome::Evaluation { compliance, .. } if compliance == "COMPLIANT"
    );
    let names_the_call = matches!(
        got,
        RunOutcome::Error { message, .. } if message.contains(call)
    );
    let last_code = run
        .calls
        .iter()
        .rfind(|made| made.action() == call)
        .and_then(|made| made.error.as_deref());
    let names_the_answer = matches!(
        (got, last_code),
        (RunOutcome::Error { message, .. }, Some(code)) if message.contains(code)
    );
    let ended_itself = !matches!(
        got,
        RunOutcome::Error { error_type, .. }
            if error_type.starts_with("Sandbox.") || error_type.starts_with("Runtime.")
    );
    let contradicts = run
        .evaluations
        .windows(2)
        .any(|pair| pair[0].compliance != pair[1].compliance);
    let is_empty_answer = trouble.kind == FaultKind::Empty;
    let kept = match trouble.must {
        Must::EndAsWithout => as_without,
        Must::FailAndNameTheCall => names_the_call,
        Must::FailAndNameTheAnswer => names_the_call && names_the_answer,
        Must::NotComply if is_empty_answer && EMPTY_IS_AN_ANSWER.contains(&call) => as_without,
        // A verdict that AWS Config doesn't get doesn't count.
        Must::NotComply if call == WRITE => as_without || !complies,
        Must::NotComply => !complies,
        Must::EndAsWithoutOrNotComply => as_without || !complies,
        Must::NotComplyAfterARepeatedPage => {
            !complies || times(call, &run.calls) == times(call, &without.calls)
        }
    };
    (!kept || !ended_itself || contradicts).then(|| format!("{got:?}"))
}

fn times(action: &str, calls: &[Call]) -> usize {
    calls.iter().filter(|call| call.action() == action).count()
}
