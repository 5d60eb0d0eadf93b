use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{
    Parent, ParentType, PolicyType, PolicyTypeStatus, PolicyTypeSummary,
};
use config_rule::{AccountId, PageTokens, ReadError};
use futures_util::future::try_join_all;
use futures_util::{StreamExt, TryStreamExt, stream};
use service_control_policy::{InForce, Level, Policy};

const DESCRIBE_POLICY: &str = "organizations:DescribePolicy";
const LIST_PARENTS: &str = "organizations:ListParents";
const LIST_POLICIES: &str = "organizations:ListPoliciesForTarget";
const LIST_ROOTS: &str = "organizations:ListRoots";

/// AWS Organizations nests organizational units at most this deep.
const DEEPEST_UNIT: usize = 5;
/// Policies read at the same time: the service allows few calls a second.
const AT_A_TIME: usize = 5;

/// The service control policies on the account's path, from the organization's root down.
pub(crate) async fn in_force(client: &Client, account: &AccountId) -> Result<InForce, ReadError> {
    let (enabled, path) =
        tokio::try_join!(policy_type_enabled(client), path(client, account.as_str()))?;
    if !enabled {
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

async fn policy_type_enabled(client: &Client) -> Result<bool, ReadError> {
    let mut pages = client
        .list_roots()
        .into_paginator()
        .stop_on_duplicate_token(false)
        .send();
    let mut tokens = PageTokens::of(LIST_ROOTS);
    let mut types: Option<Vec<PolicyTypeSummary>> = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(ReadError::of(LIST_ROOTS))?;
        tokens.follow(page.next_token())?;
        let roots = page
            .roots
            .ok_or_else(|| ReadError::lacks(LIST_ROOTS, "Roots"))?;
        for root in roots {
            types.get_or_insert_default().extend(
                root.policy_types
                    .ok_or_else(|| ReadError::lacks(LIST_ROOTS, "PolicyTypes"))?,
            );
        }
    }
    let types = types.ok_or_else(|| ReadError::lacks(LIST_ROOTS, "Roots"))?;
    Ok(types.iter().any(is_enabled))
}

fn is_enabled(summary: &PolicyTypeSummary) -> bool {
    summary.r#type == Some(PolicyType::ServiceControlPolicy)
        && summary.status == Some(PolicyTypeStatus::Enabled)
}

/// The ids of the organization's root, the units and the account.
async fn path(client: &Client, account: &str) -> Result<Vec<String>, ReadError> {
    let mut path = vec![account.to_owned()];
    for _ in 0..=DEEPEST_UNIT {
        let child = path.last().map_or(account, String::as_str);
        let (id, kind) = parent(client, child).await?;
        path.push(id);
        if kind == ParentType::Root {
            path.reverse();
            return Ok(path);
        }
    }
    Err(ReadError::lacks(LIST_PARENTS, "parent of type ROOT"))
}

async fn parent(client: &Client, child: &str) -> Result<(String, ParentType), ReadError> {
    let mut pages = client
        .list_parents()
        .child_id(child)
        .into_paginator()
        .stop_on_duplicate_token(false)
        .send();
    let mut tokens = PageTokens::of(LIST_PARENTS);
    while let Some(page) = pages.next().await {
        let page = page.map_err(ReadError::of(LIST_PARENTS))?;
        tokens.follow(page.next_token())?;
        let parents = page
            .parents
            .ok_or_else(|| ReadError::lacks(LIST_PARENTS, "Parents"))?;
        // Each account and unit has exactly one.
        if let Some(Parent { id, r#type, .. }) = parents.into_iter().next() {
            let id = id.filter(|id| !id.is_empty());
            return id
                .zip(r#type)
                .ok_or_else(|| ReadError::lacks(LIST_PARENTS, "Parents.Id and Type"));
        }
    }
    Err(ReadError::lacks(LIST_PARENTS, "Parents"))
}

/// The ids of the service control policies attached to a target itself.
async fn attached(client: &Client, target: &str) -> Result<Vec<String>, ReadError> {
    let mut attached = Vec::new();
    let mut pages = client
        .list_policies_for_target()
        .target_id(target)
        .filter(PolicyType::ServiceControlPolicy)
        .into_paginator()
        .stop_on_duplicate_token(false)
        .send();
    let mut tokens = PageTokens::of(LIST_POLICIES);
    while let Some(page) = pages.next().await {
        let page = page.map_err(ReadError::of(LIST_POLICIES))?;
        tokens.follow(page.next_token())?;
        // A target without policies would be denied everything: the list must be there.
        let policies = page
            .policies
            .ok_or_else(|| ReadError::lacks(LIST_POLICIES, "Policies"))?;
        for policy in policies {
            let id = policy.id.filter(|id| !id.is_empty());
            attached.push(id.ok_or_else(|| ReadError::lacks(LIST_POLICIES, "Policies.Id"))?);
        }
    }
    Ok(attached)
}

async fn document(client: &Client, policy: &str) -> Result<String, ReadError> {
    client
        .describe_policy()
        .policy_id(policy)
        .send()
        .await
        .map_err(ReadError::of(DESCRIBE_POLICY))?
        .policy
        .and_then(|policy| policy.content)
        .ok_or_else(|| ReadError::lacks(DESCRIBE_POLICY, "Policy.Content"))
}
