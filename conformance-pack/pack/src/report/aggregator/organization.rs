//! The organization's accounts, with their names and where they are.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{Account as Described, AccountState};
use rule_metadata::AccountKind;

use crate::aws::AwsError;
use crate::progress::Progress;
use crate::report::Account;

const DESCRIBE_ORGANIZATION: &str = "organizations:DescribeOrganization";
const LIST_ROOTS: &str = "organizations:ListRoots";
const LIST_ACCOUNTS: &str = "organizations:ListAccountsForParent";
const LIST_UNITS: &str = "organizations:ListOrganizationalUnitsForParent";

/// A root or a unit: its id and its path.
struct Parent {
    id: String,
    path: String,
}

/// Every account that isn't closed or suspended, by id.
pub(super) async fn accounts(
    client: &Client,
    progress: &Progress,
) -> Result<Vec<Account>, AwsError> {
    let management = management(client).await?;
    let mut waiting = roots(client).await?;
    let mut accounts = Vec::new();
    while let Some(parent) = waiting.pop() {
        let mut pages = client
            .list_accounts_for_parent()
            .parent_id(&parent.id)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(AwsError::of(LIST_ACCOUNTS))?;
            for described in page.accounts.unwrap_or_default() {
                accounts.extend(account(described, &parent.path, management.as_deref()));
            }
            progress.set(accounts.len(), 0);
        }
        waiting.extend(units(client, &parent).await?);
    }
    accounts.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(accounts)
}

async fn management(client: &Client) -> Result<Option<String>, AwsError> {
    let answer = client
        .describe_organization()
        .send()
        .await
        .map_err(AwsError::of(DESCRIBE_ORGANIZATION))?;
    Ok(answer
        .organization
        .and_then(|organization| organization.master_account_id))
}

async fn roots(client: &Client) -> Result<Vec<Parent>, AwsError> {
    let mut roots = Vec::new();
    let mut pages = client.list_roots().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(AwsError::of(LIST_ROOTS))?;
        let ids = page.roots.unwrap_or_default().into_iter();
        roots.extend(ids.filter_map(|root| root.id).map(|id| Parent {
            id,
            path: String::new(),
        }));
    }
    Ok(roots)
}

async fn units(client: &Client, parent: &Parent) -> Result<Vec<Parent>, AwsError> {
    let mut units = Vec::new();
    let mut pages = client
        .list_organizational_units_for_parent()
        .parent_id(&parent.id)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(AwsError::of(LIST_UNITS))?;
        for unit in page.organizational_units.unwrap_or_default() {
            if let (Some(id), Some(name)) = (unit.id, unit.name) {
                units.push(Parent {
                    id,
                    path: below(&parent.path, &name),
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

fn account(described: Described, path: &str, management: Option<&str>) -> Option<Account> {
    let is_gone = matches!(
        described.state(),
        Some(AccountState::Suspended | AccountState::Closed)
    );
    let id = described.id.filter(|_| !is_gone)?;
    let kind = management.map(|management| {
        if id == management {
            AccountKind::Management
        } else {
            AccountKind::Member
        }
    });
    Some(Account {
        id: id.parse().ok()?,
        name: described.name.unwrap_or_default().into(),
        kind,
        unit: Some(path.into()),
    })
}
