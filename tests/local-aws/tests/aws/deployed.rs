//! An organization with a member whose conformance pack has results.

use std::collections::BTreeMap;

use aws_sdk_config::Client;
use aws_sdk_config::primitives::DateTime;
use aws_sdk_config::types::{ComplianceType, Evaluation};
use local_aws::{Organization, PackRule};

use crate::client::{MEMBER, caller, id, start};

pub(crate) const SCENARIO: &str =
    "[organization]\naggregators = [\"all\"]\n[accounts.222222222222]\n[accounts.333333333333]";
pub(crate) const PACK: &str = "members";

pub(crate) fn rules(names: &[&str]) -> Vec<PackRule> {
    names
        .iter()
        .map(|name| PackRule {
            name: (*name).to_owned(),
            description: format!("Checks {name}."),
            frequency: "Six_Hours".to_owned(),
            parameters: BTreeMap::new(),
        })
        .collect()
}

/// Has the pack's rule say `compliance`, and returns the name under which it was called.
pub(crate) async fn report(
    organization: &Organization,
    rule: &str,
    compliance: ComplianceType,
) -> String {
    let notification = organization.notify(&id(MEMBER), rule, &BTreeMap::new());
    let evaluation = Evaluation::builder()
        .compliance_resource_type("AWS::::Account")
        .compliance_resource_id(MEMBER)
        .compliance_type(compliance)
        .annotation(format!("what {rule} found"))
        .ordering_timestamp(DateTime::from_millis(notification.created.as_millisecond()))
        .build()
        .unwrap();
    Client::new(&caller(organization, MEMBER))
        .put_evaluations()
        .result_token(&notification.result_token)
        .evaluations(evaluation)
        .send()
        .await
        .unwrap();
    notification.event["configRuleName"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// A member whose pack has a rule of each kind of result.
pub(crate) async fn deployed() -> (Organization, [String; 3]) {
    let organization = start(SCENARIO).await;
    let all = rules(&["passes", "fails", "differs", "is-silent"]);
    organization.deploy_pack(&id(MEMBER), PACK, &all);
    let passes = report(&organization, "passes", ComplianceType::Compliant).await;
    let fails = report(&organization, "fails", ComplianceType::NonCompliant).await;
    let differs = report(&organization, "differs", ComplianceType::NotApplicable).await;
    (organization, [passes, fails, differs])
}
