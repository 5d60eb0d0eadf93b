use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_organizations::Client;
use aws_sdk_organizations::operation::list_policies_for_target::ListPoliciesForTargetOutput;
use aws_sdk_organizations::types::{Policy as Described, PolicySummary, PolicyType};
use config_rule::{AccountId, Pages, ReadError};
use futures_util::future::try_join_all;
use futures_util::{StreamExt, TryStreamExt, stream};
use service_control_policy::{InForce, Level, Policy};

use crate::organization::Place;

const DESCRIBE_POLICY: &str = "organizations:DescribePolicy";
const LIST_POLICIES: &str = "organizations:ListPoliciesForTarget";

/// Policies read at the same time: the service allows few calls a second.
const AT_A_TIME: usize = 5;

/// The service control policies on the account's path, from the organization's root down.
pub(crate) async fn in_force(client: &Client, account: &AccountId) -> Result<InForce, ReadError> {
    let Place {
        policies_enabled,
        path,
    } = Place::read(client, account).await?;
    if !policies_enabled {
        return Ok(InForce::Disabled);
    }
    let attached = try_join_all(path.iter().map(|target| attached(client, target))).await?;
    let ids: BTreeSet<&String> = attached.iter().flatten().collect();
    let policies: BTreeMap<&String, Arc<Policy>> = stream::iter(ids)
        .map(|id| async move {
            let policy = Policy::parse(id, &document(client, id).await?);
            Ok::<_, ReadError>((id, Arc::new(policy)))
        })
        .buffer_unordered(AT_A_TIME)
        .try_collect()
        .await?;
    let levels = path.iter().zip(&attached).map(|(id, attached)| Level {
        id: id.clone(),
        policies: attached
            .iter()
            .filter_map(|id| policies.get(id).cloned())
            .collect(),
    });
    Ok(InForce::Path(levels.collect()))
}

/// The ids of the service control policies attached to a target itself.
async fn attached(client: &Client, target: &str) -> Result<Vec<String>, ReadError> {
    let mut pages = Pages::of(
        LIST_POLICIES,
        ListPoliciesForTargetOutput::next_token,
        async |token| {
            client
                .list_policies_for_target()
                .target_id(target)
                .filter(PolicyType::ServiceControlPolicy)
                .set_next_token(token)
                .send()
                .await
        },
    );
    let mut attached = Vec::new();
    while let Some(page) = pages.next().await? {
        let policies = page
            .policies
            .ok_or_else(|| ReadError::lacks(LIST_POLICIES, "Policies"))?;
        for policy in policies {
            attached.push(id(LIST_POLICIES, policy)?);
        }
    }
    // While the type is enabled, AWS keeps at least one on each target. Without this check, a
    // target without policies would pass for one that allows nothing.
    if attached.is_empty() {
        return Err(ReadError::lacks(
            LIST_POLICIES,
            "Policies (every target has at least one)",
        ));
    }
    Ok(attached)
}

/// The id of a service control policy; `None` for a policy of another type.
fn id(action: &'static str, policy: PolicySummary) -> Result<String, ReadError> {
    if policy.r#type != Some(PolicyType::ServiceControlPolicy) {
        return Err(ReadError::lacks(
            action,
            "Type (of a service control policy)",
        ));
    }
    let id = policy.id.filter(|id| id.starts_with("p-"));
    id.ok_or_else(|| ReadError::lacks(action, "Id (of a policy)"))
}

async fn document(client: &Client, policy: &str) -> Result<String, ReadError> {
    let answer = client
        .describe_policy()
        .policy_id(policy)
        .send()
        .await
        .map_err(ReadError::of(DESCRIBE_POLICY))?;
    content(policy, answer.policy)
}

/// The text of the policy, if the answer is about the requested one.
fn content(asked: &str, answer: Option<Described>) -> Result<String, ReadError> {
    let lacks = |field| ReadError::lacks(DESCRIBE_POLICY, field);
    let policy = answer.ok_or_else(|| lacks("Policy"))?;
    let summary = policy
        .policy_summary
        .ok_or_else(|| lacks("PolicySummary"))?;
    if id(DESCRIBE_POLICY, summary)? != asked {
        return Err(lacks("PolicySummary.Id (of the policy asked for)"));
    }
    policy.content.ok_or_else(|| lacks("Policy.Content"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(id: &str, kind: &str) -> PolicySummary {
        PolicySummary::builder()
            .id(id)
            .r#type(PolicyType::from(kind))
            .build()
    }

    fn described(summary: Option<PolicySummary>, content: Option<&str>) -> Described {
        Described::builder()
            .set_policy_summary(summary)
            .set_content(content.map(str::to_owned))
            .build()
    }

    #[test]
    fn only_service_control_policies_are_attached() {
        let scp = "SERVICE_CONTROL_POLICY";
        assert_eq!(id(LIST_POLICIES, summary("p-1", scp)), Ok("p-1".into()));
        for (case, policy) in [
            (
                "a resource control policy",
                summary("p-1", "RESOURCE_CONTROL_POLICY"),
            ),
            ("a tag policy", summary("p-1", "TAG_POLICY")),
            ("a future type", summary("p-1", "OTHER_POLICY")),
            ("no type", PolicySummary::builder().id("p-1").build()),
            ("a unit", summary("ou-exam-11111111", scp)),
            ("an empty id", summary("", scp)),
        ] {
            assert!(id(LIST_POLICIES, policy).is_err(), "{case}");
        }
    }

    #[test]
    fn the_text_is_that_of_the_policy_asked_for() {
        let scp = |id| Some(summary(id, "SERVICE_CONTROL_POLICY"));
        let sound = described(scp("p-1"), Some("{}"));
        assert_eq!(content("p-1", Some(sound)), Ok("{}".into()));
        for (case, answer) in [
            ("nothing", None),
            ("no summary", Some(described(None, Some("{}")))),
            ("another policy", Some(described(scp("p-2"), Some("{}")))),
            (
                "another type",
                Some(described(Some(summary("p-1", "BACKUP_POLICY")), Some("{}"))),
            ),
            ("no text", Some(described(scp("p-1"), None))),
        ] {
            assert!(content("p-1", answer).is_err(), "{case}");
        }
    }
}
