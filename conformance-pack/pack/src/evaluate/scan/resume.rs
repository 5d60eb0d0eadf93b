//! Verdicts of an earlier run that a scan goes on from.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use account::{AccountId, InvalidAccountId};
use jiff::Timestamp;
use serde::Deserialize;

use crate::error::PackError;
use crate::report::{Compliance, Finding, Outcome};

/// By account and rule.
pub(super) type Known = BTreeMap<(AccountId, String), Finding>;

/// Why a file can't be gone on from.
#[derive(Debug, thiserror::Error)]
pub(super) enum ResumeError {
    #[error("{path} is no result of `--format json` to go on from: {problem}")]
    Syntax { path: PathBuf, problem: String },
}

#[derive(Deserialize)]
struct Entry {
    account: String,
    rule: String,
    compliance: Option<String>,
    annotation: Option<String>,
    time: Option<Timestamp>,
}

/// The verdicts of a result of `--format json`. What could not be evaluated then isn't known.
pub(super) fn read(path: &Path) -> Result<Known, PackError> {
    let text = fs::read_to_string(path).map_err(PackError::read(path))?;
    known(&text).map_err(|problem| {
        PackError::command(ResumeError::Syntax {
            path: path.to_owned(),
            problem,
        })
    })
}

fn known(text: &str) -> Result<Known, String> {
    let entries: Vec<Entry> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut known = Known::new();
    for entry in entries {
        let Some(name) = entry.compliance else {
            continue;
        };
        let compliance =
            Compliance::named(&name).ok_or_else(|| format!("`{name}` isn't a verdict"))?;
        let account: AccountId = entry
            .account
            .parse()
            .map_err(|error: InvalidAccountId| error.to_string())?;
        let finding = Finding {
            account: account.clone(),
            rule: entry.rule.clone(),
            outcome: Outcome::Verdict {
                compliance,
                annotation: entry.annotation.map(Into::into),
            },
            time: entry.time,
            calls: Vec::new(),
        };
        known.insert((account, entry.rule), finding);
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

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
