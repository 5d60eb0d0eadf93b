//! Earlier runs, read from their JSON results.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::json::{self, NotAResult};
use super::{Report, Standing};
use crate::error::PackError;

/// The verdicts of each rule in each account at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) time: Timestamp,
    /// By account and rule.
    standings: BTreeMap<(String, String), Standing>,
}

/// The differences from an earlier run, by account and rule. Entries in only one of the two don't
/// count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Was compliant or not applicable, and no longer is.
    pub(crate) worse: usize,
    /// Is compliant or not applicable again.
    pub(crate) better: usize,
}

/// Why a file is not an earlier result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PreviousError {
    #[error(transparent)]
    NotAResult(#[from] NotAResult),
    #[error("{path} has no time: give a result of `--format json`, which has `time`")]
    NoTime { path: PathBuf },
}

impl From<PreviousError> for PackError {
    fn from(error: PreviousError) -> Self {
        Self::command(error)
    }
}

impl Run {
    pub(crate) fn of(report: &Report) -> Self {
        let standings = report.findings.iter().map(|finding| {
            let key = (finding.account.to_string(), finding.rule.clone());
            (key, Standing::of(&finding.outcome))
        });
        Self {
            time: report.time,
            standings: standings.collect(),
        }
    }

    /// Reads earlier results; the oldest comes first, in whatever order they are given.
    pub(crate) fn read_all(files: &[PathBuf]) -> Result<Vec<Self>, PackError> {
        let mut runs = files
            .iter()
            .map(|file| Self::read(file))
            .collect::<Result<Vec<_>, _>>()?;
        runs.sort_by_key(|run| run.time);
        Ok(runs)
    }

    fn read(path: &Path) -> Result<Self, PackError> {
        let text = fs::read_to_string(path).map_err(PackError::read(path))?;
        Ok(Self::parse(path, &text)?)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, PreviousError> {
        let entries = json::parse(path, text)?;
        let time = entries.iter().filter_map(|entry| entry.time).max();
        let standings = entries
            .into_iter()
            .map(|entry| {
                let standing = Standing::of(&entry.outcome);
                ((entry.account, entry.rule), standing)
            })
            .collect();
        Ok(Self {
            time: time.ok_or_else(|| PreviousError::NoTime {
                path: path.to_owned(),
            })?,
            standings,
        })
    }

    /// How many pairs of account and rule have this standing.
    pub(crate) fn count(&self, standing: Standing) -> usize {
        self.standings
            .values()
            .filter(|found| **found == standing)
            .count()
    }

    pub(crate) fn changes_since(&self, earlier: &Self) -> Changes {
        let is_fine =
            |standing: Standing| matches!(standing, Standing::Compliant | Standing::NotApplicable);
        let mut changes = Changes {
            worse: 0,
            better: 0,
        };
        for (key, now) in &self.standings {
            match earlier.standings.get(key) {
                Some(then) if is_fine(*then) && !is_fine(*now) => changes.worse += 1,
                Some(then) if !is_fine(*then) && is_fine(*now) => changes.better += 1,
                _ => {}
            }
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(account: u64, verdict: &str, time: &str) -> String {
        format!(
            r#"{{"account":"{account}","rule":"a-rule","compliance":{verdict},"annotation":null{time}}}"#
        )
    }

    fn run(verdicts: &[&str]) -> Result<Run, PreviousError> {
        let entries: Vec<_> = verdicts
            .iter()
            .zip(111_111_111_111..)
            .map(|(verdict, account)| entry(account, verdict, r#","time":"2026-01-01T00:00:00Z""#))
            .collect();
        Run::parse(Path::new("a.json"), &format!("[{}]", entries.join(",")))
    }

    #[test]
    fn a_change_is_one_between_fine_and_not() {
        let then = run(&[
            r#""COMPLIANT""#,
            r#""NON_COMPLIANT""#,
            r#""NOT_APPLICABLE""#,
            "null",
            r#""COMPLIANT""#,
        ]);
        let now = run(&[
            r#""NON_COMPLIANT""#,
            r#""COMPLIANT""#,
            "null",
            r#""NON_COMPLIANT""#,
            r#""NOT_APPLICABLE""#,
            r#""NON_COMPLIANT""#,
        ]);
        let (then, now) = (then.unwrap(), now.unwrap());
        assert_eq!(
            now.changes_since(&then),
            Changes {
                worse: 2,
                better: 1
            }
        );
        assert_eq!(now.count(Standing::NonCompliant), 3);
        assert_eq!(now.count(Standing::NoVerdict), 1);
        let stale = run(&[r#"null,"stale":true"#, r#""NON_COMPLIANT""#]).unwrap();
        assert_eq!(
            stale.changes_since(&then),
            Changes {
                worse: 1,
                better: 0
            }
        );
        assert_eq!(stale.count(Standing::Stale), 1);
    }

    #[test]
    fn a_file_that_is_not_a_result_is_refused() {
        let timeless = format!("[{}]", entry(111_111_111_111, r#""COMPLIANT""#, ""));
        for (text, expected) in [
            ("{}", "not a result"),
            ("[]", "no time"),
            (timeless.as_str(), "no time"),
        ] {
            let error = Run::parse(Path::new("a.json"), text).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
        let error = run(&[r#""FINE""#]).unwrap_err();
        assert!(error.to_string().contains("`FINE`"), "{error}");
    }
}
