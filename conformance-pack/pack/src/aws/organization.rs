//! The organization's accounts, with their names and where they are.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{Account, Organization};
use rule_metadata::AccountKind;

use super::AwsError;

const DESCRIBE_ORGANIZATION: &str = "organizations:DescribeOrganization";
const LIST_ROOTS: &str = "organizations:ListRoots";
const LIST_ACCOUNTS: &str = "organizations:ListAccountsForParent";
const LIST_UNITS: &str = "organizations:ListOrganizationalUnitsForParent";

/// What [`describe`] and [`members`] call.
pub(crate) const READS: [&str; 4] = [DESCRIBE_ORGANIZATION, LIST_ACCOUNTS, LIST_UNITS, LIST_ROOTS];

/// A root or a unit.
#[derive(Debug, Clone)]
pub(crate) struct Parent {
    /// The names from the root down, joined by slashes; empty for the root.
    pub(crate) path: String,
    /// The ids from the root down to its own.
    pub(crate) ids: Vec<String>,
}

/// An account, and where it is.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) account: Account,
    pub(crate) parent: Parent,
}

/// The kind of an account of an organization.
pub(crate) fn kind(id: &str, management: &str) -> AccountKind {
    if id == management {
        AccountKind::Management
    } else {
        AccountKind::Member
    }
}

/// The caller's organization; none where the answer has none.
pub(crate) async fn describe(client: &Client) -> Result<Option<Organization>, AwsError> {
    let answer = client
        .describe_organization()
        .send()
        .await
        .map_err(AwsError::of(DESCRIBE_ORGANIZATION))?;
    Ok(answer.organization)
}

/// Every account, whatever its state; `progress` is told how many there are until now.
pub(crate) async fn members(
    client: &Client,
    progress: impl Fn(usize),
) -> Result<Vec<Member>, AwsError> {
    let mut waiting = roots(client).await?;
    let mut members = Vec::new();
    while let Some(parent) = waiting.pop() {
        let mut pages = client
            .list_accounts_for_parent()
            .set_parent_id(parent.ids.last().cloned())
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(AwsError::of(LIST_ACCOUNTS))?;
            members.extend(
                page.accounts
                    .unwrap_or_default()
                    .into_iter()
                    .map(|account| Member {
                        account,
                        parent: parent.clone(),
                    }),
            );
            progress(members.len());
        }
        waiting.extend(units(client, &parent).await?);
    }
    Ok(members)
}

async fn roots(client: &Client) -> Result<Vec<Parent>, AwsError> {
    let mut roots = Vec::new();
    let mut pages = client.list_roots().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(AwsError::of(LIST_ROOTS))?;
        let ids = page.roots.unwrap_or_default().into_iter();
        roots.extend(ids.filter_map(|root| root.id).map(|id| Parent {
            path: String::new(),
            ids: vec![id],
        }));
    }
    Ok(roots)
}

async fn units(client: &Client, parent: &Parent) -> Result<Vec<Parent>, AwsError> {
    let mut units = Vec::new();
    let mut pages = client
        .list_organizational_units_for_parent()
        .set_parent_id(parent.ids.last().cloned())
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(AwsError::of(LIST_UNITS))?;
        for unit in page.organizational_units.unwrap_or_default() {
            if let (Some(id), Some(name)) = (unit.id, unit.name) {
                let mut ids = parent.ids.clone();
                ids.push(id);
                units.push(Parent {
                    path: below(&parent.path, &name),
                    ids,
                });
            }
        }
    }
    Ok(units)
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}/{name}")
    }
}
