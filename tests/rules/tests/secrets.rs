//! What must not leave a function: phone numbers, the local parts of email addresses, serial
//! numbers of MFA devices, digests of those, and the names of people who attest.

#![cfg(test)]

use std::collections::BTreeSet;
use std::sync::Arc;

use local_aws::engine::{self, Options, RuleRun, RunOutcome};
use local_aws::{Fault, FaultKind, Organization, Scenario};

/// Text that occurs in the organization below, and nowhere else.
const SECRETS: &[&str] = &[
    "quokka.post",
    "quokka-device",
    "QUOKKA0077",
    "Quokka Person",
    "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee77",
    "MyYlr7IMTl3tyLW4T",
];

/// The digits of its phone numbers, without country code, however they are spelled.
const NUMBERS: &[&str] = &["2025550187", "2025550188", "2025550189"];

const ORGANIZATION: &str = r#"
[organization]
id = "o-exampleorg1"

[rule-parameters.member-phone-matches-management]
managementPhoneDigest = '$argon2id$v=19$m=19456,t=2,p=1$by1leGFtcGxlb3JnMQ$MyYlr7IMTl3tyLW4T/quR10aZG58aOcpWtMWHgm3Ktg'

[accounts.111111111111]
email = "quokka.post@example.com"
contact = { phone = "+1 202-555-0187" }
alternate-contacts = { security = { phone = "(202) 555-0187" }, operations = { phone = "+12025550188" } }
users = [{ name = "jo", mfa = [{ kind = "virtual", name = "quokka-device" }] }]

[accounts.111111111111.root]
mfa = [{ kind = "hardware", name = "QUOKKA0077" }]

[accounts.111111111111.parameters]
"/root-credential-rules/attestations/management/root-mfa-custody-attested" = '''
{
  "schemaVersion": 1,
  "attestedAt": "{{ 10 days ago }}",
  "attestedBy": ["Quokka Person", "quokka person "],
  "evidence": "https://wiki.example.com/quokka.post",
  "claims": {
    "storedApartFromPassword": true,
    "accessLogged": true,
    "availableAroundTheClock": true,
    "devices": 2,
    "batteryPowered": false,
    "serialNumberDigest": "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee77"
  }
}
'''
"/root-credential-rules/attestations/members/root-access-reviewed" = '''
{ "schemaVersion": 1, "attestedAt": "{{ 10 days ago }}", "attestedBy": ["Quokka Person", "QUOKKA0077"],
  "evidence": "https://wiki.example.com", "claims": { "quokka.post": "+1 202-555-0187" } }
'''
"/root-credential-rules/uses/222222222222/first" = "+1 202-555-0189 quokka.post"

[accounts.222222222222]
email = "quokka.post@mailinator.com"
contact = { phone = "202 555 01 89 x" }

[accounts.222222222222.root]
mfa = [{ kind = "virtual", name = "quokka-device" }]

[[accounts.222222222222.events]]
name = "ConsoleLogin"
time = "{{ 3 days ago }}"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn no_rule_lets_a_secret_out() {
    let scenario: Scenario = ORGANIZATION.parse().unwrap();
    let runs = evaluate(scenario.clone()).await;
    let calls: BTreeSet<String> = runs
        .iter()
        .flat_map(|run| &run.calls)
        .map(local_aws::Call::action)
        .collect();
    assert!(calls.contains("account:GetContactInformation"), "{calls:?}");
    let mut leaks = leaks(&runs);

    for kind in [FaultKind::AccessDenied, FaultKind::CutMidway] {
        let mut failing = scenario.clone();
        failing.faults = calls.iter().map(|call| Fault::new(call, kind)).collect();
        leaks.extend(self::leaks(&evaluate(failing).await));
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

async fn evaluate(scenario: Scenario) -> Vec<RuleRun> {
    let mut rules = rule_tests::rules_of(&scenario);
    for rule in &mut rules {
        // In case a library of the SDK listens to it.
        rule.environment
            .insert("RUST_LOG".to_owned(), "trace".to_owned());
    }
    let organization = Arc::new(Organization::start(scenario).await.unwrap());
    let options = Options {
        concurrency: std::num::NonZeroUsize::new(32),
        ..Options::default()
    };
    engine::evaluate(&organization, &rules, &options, |_| {})
        .await
        .unwrap()
}

fn leaks(runs: &[RuleRun]) -> Vec<String> {
    let mut leaks = Vec::new();
    for run in runs {
        let said = match &run.outcome {
            RunOutcome::Evaluation { annotation, .. } => annotation.clone().unwrap_or_default(),
            RunOutcome::Error { message, .. } => message.clone(),
        };
        for text in run.log.iter().chain([&said]) {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if SECRETS.iter().any(|secret| text.contains(secret))
                || NUMBERS.iter().any(|number| digits.contains(number))
            {
                leaks.push(format!("{} in {}: {text}", run.rule, run.account));
            }
        }
    }
    leaks
}
