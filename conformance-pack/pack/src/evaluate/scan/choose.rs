//! Which accounts of an organization are evaluated, and which are not, and why.

use std::str::FromStr;

use account::AccountId;
use rule_metadata::AccountKind;

use crate::foreign::Foreign;
use crate::report::{Account, LeftOut};

/// An account as AWS Organizations lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) id: AccountId,
    pub(super) name: Foreign,
    pub(super) kind: AccountKind,
    /// The path of its organizational unit; empty for the root.
    pub(super) unit: Foreign,
    /// The ids of the root and the units above it, from the root down.
    pub(super) parents: Vec<String>,
    /// AWS's word, such as `ACTIVE`; none where AWS gives none.
    pub(super) state: Option<String>,
}

impl Listed {
    pub(super) fn account(&self) -> Account {
        Account {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: Some(self.kind),
            unit: Some(self.unit.clone()),
        }
    }
}

/// An organizational unit as it is named on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// Of a unit (`ou-…`) or of the root (`r-…`).
    Id(String),
    /// The names from the root down, joined by slashes.
    Path(String),
}

impl FromStr for Unit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = text.trim_matches('/');
        if path.is_empty() {
            Err("must be the id of a unit or the root, or a path such as Workloads/Prod".to_owned())
        } else if text.starts_with("ou-") || text.starts_with("r-") {
            Ok(Self::Id(text.to_owned()))
        } else {
            Ok(Self::Path(path.to_owned()))
        }
    }
}

impl Unit {
    fn holds(&self, account: &Listed) -> bool {
        match self {
            Self::Id(id) => account.parents.contains(id),
            Self::Path(path) => account
                .unit
                .raw()
                .strip_prefix(path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        }
    }
}

/// An account or a unit, by its id or path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Account(AccountId),
    Unit(Unit),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(account) => Ok(Self::Account(account)),
            Err(_) => text.parse().map(Self::Unit),
        }
    }
}

impl Target {
    fn holds(&self, account: &Listed) -> bool {
        match self {
            Self::Account(id) => account.id == *id,
            Self::Unit(unit) => unit.holds(account),
        }
    }

    fn error(&self) -> ChoiceError {
        match self {
            Self::Account(id) => ChoiceError::UnknownAccount(id.clone()),
            Self::Unit(Unit::Id(unit) | Unit::Path(unit)) => {
                ChoiceError::EmptyUnit(Foreign::from(unit.clone()))
            }
        }
    }
}

/// What to evaluate: all, or these; and never those.
#[derive(Debug, Clone, Default)]
pub(super) struct Choice {
    pub(super) only: Vec<Target>,
    pub(super) exclude: Vec<Target>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) accounts: Vec<Listed>,
    pub(super) left_out: Vec<LeftOut>,
}

/// Why accounts can't be chosen as the command line wants it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ChoiceError {
    #[error(
        "account {0} isn't in the organization: compare `aws organizations list-accounts`, or \
         choose a profile of its organization"
    )]
    UnknownAccount(AccountId),
    #[error(
        "the organization has no unit {0} with an account in it: give the unit's id (ou-…), or \
         its path from the root, such as Workloads/Production"
    )]
    EmptyUnit(Foreign),
    #[error(
        "no account is left to evaluate: of those chosen, each is excluded or can't be evaluated \
         ({left_out} not active)"
    )]
    NothingLeft { left_out: usize },
}

impl Choice {
    /// In the order of the list. What is excluded is in neither part.
    pub(super) fn of(&self, listed: Vec<Listed>) -> Result<Chosen, ChoiceError> {
        let unknown = self
            .only
            .iter()
            .chain(&self.exclude)
            .find(|target| !listed.iter().any(|account| target.holds(account)));
        if let Some(unknown) = unknown {
            return Err(unknown.error());
        }
        let (mut accounts, mut left_out) = (Vec::new(), Vec::new());
        for account in listed {
            if !(self.only.is_empty() || held(&self.only, &account))
                || held(&self.exclude, &account)
            {
                continue;
            }
            match obstacle(account.state.as_deref()) {
                None => accounts.push(account),
                Some(reason) => left_out.push(LeftOut {
                    what: format!("{}  {}", account.id, account.name.raw())
                        .trim_end()
                        .into(),
                    reason: reason.into(),
                }),
            }
        }
        if accounts.is_empty() {
            return Err(ChoiceError::NothingLeft {
                left_out: left_out.len(),
            });
        }
        Ok(Chosen { accounts, left_out })
    }
}

fn held(targets: &[Target], account: &Listed) -> bool {
    targets.iter().any(|target| target.holds(account))
}

/// Why an account in such a state isn't evaluated. A state that is not known here is tried: an
/// account that refuses says so itself.
///
/// Source: AWS Organizations User Guide, "Monitoring the state of your AWS accounts".
fn obstacle(state: Option<&str>) -> Option<&'static str> {
    match state {
        Some("SUSPENDED") => Some("the account is suspended: AWS lets nobody use it"),
        Some("PENDING_CLOSURE") => Some("the account is being closed"),
        Some("CLOSED") => Some("the account is closed"),
        Some("PENDING_ACTIVATION") => Some("the account isn't activated yet"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(digit: u32, unit: &str, parents: &[&str], state: Option<&str>) -> Listed {
        Listed {
            id: digit.to_string().repeat(12).parse().unwrap(),
            name: format!("Account {digit}").into(),
            kind: AccountKind::Member,
            unit: unit.into(),
            parents: parents.iter().map(|id| (*id).to_owned()).collect(),
            state: state.map(str::to_owned),
        }
    }

    fn organization() -> Vec<Listed> {
        let active = Some("ACTIVE");
        vec![
            listed(1, "", &["r-ab"], active),
            listed(2, "Work", &["r-ab", "ou-ab-1"], active),
            listed(3, "Work/Prod", &["r-ab", "ou-ab-1", "ou-ab-2"], None),
            listed(4, "Workshop", &["r-ab", "ou-ab-3"], Some("SUSPENDED")),
            listed(5, "Workshop", &["r-ab", "ou-ab-3"], Some("PENDING_CLOSURE")),
            listed(6, "Workshop", &["r-ab", "ou-ab-3"], Some("CLOSED")),
            listed(
                7,
                "Workshop",
                &["r-ab", "ou-ab-3"],
                Some("PENDING_ACTIVATION"),
            ),
            listed(8, "Workshop", &["r-ab", "ou-ab-3"], Some("A_NEW_STATE")),
        ]
    }

    fn targets(texts: &[&str]) -> Vec<Target> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    /// The first digits of those evaluated, and of those left out.
    fn chosen(only: &[&str], exclude: &[&str]) -> Result<(String, String), ChoiceError> {
        let choice = Choice {
            only: targets(only),
            exclude: targets(exclude),
        };
        let chosen = choice.of(organization())?;
        Ok((
            chosen
                .accounts
                .iter()
                .map(|a| &a.id.as_str()[..1])
                .collect(),
            chosen.left_out.iter().map(|l| &l.what.raw()[..1]).collect(),
        ))
    }

    #[test]
    fn accounts_are_chosen_by_id_unit_and_state() {
        for (only, exclude, evaluated, left_out) in [
            (&[][..], &[][..], "1238", "4567"),
            (&["222222222222"], &[], "2", ""),
            (&["222222222222", "Workshop"], &[], "28", "4567"),
            (&["Work"], &[], "23", ""),
            (&["/Work/Prod/"], &[], "3", ""),
            (&["ou-ab-1"], &[], "23", ""),
            (&["r-ab"], &["ou-ab-3"], "123", ""),
            (&[], &["Work", "444444444444"], "18", "567"),
        ] {
            assert_eq!(
                chosen(only, exclude),
                Ok((evaluated.to_owned(), left_out.to_owned())),
                "{only:?} {exclude:?}"
            );
        }
    }

    #[test]
    fn what_is_not_there_is_refused() {
        for (only, exclude, expected) in [
            (&["999999999999"][..], &[][..], "account 999999999999"),
            (&["Wor"], &[], "no unit Wor"),
            (&["ou-ab-9"], &[], "no unit ou-ab-9"),
            (&[], &["Work/Test"], "no unit Work/Test"),
            (&["444444444444"], &[], "(1 not active)"),
            (&["Work"], &["Work"], "(0 not active)"),
        ] {
            let error = chosen(only, exclude).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert!("".parse::<Target>().is_err());
        assert!("/".parse::<Unit>().is_err());
    }

    #[test]
    fn who_is_left_out_is_named_with_the_reason() {
        let chosen = Choice::default().of(organization()).unwrap();
        assert_eq!(chosen.left_out[0].what.raw(), "444444444444  Account 4");
        assert!(chosen.left_out[0].reason.raw().contains("suspended"));
        assert!(chosen.left_out[1].reason.raw().contains("closed"));
    }
}
