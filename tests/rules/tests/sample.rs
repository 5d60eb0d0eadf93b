//! The sample organization: every rule says something of every account, and every verdict shows.

#![cfg(test)]

use std::collections::BTreeMap;
use std::sync::Arc;

use local_aws::engine::{self, Options, RunOutcome};
use local_aws::{Organization, Scenario};

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_has_a_verdict_in_every_account() {
    let sample = rule_tests::sample();
    let scenario = Scenario::from_file(sample).unwrap();
    let rules = rule_tests::rules_of(&scenario);
    let organization = Arc::new(Organization::start(scenario).await.unwrap());
    let runs = engine::evaluate(&organization, &rules, &Options::default(), |_| {})
        .await
        .unwrap();

    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    for run in runs {
        match run.outcome {
            RunOutcome::Evaluation { compliance, .. } => {
                *verdicts.entry(compliance).or_default() += 1;
            }
            RunOutcome::Error { .. } => {
                problems.push(format!(
                    "{} in {}: {:?}",
                    run.rule, run.account, run.outcome
                ));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let seen: Vec<&str> = verdicts.keys().map(String::as_str).collect();
    assert_eq!(
        seen,
        ["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE"],
        "{verdicts:?}"
    );
}
