//! An organization of any size, made from the accounts of a small one.

use std::collections::BTreeMap;

use local_aws::scenario::{Account, AccountId, AccountKind, Scenario};

/// The first member's id; the others follow.
const FIRST: u64 = 200_000_000_000;

/// `sample` with `members` members instead of its own, each a copy of one of these, in turn. If
/// `sample` has no members, they have the defaults. Faults are left out.
///
/// The management account's parameters stay, so attestations for all members are still valid.
#[must_use]
pub fn grown(sample: &Scenario, members: usize) -> Scenario {
    let (of_members, others): (BTreeMap<_, _>, BTreeMap<_, _>) = sample
        .accounts
        .iter()
        .map(|(id, account)| (id.clone(), account.clone()))
        .partition(|(id, _)| sample.kind(id) == AccountKind::Member);
    let kinds: Vec<Account> = of_members.into_values().collect();
    let mut grown = sample.clone();
    grown.accounts = others;
    grown.faults.clear();
    for place in 0..members {
        let mut account = kind_of(place, kinds.len())
            .and_then(|kind| kinds.get(kind))
            .cloned()
            .unwrap_or_default();
        account.name = None;
        grown.accounts.insert(member(place), account);
    }
    grown
}

/// The member at `place`.
pub(super) fn member(place: usize) -> AccountId {
    AccountId::of_number(FIRST + place as u64)
}

/// Which of `kinds` kinds of accounts the member at `place` is.
pub(super) fn kind_of(place: usize, kinds: usize) -> Option<usize> {
    place.checked_rem(kinds)
}
