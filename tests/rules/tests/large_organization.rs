//! A rule that reads every member account does so within one invocation.

#![cfg(test)]

use std::fmt::Write as _;
use std::sync::Arc;

use local_aws::engine::{self, RunOutcome};
use local_aws::{AccountId, Organization, Scenario};

const MEMBERS: u64 = 5_000;
const FIRST: u64 = 200_000_000_000;

/// The last member's root user has the management account's device.
fn organization() -> Scenario {
    let digest = "5120ac830d9180577729d9e56dfc01de8f4e18844e4a8ebd4a31eb371368aebe";
    let mut text = format!(
        r#"
[organization]
id = "o-exampleorg1"
features = ["RootCredentialsManagement", "RootSessions"]

[accounts.111111111111.root]
mfa = [{{ kind = "hardware", name = "EXAMPLE111111" }}]

[accounts.111111111111.parameters]
"/root-credential-rules/attestations/management/root-mfa-custody-attested" = '''
{{
  "schemaVersion": 1,
  "attestedAt": "{{{{ 30 days ago }}}}",
  "attestedBy": ["Ana Ruiz", "Bo Lind"],
  "evidence": "https://wiki.example.com/root-access",
  "claims": {{
    "storedApartFromPassword": true,
    "accessLogged": true,
    "availableAroundTheClock": true,
    "devices": 2,
    "batteryPowered": false,
    "serialNumberDigest": "{digest}"
  }}
}}
'''
"#
    );
    for member in FIRST..FIRST + MEMBERS {
        let device = if member + 1 == FIRST + MEMBERS {
            "EXAMPLE111111".to_owned()
        } else {
            format!("EXAMPLE{member}")
        };
        write!(
            text,
            "\n[accounts.{member}.root]\nmfa = [{{ kind = \"hardware\", name = \"{device}\" }}]\n"
        )
        .unwrap();
    }
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_members_are_read_in_one_invocation() {
    let folder = rule_tests::rules()
        .into_iter()
        .find(|folder| folder.rule.name == "root-mfa-not-shared")
        .unwrap();
    let organization = Arc::new(Organization::start(organization()).await.unwrap());
    let management: AccountId = "111111111111".parse().unwrap();
    let run = engine::run(
        &organization,
        &management,
        &rule_tests::engine_rule(&folder),
    )
    .await
    .unwrap();

    let RunOutcome::Evaluation {
        compliance,
        annotation,
    } = &run.outcome
    else {
        panic!("{:?}", run.outcome);
    };
    assert_eq!(compliance, "NON_COMPLIANT");
    let last = FIRST + MEMBERS - 1;
    assert_eq!(
        annotation.as_deref().unwrap(),
        format!(
            "The attested MFA device is also assigned to the root user of member accounts (1): \
             {last}. Assign a different device there."
        )
    );
    let sessions = run
        .calls
        .iter()
        .filter(|call| call.action() == "sts:AssumeRoot")
        .count();
    assert_eq!(u64::try_from(sessions).unwrap(), MEMBERS);
}
