use std::fmt;
use std::str::FromStr;

use crate::{AccountId, AccountKind};

/// The path below which Parameter Store keeps everything that the rules read.
const ROOT: &str = "/root-credential-rules";

/// Why a text names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` must be management, members or an account id of 12 digits")]
pub struct InvalidScope(String);

/// The accounts that a document covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The management account, or a single account.
    Management,
    /// Every member account that has no document of its own.
    Members,
    Account(AccountId),
}

impl Scope {
    /// Where to look for an account's document: its own first, then the one that accounts of its
    /// kind share.
    #[must_use]
    pub fn in_order(account: &AccountId, kind: AccountKind) -> [Self; 2] {
        [Self::Account(account.clone()), Self::shared(kind)]
    }

    /// The scope that all accounts of a kind share.
    #[must_use]
    pub fn shared(kind: AccountKind) -> Self {
        match kind {
            AccountKind::Management | AccountKind::Standalone => Self::Management,
            AccountKind::Member => Self::Members,
        }
    }

    /// The kinds of account that a document of this scope may be judged for.
    #[must_use]
    pub fn kinds(&self) -> &'static [AccountKind] {
        match self {
            Self::Management => &[AccountKind::Management, AccountKind::Standalone],
            Self::Members => &[AccountKind::Member],
            Self::Account(_) => &AccountKind::ALL,
        }
    }

    /// The name of the parameter that keeps a rule's attestation.
    #[must_use]
    pub fn attestation_path(&self, rule: &str) -> String {
        format!("{}/{self}/{rule}", attestations_path())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Management => f.write_str("management"),
            Self::Members => f.write_str("members"),
            Self::Account(account) => account.fmt(f),
        }
    }
}

impl FromStr for Scope {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        match text {
            "management" => Ok(Self::Management),
            "members" => Ok(Self::Members),
            _ => text
                .parse()
                .map(Self::Account)
                .map_err(|_| InvalidScope(text.to_owned())),
        }
    }
}

/// The path below which all attestations are kept, without a slash at its end.
#[must_use]
pub fn attestations_path() -> String {
    format!("{ROOT}/attestations")
}

/// The path below which use records are kept: an account's, or all.
#[must_use]
pub fn uses_path(account: Option<&AccountId>) -> String {
    match account {
        Some(account) => format!("{ROOT}/uses/{account}"),
        None => format!("{ROOT}/uses"),
    }
}

/// The name of the parameter that keeps a use record.
#[must_use]
pub fn use_path(account: &AccountId, record: &str) -> String {
    format!("{}/{record}", uses_path(Some(account)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "root-access-reviewed";

    fn paths(kind: AccountKind) -> [String; 2] {
        let account = "111111111111".parse().unwrap();
        Scope::in_order(&account, kind).map(|scope| scope.attestation_path(RULE))
    }

    #[test]
    fn the_account_comes_first_then_what_its_kind_shares() {
        let own = "/root-credential-rules/attestations/111111111111/root-access-reviewed";
        let management = "/root-credential-rules/attestations/management/root-access-reviewed";
        let members = "/root-credential-rules/attestations/members/root-access-reviewed";
        assert_eq!(paths(AccountKind::Management), [own, management]);
        assert_eq!(paths(AccountKind::Standalone), [own, management]);
        assert_eq!(paths(AccountKind::Member), [own, members]);
    }

    #[test]
    fn a_scope_is_read_as_it_is_written() {
        for text in ["management", "members", "111111111111"] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
        for bad in [
            "",
            "member",
            "Management",
            "1111",
            "11111111111a",
            "１１１１",
        ] {
            assert!(bad.parse::<Scope>().is_err(), "{bad}");
        }
    }

    #[test]
    fn use_records_lie_below_their_account() {
        let account = "111111111111".parse().unwrap();
        assert_eq!(
            use_path(&account, "2026-10-01-billing"),
            "/root-credential-rules/uses/111111111111/2026-10-01-billing"
        );
        assert_eq!(uses_path(None), "/root-credential-rules/uses");
    }
}
