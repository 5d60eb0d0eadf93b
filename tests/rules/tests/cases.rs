//! Every case of every rule, with the rule's real binary and no more than its declared permissions;
//! and, over all cases of a rule, that it calls exactly what it declares.

#![cfg(test)]

mod bless;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use local_aws::engine::{self, RuleRun, RunOutcome};
use local_aws::repeated;
use local_aws::{Call, Case, Expect, Organization, Permissions, Principal};
use rule_metadata::RuleFolder;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// What every rule may call without declaring it.
const IMPLIED: &[&str] = &["config:PutEvaluations"];

/// Most runs spend their time waiting, for a retry or a report.
const AT_THE_SAME_TIME: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn every_case_has_its_verdict_and_permissions_are_those_used() {
    let mut problems = Vec::new();
    let mut running = JoinSet::new();
    let permits = Arc::new(Semaphore::new(AT_THE_SAME_TIME));
    let rules: Vec<Arc<RuleFolder>> = rule_tests::rules().into_iter().map(Arc::new).collect();
    for folder in &rules {
        let cases = Case::files(&folder.path).unwrap_or_default();
        if cases.is_empty() {
            problems.push(format!("{}: no cases", folder.rule.name));
        }
        for path in cases {
            let (folder, permits) = (Arc::clone(folder), Arc::clone(&permits));
            running.spawn(async move {
                let _permit = permits.acquire_owned().await;
                let run = run(&folder, &path).await;
                (
                    folder,
                    run.map_err(|problem| format!("{}: {problem}", path.display())),
                )
            });
        }
    }
    let count = running.len();
    let mut calls: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    for (folder, run) in running.join_all().await {
        match run {
            Ok(run) => calls
                .entry(folder.rule.name.clone())
                .or_default()
                .extend(run.calls),
            Err(problem) => problems.push(problem),
        }
    }
    for folder in &rules {
        let name = &folder.rule.name;
        let calls = calls.get(name).map(Vec::as_slice).unwrap_or_default();
        let differences = undeclared_or_unused(folder, calls);
        problems.extend(
            differences
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
    }
    assert!(
        problems.is_empty(),
        "{} problems in {count} cases:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

async fn run(folder: &RuleFolder, path: &Path) -> Result<RuleRun, String> {
    let case = Case::from_file(path).map_err(|error| error.to_string())?;
    let organization = Organization::start(case.scenario.clone()).await.unwrap();
    let rule = rule_tests::rule_of_case(folder, &case);
    let run = engine::run(&Arc::new(organization), &case.account, &rule)
        .await
        .unwrap();
    match (&case.expect, &run.outcome) {
        (
            Expect::Evaluation {
                compliance,
                annotation,
            },
            RunOutcome::Evaluation {
                compliance: got,
                annotation: reason,
            },
        ) if compliance == got && annotation == reason => {}
        (
            Expect::Error(error_type),
            RunOutcome::Error {
                error_type: got, ..
            },
        ) if error_type == got => {}
        (
            _,
            RunOutcome::Evaluation {
                compliance,
                annotation,
            },
        ) if bless::asked() => {
            bless::expect(path, compliance, annotation.as_deref())?;
        }
        (expected, got) => {
            return Err(format!(
                "\n  expected {expected:?}\n  got      {got:?}\n  log      {}",
                run.log.join("\n           ")
            ));
        }
    }
    check_evaluation(&case, &run)?;
    let repeated = repeated(&run.calls);
    if case.scenario.faults.is_empty() && !repeated.is_empty() {
        return Err(format!(
            "\n  repeats answered calls: {}",
            repeated.join(", ")
        ));
    }
    Ok(run)
}

/// The parts of an evaluation that cases don't state.
fn check_evaluation(case: &Case, run: &RuleRun) -> Result<(), String> {
    let invoking_event: serde_json::Value =
        serde_json::from_str(run.event["invokingEvent"].as_str().unwrap()).unwrap();
    let created = invoking_event["notificationCreationTime"].as_str().unwrap();
    for evaluation in &run.evaluations {
        let time = format!("{:.3}", evaluation.ordering_timestamp);
        if evaluation.resource_type != "AWS::::Account"
            || evaluation.resource_id != case.account.as_str()
            || time != created
            || evaluation.test_mode
        {
            return Err(format!("put {evaluation:?}, for an event of {created}"));
        }
    }
    Ok(())
}

fn undeclared_or_unused(folder: &RuleFolder, calls: &[Call]) -> Vec<String> {
    let declared = &folder.rule.permissions;
    // Without a reader role, the same calls come from the function's own role.
    let used = actions(calls);
    let mut problems = Vec::new();
    let uses_reader_role = !declared.organization.is_empty();
    for action in &used.own {
        let implied = IMPLIED.contains(&action.as_str())
            || (uses_reader_role && action == "sts:AssumeRole")
            || declared.organization.contains(action);
        if !implied && !declared.own.contains(action) {
            problems.push(format!("calls {action}, which it does not declare"));
        }
    }
    for action in &used.organization {
        if !declared.organization.contains(action) {
            problems.push(format!(
                "calls {action} in the organization's reader role, which it does not declare"
            ));
        }
    }
    for action in &declared.own {
        if !used.own.contains(action) {
            problems.push(format!("declares {action}, which no case calls"));
        }
    }
    for action in &declared.organization {
        if !used.organization.contains(action) {
            problems.push(format!(
                "declares {action} in the organization's reader role, which no case calls"
            ));
        }
    }
    problems
}

/// The IAM actions of `calls` by the declaration they belong to: in the function's own role, and in
/// the organization's reader role. Those of a centralized root session belong to neither: its task
/// policy allows them.
fn actions<'a>(calls: impl IntoIterator<Item = &'a Call>) -> Permissions {
    let (mut own, mut organization) = (Vec::new(), Vec::new());
    for call in calls {
        let caller = call.caller.as_ref();
        if caller.is_some_and(|caller| matches!(caller.principal, Principal::AssumedRoot { .. })) {
            continue;
        }
        let is_reader = caller.is_some_and(|caller| !caller.session_tags.is_empty());
        let actions = if is_reader {
            &mut organization
        } else {
            &mut own
        };
        actions.push(call.action());
    }
    for actions in [&mut own, &mut organization] {
        actions.sort();
        actions.dedup();
    }
    Permissions { own, organization }
}
