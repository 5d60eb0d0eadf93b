//! Verdicts of an earlier run that a scan goes on from.

use std::collections::BTreeMap;
use std::path::Path;

use account::{AccountId, InvalidAccountId};

use crate::error::PackError;
use crate::report::json::{self, Earlier, NotAResult};
use crate::report::{Finding, Outcome};

/// By account and rule.
pub(super) type Known = BTreeMap<(AccountId, String), Finding>;

/// The verdicts of a result of `--format json`. What could not be evaluated then isn't known.
pub(super) fn read(path: &Path) -> Result<Known, PackError> {
    known(json::read(path)?).map_err(|error| {
        PackError::command(NotAResult {
            path: path.to_owned(),
            problem: error.to_string(),
        })
    })
}

fn known(entries: Vec<Earlier>) -> Result<Known, InvalidAccountId> {
    let verdicts = entries
        .into_iter()
        .filter(|entry| matches!(entry.outcome, Outcome::Verdict { .. }));
    verdicts
        .map(|entry| {
            let account: AccountId = entry.account.parse()?;
            let finding = Finding {
                account: account.clone(),
                rule: entry.rule.clone(),
                outcome: entry.outcome,
                time: entry.time,
                calls: Vec::new(),
            };
            Ok(((account, entry.rule), finding))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Compliance;

    fn known(text: &str) -> Result<Known, String> {
        let entries = json::parse(Path::new("a.json"), text).map_err(|error| error.to_string())?;
        super::known(entries).map_err(|error| error.to_string())
    }

    #[test]
    fn only_verdicts_are_known() {
        let text = r#"[
            {"account":"111111111111","rule":"a","compliance":"COMPLIANT","annotation":"Fine.",
             "time":"2026-10-01T09:00:00Z"},
            {"account":"111111111111","rule":"b","compliance":null,"annotation":null,"error":"x"},
            {"account":"222222222222","rule":"a","compliance":"NON_COMPLIANT","annotation":null}
        ]"#;
        let known = known(text).unwrap();
        let keys: Vec<_> = known
            .keys()
            .map(|(account, rule)| format!("{account} {rule}"))
            .collect();
        assert_eq!(keys, ["111111111111 a", "222222222222 a"]);
        let first = known.values().next().unwrap();
        assert_eq!(
            first.outcome,
            Outcome::Verdict {
                compliance: Compliance::Compliant,
                annotation: Some("Fine.".into()),
            }
        );
        assert!(first.time.is_some());
    }

    #[test]
    fn what_is_no_result_is_refused() {
        for (text, expected) in [
            ("{}", "expected a sequence"),
            (
                r#"[{"account":"1","rule":"a","compliance":"COMPLIANT"}]"#,
                "12 digits",
            ),
            (
                r#"[{"account":"111111111111","rule":"a","compliance":"FINE"}]"#,
                "`FINE`",
            ),
        ] {
            let error = known(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
