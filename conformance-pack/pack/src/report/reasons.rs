//! Why accounts have no verdict, each reason once.

use std::collections::{BTreeMap, BTreeSet};

use account::AccountId;

use super::{Finding, Outcome, Standing};
use crate::foreign::Foreign;

/// A reason, and in how many accounts it stood in the way of a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) accounts: usize,
    pub(crate) text: Foreign,
}

/// Those of findings that stand so: an error's or a stale result's. The most frequent first.
pub(crate) fn reasons(findings: &[Finding], standing: Standing) -> Vec<Reason> {
    let mut accounts: BTreeMap<String, BTreeSet<&AccountId>> = BTreeMap::new();
    for finding in findings {
        if let Outcome::Error(reason) | Outcome::Stale(reason) = &finding.outcome
            && Standing::of(&finding.outcome) == standing
        {
            let of = accounts.entry(without_accounts(reason.raw())).or_default();
            of.insert(&finding.account);
        }
    }
    let mut reasons: Vec<_> = accounts
        .into_iter()
        .map(|(text, accounts)| Reason {
            accounts: accounts.len(),
            text: text.into(),
        })
        .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.accounts));
    reasons
}

/// Without what is different in every account: the ids in it.
fn without_accounts(text: &str) -> String {
    const ID: usize = 12;
    let mut rest = text;
    let mut plain = String::new();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        let end = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        let (number, after) = digits.split_at(end);
        plain.push_str(before);
        plain.push_str(if end == ID { "<account>" } else { number });
        rest = after;
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(account: u64, reason: &str) -> Finding {
        Finding {
            account: format!("{account:012}").parse().unwrap(),
            rule: "a-rule".to_owned(),
            outcome: Outcome::Error(reason.into()),
            time: None,
            calls: Vec::new(),
        }
    }

    #[test]
    fn the_same_reason_in_many_accounts_is_one() {
        let found = reasons(
            &[
                error(1, "throttled"),
                error(1, "arn:aws:iam::000000000001:root is denied"),
                error(2, "arn:aws:iam::000000000002:root is denied"),
                error(2, "arn:aws:iam::000000000002:root is denied"),
            ],
            Standing::Error,
        );
        let found: Vec<_> = found
            .iter()
            .map(|reason| (reason.accounts, reason.text.raw()))
            .collect();
        assert_eq!(
            found,
            [
                (2, "arn:aws:iam::<account>:root is denied"),
                (1, "throttled")
            ]
        );
    }

    #[test]
    fn other_numbers_stay() {
        for text in ["", "HTTP 503", "1234567890123", "12 of 20 s"] {
            assert_eq!(without_accounts(text), text);
        }
    }
}
