//! A rule with too much to read in its time says so before the time runs out.

#![cfg(test)]

use std::sync::Arc;
use std::time::Duration;

use local_aws::engine::{self, RunOutcome};
use local_aws::{AccountId, Organization, Scenario};

/// All events are documented. Each page holds one of them and is slow, so the function's time is
/// over long before the last page.
const SCENARIO: &str = r#"
page-size = 1

[accounts.333333333333]
events = [
  { name = "CreateUser", time = "{{ 239 hours ago }}" },
  { name = "CreateUser", time = "{{ 239 hours ago }}" },
  { name = "CreateUser", time = "{{ 239 hours ago }}" },
  { name = "CreateUser", time = "{{ 239 hours ago }}" },
  { name = "CreateUser", time = "{{ 239 hours ago }}" },
  { name = "CreateUser", time = "{{ 239 hours ago }}" },
  { name = "CreateUser", time = "{{ 239 hours ago }}" },
  { name = "CreateUser", time = "{{ 239 hours ago }}" },
]

[accounts.333333333333.parameters]
"/root-credential-rules/uses/333333333333/2026-migration" = '''
{
  "schemaVersion": 1,
  "from": "{{ 240 hours ago }}",
  "to": "{{ 238 hours ago }}",
  "purpose": "use-root",
  "people": ["Ana Ruiz", "Bo Lind"],
  "reference": "https://tickets.example.com/1"
}
'''

[[faults]]
call = "cloudtrail:LookupEvents"
kind = "slow"
milliseconds = 3000
"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_read_in_time_is_reported_as_at_least_this_many() {
    let folder = rule_tests::rules()
        .into_iter()
        .find(|folder| folder.rule.name == "root-use-documented")
        .unwrap();
    let scenario: Scenario = SCENARIO.parse().unwrap();
    let account: AccountId = "333333333333".parse().unwrap();
    let mut rule = rule_tests::engine_rule(&folder);
    rule.timeout = Duration::from_secs(15);
    if let Some(permissions) = &mut rule.permissions {
        // Without a reader role, the function reads the use records itself.
        permissions.own.append(&mut permissions.organization);
    }
    let organization = Arc::new(Organization::start(scenario).await.unwrap());
    let run = engine::run(&organization, &account, &rule).await.unwrap();

    let RunOutcome::Evaluation {
        compliance,
        annotation,
    } = &run.outcome
    else {
        panic!("{:?}", run.outcome);
    };
    assert_eq!(compliance, "NON_COMPLIANT");
    let annotation = annotation.as_deref().unwrap();
    let count: usize = annotation
        .strip_prefix("At least ")
        .and_then(|rest| rest.split_once(" root events in the last 90 days"))
        .and_then(|(count, _)| count.parse().ok())
        .unwrap_or_else(|| panic!("{annotation}"));
    assert!((1..8).contains(&count), "{annotation}");
}
