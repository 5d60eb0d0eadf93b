use aws_sdk_organizations::Client;
use aws_sdk_organizations::operation::list_accounts::ListAccountsOutput;
use aws_sdk_organizations::types::{Account, AccountState, AccountStatus};
use config_rule::{AccountId, Pages, ReadError};

const LIST_ACCOUNTS: &str = "organizations:ListAccounts";

/// The accounts of an organization besides the management account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Members {
    /// Active, or about to be closed: their root users can be used.
    pub(crate) usable: Vec<AccountId>,
    /// Suspended, closed or never signed up: nobody can act in them or read them.
    pub(crate) unusable: usize,
}

pub(crate) async fn read(client: &Client, management: &AccountId) -> Result<Members, ReadError> {
    let mut pages = Pages::of(
        LIST_ACCOUNTS,
        ListAccountsOutput::next_token,
        async |token| client.list_accounts().set_next_token(token).send().await,
    );
    let mut all = Vec::new();
    while let Some(page) = pages.next().await? {
        let accounts = page
            .accounts
            .ok_or_else(|| ReadError::lacks(LIST_ACCOUNTS, "Accounts"))?;
        for account in &accounts {
            all.push((id(account)?, Standing::of(account)?));
        }
    }
    Members::of(all, management)
}

impl Members {
    /// The management account belongs to its organization: a list without it is another
    /// organization's, or empty.
    fn of(all: Vec<(AccountId, Standing)>, management: &AccountId) -> Result<Self, ReadError> {
        let mut members = Self::default();
        let mut is_this_organization = false;
        for (id, standing) in all {
            match standing {
                _ if id == *management => is_this_organization = true,
                Standing::Usable => members.usable.push(id),
                Standing::Unusable => members.unusable += 1,
            }
        }
        if is_this_organization {
            Ok(members)
        } else {
            Err(lacks("Accounts (the management account among them)"))
        }
    }
}

fn lacks(field: &'static str) -> ReadError {
    ReadError::lacks(LIST_ACCOUNTS, field)
}

fn id(account: &Account) -> Result<AccountId, ReadError> {
    let id = account.id().and_then(|id| id.parse().ok());
    id.ok_or_else(|| lacks("Id"))
}

/// Whether an account's root user can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Usable,
    Unusable,
}

impl Standing {
    /// An unknown state doesn't decide it. `State` replaces the older field `Status`.
    fn of(account: &Account) -> Result<Self, ReadError> {
        match account.state() {
            Some(AccountState::Active | AccountState::PendingClosure) => Ok(Self::Usable),
            Some(
                AccountState::Suspended | AccountState::Closed | AccountState::PendingActivation,
            ) => Ok(Self::Unusable),
            Some(_) => Err(lacks("State (one that is known)")),
            None => Self::of_status(account),
        }
    }

    fn of_status(account: &Account) -> Result<Self, ReadError> {
        match account.status() {
            Some(AccountStatus::Active | AccountStatus::PendingClosure) => Ok(Self::Usable),
            Some(AccountStatus::Suspended) => Ok(Self::Unusable),
            Some(_) => Err(lacks("Status (one that is known)")),
            None => Err(lacks("State")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str) -> AccountId {
        id.parse().unwrap()
    }

    #[test]
    fn the_state_shows_whether_root_can_be_used() {
        use Standing::{Unusable, Usable};
        for (state, status, expected) in [
            (Some("ACTIVE"), None, Some(Usable)),
            (Some("PENDING_CLOSURE"), None, Some(Usable)),
            (
                Some("PENDING_CLOSURE"),
                Some("PENDING_CLOSURE"),
                Some(Usable),
            ),
            (Some("SUSPENDED"), None, Some(Unusable)),
            (Some("CLOSED"), Some("SUSPENDED"), Some(Unusable)),
            (
                Some("PENDING_ACTIVATION"),
                Some("SUSPENDED"),
                Some(Unusable),
            ),
            (None, Some("ACTIVE"), Some(Usable)),
            (None, Some("PENDING_CLOSURE"), Some(Usable)),
            (None, Some("SUSPENDED"), Some(Unusable)),
            // The newer field counts. If its value is unknown, the older one doesn't replace it.
            (Some("ACTIVE"), Some("SUSPENDED"), Some(Usable)),
            (Some("FROZEN"), None, None),
            (Some("FROZEN"), Some("SUSPENDED"), None),
            (Some("FROZEN"), Some("ACTIVE"), None),
            (Some("active"), None, None),
            (Some(""), None, None),
            (None, Some("FROZEN"), None),
            (None, None, None),
        ] {
            let account = Account::builder()
                .set_state(state.map(AccountState::from))
                .set_status(status.map(AccountStatus::from))
                .build();
            let standing = Standing::of(&account);
            assert_eq!(standing.ok(), expected, "{state:?} {status:?}");
        }
    }

    #[test]
    fn members_are_all_but_the_management_account() {
        let management = account("111111111111");
        let all = vec![
            (account("222222222222"), Standing::Usable),
            (account("111111111111"), Standing::Usable),
            (account("333333333333"), Standing::Unusable),
        ];
        assert_eq!(
            Members::of(all, &management),
            Ok(Members {
                usable: vec![account("222222222222")],
                unusable: 1,
            })
        );
    }

    #[test]
    fn a_list_without_the_management_account_is_not_this_organization_s() {
        let management = account("111111111111");
        for all in [vec![], vec![(account("222222222222"), Standing::Usable)]] {
            assert!(Members::of(all, &management).is_err());
        }
    }

    #[test]
    fn an_account_has_an_id() {
        for id in ["2", ""] {
            assert!(
                super::id(&Account::builder().id(id).build()).is_err(),
                "{id}"
            );
        }
    }
}
