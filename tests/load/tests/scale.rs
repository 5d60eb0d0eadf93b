//! Rules in a large organization: the calls of an evaluation don't grow with the number of
//! accounts, and throttled evaluations still succeed.

#![cfg(test)]

use std::sync::Arc;
use std::time::Duration;

use load::simulation::{Delivery, Profile, Profiles, grown, real};
use local_aws::engine::RunnableRule;
use local_aws::quota::{Quota, Quotas};
use local_aws::{Organization, Scenario};
use rule_metadata::AccountKind;

fn sample() -> Scenario {
    Scenario::from_file(rule_tests::sample()).unwrap()
}

/// The rules for members, with their parameters in the sample organization.
fn member_rules(sample: &Scenario) -> Vec<RunnableRule> {
    rule_tests::rules()
        .iter()
        .filter(|folder| folder.rule.kinds.contains(&AccountKind::Member))
        .map(|folder| {
            let mut rule = rule_tests::engine_rule(folder);
            if let Some(parameters) = sample.rule_parameters.get(&rule.name) {
                rule.parameters = parameters.clone();
            }
            rule
        })
        .collect()
}

/// The calls that share a quota with other accounts' evaluations, or that AWS Organizations
/// answers.
fn shared(profile: &Profile) -> Vec<&str> {
    let mut calls: Vec<&str> = profile
        .steps
        .iter()
        .filter(|step| step.in_management || step.call.starts_with("organizations:"))
        .map(|step| step.call.as_str())
        .collect();
    calls.sort_unstable();
    calls
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_do_not_grow_with_the_accounts() {
    let sample = sample();
    let rules = member_rules(&sample);
    let few = Profiles::measure(&sample, 5, &rules, |_, _| {})
        .await
        .unwrap();
    let many = Profiles::measure(&sample, 1_000, &rules, |_, _| {})
        .await
        .unwrap();
    let mut compared = 0;
    for (place, (rule, _)) in few.rules.iter().enumerate() {
        for (few, many) in few.of_rule(place).iter().zip(many.of_rule(place)) {
            assert_eq!(shared(few), shared(many), "{rule}");
            compared += 1;
        }
    }
    assert_eq!(compared, rules.len() * 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn throttled_evaluations_still_succeed() {
    const ACCOUNTS: u64 = 50;
    const SHARED: [(&str, &str); 2] = [
        ("root-access-reviewed", "ssm:GetParameters"),
        (
            "root-email-business-domain",
            "organizations:DescribeAccount",
        ),
    ];
    let sample = sample();
    let mut rules = member_rules(&sample);
    rules.retain(|rule| {
        let is_shared = SHARED.iter().any(|(name, _)| *name == rule.name);
        is_shared || rule.name == "root-mfa-enabled"
    });
    let delivery = Delivery {
        accounts: 50,
        window: Duration::from_secs(10),
        pauses: [Duration::from_secs(5), Duration::from_secs(10)],
        seed: 1,
    };
    // A little more than the twenty seconds of events need, so many come too early.
    let quotas = SHARED.iter().fold(Quotas::default(), |quotas, (_, call)| {
        quotas.with(Quota::given(call, 3.0, 1.0))
    });
    let organization = Organization::start(grown(&sample, 50)).await.unwrap();
    organization.limit(quotas);
    let organization = Arc::new(organization);
    let tally = real(&organization, &rules, &delivery, |_, _| {})
        .await
        .unwrap();

    assert_eq!(tally.rules.len(), rules.len());
    for rule in &tally.rules {
        assert_eq!((rule.evaluated, rule.lost), (ACCOUNTS, 0), "{}", rule.rule);
    }
    for (name, call) in SHARED {
        let rule = tally.rules.iter().find(|rule| rule.rule == name).unwrap();
        let calls = rule.calls[call];
        assert!(calls.throttled > 0, "{call} was never throttled");
        assert_eq!(calls.made - calls.throttled, ACCOUNTS, "{call}");
    }
    assert!(
        organization.calls().is_empty(),
        "evaluations that have ended are forgotten"
    );
}
