use rule_metadata::Rule;

use super::age::Freshness;
use super::held::{Held, HeldResult, worst};
use crate::report::{Account, Finding, Outcome};

/// What AWS Config holds, by account and rule. If a rule is for an account, or the account's kind
/// is unknown, and AWS Config holds nothing, a finding says so.
pub(crate) fn findings(held: &Held, rules: &[Rule], freshness: Freshness) -> Vec<Finding> {
    let results = worst(&held.results);
    held.accounts
        .iter()
        .flat_map(|account| {
            rules
                .iter()
                .filter_map(|rule| {
                    finding(
                        account,
                        rule,
                        results.get(&(&account.id, &rule.name)).copied(),
                        freshness,
                    )
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn finding(
    account: &Account,
    rule: &Rule,
    result: Option<&HeldResult>,
    freshness: Freshness,
) -> Option<Finding> {
    let is_wanted = account.kind.is_none_or(|kind| rule.applies_to(kind));
    let (outcome, time) = match result {
        Some(result) => (freshness.outcome(result), result.time),
        None if is_wanted => (Outcome::NoVerdict, None),
        None => return None,
    };
    Some(Finding {
        account: account.id.clone(),
        rule: rule.name.clone(),
        outcome,
        time,
        calls: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use rule_metadata::AccountKind;

    use super::*;
    use crate::report::Compliance;

    fn rule(name: &str, kinds: &str) -> Rule {
        let text = format!(
            "title = 'A rule'\ndescription = 'A rule'\nrecommendations = ['IAM-1']\n\
             kinds = {kinds}\nfrequency = 'Six_Hours'\nseverity = 'low'\ntimeout = 60\n"
        );
        Rule::parse(name, &text).unwrap()
    }

    fn account(id: &str, kind: Option<AccountKind>) -> Account {
        Account {
            id: id.parse().unwrap(),
            name: crate::foreign::Foreign::default(),
            kind,
            unit: None,
        }
    }

    fn result(account: &str, compliance: Compliance) -> HeldResult {
        HeldResult {
            account: account.parse().unwrap(),
            rule: "for-members".to_owned(),
            compliance,
            annotation: None,
            time: Some(Timestamp::UNIX_EPOCH),
        }
    }

    #[test]
    fn a_missing_result_is_reported_if_the_rule_is_for_the_account() {
        let rules = [
            rule("for-members", "['member']"),
            rule("for-management", "['management']"),
        ];
        let freshness = Freshness {
            now: Timestamp::UNIX_EPOCH,
            max_age: SignedDuration::from_hours(25),
        };
        let member = Some(AccountKind::Member);
        let (compliant, not) = (Compliance::Compliant, Compliance::NonCompliant);
        for (kind, results, expected) in [
            (member, &[][..], &[None][..]),
            (member, &[compliant], &[Some(compliant)]),
            (member, &[compliant, not, compliant], &[Some(not)]),
            (None, &[compliant], &[Some(compliant), None]),
            (Some(AccountKind::Standalone), &[], &[]),
        ] {
            let held = Held {
                accounts: vec![account("222222222222", kind)],
                results: results
                    .iter()
                    .map(|compliance| result("222222222222", *compliance))
                    .collect(),
            };
            let found: Vec<Option<Compliance>> = findings(&held, &rules, freshness)
                .into_iter()
                .map(|finding| match finding.outcome {
                    Outcome::Verdict { compliance, .. } => Some(compliance),
                    _ => None,
                })
                .collect();
            assert_eq!(found, expected, "{kind:?} {results:?}");
        }
    }
}
