//! Evaluations as a whole: order, permissions, failures, real accounts.

#![cfg(test)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use local_aws::engine::{self, EngineError, Options, RunOutcome, RunnableRule};
use local_aws::{AccountId, Fault, FaultKind, LiveAccount, Organization, Permissions, Principal};

const MFA: &str = "root-mfa-enabled";

fn mfa_rule() -> RunnableRule {
    RunnableRule::new(MFA, rule_tests::binary(MFA), Duration::from_secs(60))
}

async fn start(scenario: &str) -> Arc<Organization> {
    let organization = Organization::start(scenario.parse().unwrap()).await;
    Arc::new(organization.unwrap())
}

fn id(account: &str) -> AccountId {
    account.parse().unwrap()
}

fn error_type(outcome: &RunOutcome) -> &str {
    match outcome {
        RunOutcome::Error { error_type, .. } => error_type,
        RunOutcome::Evaluation { .. } => panic!("{outcome:?}"),
    }
}

#[tokio::test]
async fn results_are_in_the_order_of_accounts_and_rules() {
    let organization =
        start("[organization]\n[accounts.222222222222.root]\nmfa = []\n[accounts.333333333333]")
            .await;
    let keys = "root-access-keys-absent";
    let rules = [
        mfa_rule(),
        RunnableRule::new(keys, rule_tests::binary(keys), Duration::from_secs(60)),
    ];
    let options = Options {
        accounts: vec![id("222222222222"), id("111111111111")],
        ..Options::default()
    };
    let mut steps = Vec::new();
    let runs = engine::evaluate(&organization, &rules, &options, |progress| {
        steps.push((progress.done, progress.total));
    })
    .await
    .unwrap();
    assert_eq!(steps, [(1, 4), (2, 4), (3, 4), (4, 4)]);
    let summary: Vec<_> = runs
        .iter()
        .map(|run| {
            let RunOutcome::Evaluation { compliance, .. } = &run.outcome else {
                panic!("{run:?}");
            };
            (run.account.as_str(), run.rule.as_str(), compliance.as_str())
        })
        .collect();
    assert_eq!(
        summary,
        [
            ("222222222222", MFA, "NON_COMPLIANT"),
            ("222222222222", keys, "COMPLIANT"),
            ("111111111111", MFA, "COMPLIANT"),
            ("111111111111", keys, "COMPLIANT"),
        ]
    );
    for run in &runs {
        assert_eq!(run.evaluations.len(), 1);
        assert!(
            run.calls
                .iter()
                .any(|call| call.action() == "iam:GetAccountSummary")
        );
        assert!(run.calls.iter().all(|call| call.error.is_none()));
        assert!(!run.log.is_empty());
        assert!(run.init.is_some());
    }
}

#[tokio::test]
async fn a_rule_does_only_what_it_declares() {
    let organization = start("[accounts.333333333333]").await;
    let mut rule = mfa_rule();
    rule.permissions = Some(Permissions::default());
    let run = engine::run(&organization, &id("333333333333"), &rule)
        .await
        .unwrap();
    assert_eq!(error_type(&run.outcome), "AccessDenied");
    assert!(run.evaluations.is_empty());
    assert_eq!(run.calls[0].error.as_deref(), Some("AccessDenied"));

    rule.permissions = Some(Permissions {
        own: vec!["iam:GetAccountSummary".to_owned()],
        organization: Vec::new(),
    });
    let run = engine::run(&organization, &id("333333333333"), &rule)
        .await
        .unwrap();
    assert!(
        matches!(run.outcome, RunOutcome::Evaluation { .. }),
        "{run:?}"
    );
}

#[tokio::test]
async fn a_function_that_hangs_or_does_not_exist_has_an_outcome() {
    let organization = start("[accounts.333333333333]").await;
    let mut fault = Fault::new("iam:GetAccountSummary", FaultKind::Slow);
    fault.milliseconds = Some(60_000);
    organization.add_fault(fault);
    let mut rule = mfa_rule();
    rule.timeout = Duration::from_millis(10);
    let run = engine::run(&organization, &id("333333333333"), &rule)
        .await
        .unwrap();
    // A function may notice that its time is over; if not, it is killed.
    let RunOutcome::Error { .. } = run.outcome else {
        panic!("{run:?}");
    };

    let ends = RunnableRule::new("ends", "/bin/true", Duration::from_secs(60));
    let run = engine::run(&organization, &id("333333333333"), &ends)
        .await
        .unwrap();
    assert_eq!(error_type(&run.outcome), "Runtime.ExitError");
}

#[tokio::test]
async fn what_cannot_run_is_an_error() {
    let organization = start("[accounts.333333333333]").await;
    let options = Options {
        accounts: vec![id("999999999999")],
        ..Options::default()
    };
    let error = engine::evaluate(&organization, &[mfa_rule()], &options, |_| {}).await;
    assert!(
        matches!(error, Err(EngineError::UnknownAccount(_))),
        "{error:?}"
    );

    let missing = RunnableRule::new("missing", "/nonexistent/rule", Duration::from_secs(1));
    let error = engine::evaluate(&organization, &[missing], &Options::default(), |_| {}).await;
    assert!(matches!(error, Err(EngineError::Start(_))), "{error:?}");

    let mut talkative = mfa_rule();
    talkative.parameters = BTreeMap::from([("allowedDomains".to_owned(), "x".repeat(1_024))]);
    let error = engine::run(&organization, &id("333333333333"), &talkative).await;
    assert!(
        matches!(error, Err(EngineError::ParametersTooLong(_))),
        "{error:?}"
    );
}

/// AWS itself is played by another organization, in which the caller is an administrator.
#[tokio::test]
async fn a_real_account_is_read_and_only_its_evaluations_stay_here() {
    let aws = start("[accounts.333333333333.root]\nmfa = []").await;
    let account = id("333333333333");
    let credentials = aws.credentials(&account, "Administrator", None);
    let live = LiveAccount {
        account: account.clone(),
        partition: "aws".to_owned(),
        region: "us-east-1".to_owned(),
        access_key_id: credentials.access_key_id,
        secret_access_key: credentials.secret_access_key,
        session_token: Some(credentials.session_token),
        reader_role_arn: None,
        endpoint: Some(aws.endpoint()),
        environment: BTreeMap::new(),
        forward: None,
    };
    let local = Arc::new(Organization::start_live(live).await.unwrap());
    let runs = engine::evaluate(&local, &[mfa_rule()], &Options::default(), |_| {})
        .await
        .unwrap();
    let [run] = &runs[..] else {
        panic!("one rule in one account: {runs:?}");
    };
    assert!(
        matches!(&run.outcome, RunOutcome::Evaluation { compliance, .. } if compliance == "NON_COMPLIANT"),
        "{run:?}"
    );
    let here: Vec<String> = local.calls().iter().map(local_aws::Call::action).collect();
    assert_eq!(here, ["config:PutEvaluations"]);
    let there = aws.calls();
    assert!(
        there
            .iter()
            .any(|call| call.action() == "iam:GetAccountSummary")
    );
    for call in there {
        assert_ne!(call.service, "config");
        let caller = call.caller.unwrap();
        let is_administrator =
            matches!(caller.principal, Principal::Role { name, .. } if name == "Administrator");
        assert!(is_administrator);
    }
}
