//! The organization's accounts, as a report names them.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::AccountState;

use crate::aws::AwsError;
use crate::aws::organization::{self, Member};
use crate::progress::Progress;
use crate::report::Account;

/// Every account that isn't closed or suspended, by id.
pub(super) async fn accounts(
    client: &Client,
    progress: &Progress,
) -> Result<Vec<Account>, AwsError> {
    let management = organization::describe(client)
        .await?
        .and_then(|organization| organization.master_account_id);
    let members = organization::members(client, |count| progress.set(count, 0)).await?;
    let mut accounts: Vec<_> = members
        .into_iter()
        .filter_map(|member| account(member, management.as_deref()))
        .collect();
    accounts.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(accounts)
}

fn account(member: Member, management: Option<&str>) -> Option<Account> {
    let Member { account, parent } = member;
    let is_gone = matches!(
        account.state(),
        Some(AccountState::Suspended | AccountState::Closed)
    );
    let id = account.id.filter(|_| !is_gone)?;
    let kind = management.map(|management| organization::kind(&id, management));
    Some(Account {
        id: id.parse().ok()?,
        name: account.name.unwrap_or_default().into(),
        kind,
        unit: Some(parent.path.into()),
    })
}
