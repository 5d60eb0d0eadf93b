use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{Account, AccountState};
use config_rule::{AccountId, PageTokens, ReadError};

const LIST_ACCOUNTS: &str = "organizations:ListAccounts";

/// The accounts of an organization besides the management account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Members {
    pub(crate) active: Vec<AccountId>,
    /// Suspended, closed or not yet open: nobody can act in them, nor look into them.
    pub(crate) inactive: usize,
}

pub(crate) async fn read(client: &Client, management: &AccountId) -> Result<Members, ReadError> {
    let mut members = Members::default();
    let mut pages = client
        .list_accounts()
        .into_paginator()
        .stop_on_duplicate_token(false)
        .send();
    let mut tokens = PageTokens::of(LIST_ACCOUNTS);
    while let Some(page) = pages.next().await {
        let page = page.map_err(ReadError::of(LIST_ACCOUNTS))?;
        tokens.follow(page.next_token())?;
        let accounts = page
            .accounts
            .ok_or_else(|| ReadError::lacks(LIST_ACCOUNTS, "Accounts"))?;
        for account in &accounts {
            members.add(account, management)?;
        }
    }
    Ok(members)
}

impl Members {
    fn add(&mut self, account: &Account, management: &AccountId) -> Result<(), ReadError> {
        let lacks = |field| ReadError::lacks(LIST_ACCOUNTS, field);
        let id = account
            .id()
            .and_then(AccountId::parse)
            .ok_or_else(|| lacks("Id"))?;
        if id == *management {
            return Ok(());
        }
        match account.state() {
            Some(AccountState::Active) => self.active.push(id),
            Some(_) => self.inactive += 1,
            None => return Err(lacks("State")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_members_are_looked_into_and_others_counted() {
        let management = AccountId::parse("111111111111").unwrap();
        let account = |id: &str, state: Option<AccountState>| {
            Account::builder().id(id).set_state(state).build()
        };
        let mut members = Members::default();
        for (id, state) in [
            ("111111111111", AccountState::Active),
            ("222222222222", AccountState::Active),
            ("333333333333", AccountState::Suspended),
            ("444444444444", AccountState::PendingClosure),
            ("555555555555", AccountState::Closed),
        ] {
            members.add(&account(id, Some(state)), &management).unwrap();
        }
        assert_eq!(members.active, AccountId::parse("222222222222").as_slice());
        assert_eq!(members.inactive, 3);
        for wrong in [
            account("222222222222", None),
            account("2", Some(AccountState::Active)),
        ] {
            assert!(members.add(&wrong, &management).is_err());
        }
    }
}
