//! Every rule in every partition, outside the partition's global Region: the verdict is that of the
//! partition `aws`, and nothing is requested from another partition.

#![cfg(test)]

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use local_aws::engine::{self, Options, RuleRun, RunOutcome};
use local_aws::{Fault, FaultKind, Organization, Scenario};

/// A partition, its global Region, and another one in which the rules run.
struct Place {
    partition: &'static str,
    global_region: &'static str,
    region: &'static str,
}

const AWS: Place = Place {
    partition: "aws",
    global_region: "us-east-1",
    region: "eu-central-1",
};

const CHINA: Place = Place {
    partition: "aws-cn",
    global_region: "cn-north-1",
    region: "cn-northwest-1",
};

const GOV_CLOUD: Place = Place {
    partition: "aws-us-gov",
    global_region: "us-gov-west-1",
    region: "us-gov-east-1",
};

/// It has one Region so far. The other one is made up.
const EUROPEAN_SOVEREIGN_CLOUD: Place = Place {
    partition: "aws-eusc",
    global_region: "eusc-de-east-1",
    region: "eusc-de-east-2",
};

/// The management account, a well-kept member, and a neglected one.
const ACCOUNTS: [&str; 3] = ["111111111111", "222222222222", "333333333333"];

impl Place {
    /// The sample organization, as if it were in this partition.
    fn sample(&self) -> Scenario {
        let sample = rule_tests::sample();
        let text = self.localized(&std::fs::read_to_string(sample).unwrap());
        format!(
            "partition = \"{}\"\nregion = \"{}\"\n{text}",
            self.partition, self.region
        )
        .parse()
        .unwrap()
    }

    /// A text about the partition `aws`, changed to this one.
    fn localized(&self, text: &str) -> String {
        text.replace("arn:aws:", &format!("arn:{}:", self.partition))
            .replace(AWS.global_region, self.global_region)
            .replace(AWS.region, self.region)
    }

    async fn evaluate(&self, scenario: Scenario) -> BTreeMap<(String, String), RuleRun> {
        let rules = rule_tests::rules_of(&scenario);
        let options = Options {
            accounts: ACCOUNTS.map(|id| id.parse().unwrap()).to_vec(),
            concurrency: NonZeroUsize::new(8),
        };
        let organization = Arc::new(Organization::start(scenario).await.unwrap());
        engine::evaluate(&organization, &rules, &options, |_| {})
            .await
            .unwrap()
            .into_iter()
            .map(|run| ((run.account.to_string(), run.rule.clone()), run))
            .collect()
    }

    /// A run's requests to another partition.
    fn strayed(&self, run: &RuleRun) -> Option<String> {
        run.calls.iter().find_map(|call| {
            let elsewhere = ![self.region, self.global_region].contains(&call.region.as_str());
            let parameters = call.parameters.to_string();
            let arns = parameters.matches("arn:").count();
            let own = parameters
                .matches(&format!("arn:{}:", self.partition))
                .count();
            (elsewhere || arns != own)
                .then(|| format!("{} in {}: {parameters}", call.action(), call.region))
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_judges_in_every_partition_as_in_aws() {
    let in_aws = AWS.evaluate(AWS.sample()).await;
    let needs_root_user: BTreeMap<_, _> = rule_tests::rules()
        .into_iter()
        .map(|folder| (folder.rule.name, folder.rule.needs_root_user))
        .collect();
    let mut problems = Vec::new();
    for place in [AWS, CHINA, GOV_CLOUD, EUROPEAN_SOVEREIGN_CLOUD] {
        for (key, run) in &place.evaluate(place.sample()).await {
            let expected = if place.partition == CHINA.partition && needs_root_user[&key.1] {
                Some(NO_ROOT_USER.to_owned())
            } else {
                verdict(&in_aws[key]).map(|text| place.localized(&text))
            };
            let strayed = place.strayed(run);
            if verdict(run) != expected || expected.is_none() || strayed.is_some() {
                problems.push(format!(
                    "{}, {} in {}: {:?}\n    instead of {expected:?}\n    strayed: {strayed:?}",
                    place.partition, run.rule, run.account, run.outcome
                ));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

const NO_ROOT_USER: &str =
    "NOT_APPLICABLE: The partition aws-cn has no root user that can sign in.";

/// The verdict and its reason, without times of day, which differ; `None` for an error.
fn verdict(run: &RuleRun) -> Option<String> {
    let RunOutcome::Evaluation {
        compliance,
        annotation,
    } = &run.outcome
    else {
        return None;
    };
    let reason = annotation.as_deref().unwrap_or_default();
    let words = reason.split(' ').map(|word| match word.split_once('T') {
        Some((date, time)) if time.trim_end_matches('.').ends_with('Z') => date,
        _ => word,
    });
    Some(format!(
        "{compliance}: {}",
        words.collect::<Vec<_>>().join(" ")
    ))
}

/// IAM doesn't report a password in every partition. Root then has one, except where it never has
/// one for the console.
#[tokio::test(flavor = "multi_thread")]
async fn an_unreported_password_exists_where_root_can_have_one() {
    for place in [AWS, CHINA, GOV_CLOUD, EUROPEAN_SOVEREIGN_CLOUD] {
        let mut scenario = place.sample();
        let mut fault = Fault::new("iam:GetAccountSummary", FaultKind::LeaveOut);
        fault.fields = vec!["AccountPasswordPresent".to_owned()];
        scenario.faults.push(fault);
        let runs = place.evaluate(scenario).await;
        let well_kept = ACCOUNTS[1].to_owned();
        for (rule, has_password, has_none) in [
            ("root-mfa-enabled", "COMPLIANT", "NOT_APPLICABLE"),
            ("root-mfa-hardware", "COMPLIANT", "NOT_APPLICABLE"),
            ("root-access-tested", "COMPLIANT", "NOT_APPLICABLE"),
            ("root-password-not-rotated", "COMPLIANT", "NOT_APPLICABLE"),
            (
                "member-root-credentials-absent",
                "NON_COMPLIANT",
                "COMPLIANT",
            ),
            ("root-access-keys-absent", "COMPLIANT", "COMPLIANT"),
        ] {
            let never = [CHINA.partition, GOV_CLOUD.partition].contains(&place.partition);
            let expected = if never { has_none } else { has_password };
            let Some(run) = runs.get(&(well_kept.clone(), rule.to_owned())) else {
                continue; // Only another rule is being tested.
            };
            assert!(
                matches!(
                    &run.outcome,
                    RunOutcome::Evaluation { compliance, .. } if compliance == expected
                ),
                "{}, {rule}: {:?}",
                place.partition,
                run.outcome
            );
        }
    }
}

/// A partition that the rules don't know is an error that says so, never another partition's Region.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_partition_is_an_error() {
    let place = Place {
        partition: "aws-iso",
        global_region: "us-iso-east-1",
        region: "us-iso-west-1",
    };
    for run in place.evaluate(place.sample()).await.values() {
        let RunOutcome::Error { message, .. } = &run.outcome else {
            panic!("{}: {:?}", run.rule, run.outcome);
        };
        assert!(
            message.contains("partition aws-iso is not known"),
            "{message}"
        );
        assert!(run.calls.is_empty());
    }
}
