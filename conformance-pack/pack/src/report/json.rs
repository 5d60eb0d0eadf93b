//! The report for other programs.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::finding::{Compliance, Outcome, Report};
use crate::error::PackError;
use crate::foreign::{Foreign, inert_json};

#[derive(Serialize)]
struct Entry<'a> {
    account: &'a str,
    rule: &'a str,
    /// `None` if the rule could not be evaluated (`error` then says why), or if AWS Config has no
    /// verdict, or one that is too old to count (`stale`; `annotation` then says what it was).
    compliance: Option<&'static str>,
    annotation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stale: bool,
    /// The time that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<Timestamp>,
}

/// Why a file can't be read as a result.
#[derive(Debug, thiserror::Error)]
#[error("{path} is not a result of `--format json`: {problem}")]
pub(crate) struct NotAResult {
    pub(crate) path: PathBuf,
    pub(crate) problem: String,
}

/// An entry of an earlier result.
#[derive(Debug)]
pub(crate) struct Earlier {
    pub(crate) account: String,
    pub(crate) rule: String,
    pub(crate) outcome: Outcome,
    pub(crate) time: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Written {
    account: String,
    rule: String,
    compliance: Option<String>,
    annotation: Option<String>,
    error: Option<String>,
    #[serde(default)]
    stale: bool,
    time: Option<Timestamp>,
}

impl Written {
    fn outcome(&self) -> Result<Outcome, String> {
        let annotation = self.annotation.clone().map(Foreign::from);
        match (&self.compliance, &self.error) {
            (Some(name), _) => Compliance::named(name)
                .map(|compliance| Outcome::Verdict {
                    compliance,
                    annotation,
                })
                .ok_or_else(|| format!("`{name}` is not a verdict")),
            (None, Some(error)) => Ok(Outcome::Error(error.clone().into())),
            (None, None) if self.stale => Ok(Outcome::Stale(annotation.unwrap_or_default())),
            (None, None) => Ok(Outcome::NoVerdict),
        }
    }
}

/// Reads a file that [`render`] made.
pub(crate) fn read(path: &Path) -> Result<Vec<Earlier>, PackError> {
    let text = fs::read_to_string(path).map_err(PackError::read(path))?;
    parse(path, &text).map_err(PackError::command)
}

pub(crate) fn parse(path: &Path, text: &str) -> Result<Vec<Earlier>, NotAResult> {
    let refused = |problem: String| NotAResult {
        path: path.to_owned(),
        problem,
    };
    let entries: Vec<Written> =
        serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
    entries
        .into_iter()
        .map(|entry| {
            Ok(Earlier {
                outcome: entry.outcome().map_err(refused)?,
                account: entry.account,
                rule: entry.rule,
                time: entry.time,
            })
        })
        .collect()
}

/// A list with an entry for each rule and account.
pub(super) fn render(report: &Report) -> Result<String, PackError> {
    let entries: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let account = finding.account.as_str();
            let rule = finding.rule.as_str();
            let (compliance, annotation, error) = match &finding.outcome {
                Outcome::Verdict {
                    compliance,
                    annotation,
                } => (
                    Some(compliance.name()),
                    annotation.as_ref().map(Foreign::raw),
                    None,
                ),
                Outcome::Error(message) => (None, None, Some(message.raw())),
                Outcome::Stale(reason) => (None, Some(reason.raw()), None),
                Outcome::NoVerdict => (None, None, None),
            };
            Entry {
                account,
                rule,
                compliance,
                annotation,
                error,
                stale: matches!(finding.outcome, Outcome::Stale(_)),
                time: finding.time,
            }
        })
        .collect();
    let text = serde_json::to_string_pretty(&entries).map_err(|error| PackError::Render {
        format: "JSON",
        message: error.to_string(),
    })?;
    Ok(inert_json(&text) + "\n")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::report::finding::{Compliance, Finding};

    fn finding(rule: &str, outcome: Outcome) -> Finding {
        Finding {
            account: "111111111111".parse().unwrap(),
            rule: rule.to_owned(),
            outcome,
            time: Some("2026-10-01T09:00:00Z".parse().unwrap()),
            calls: Vec::new(),
        }
    }

    /// Programs read this since 0.1.0. A later version may add fields to an entry, but doesn't
    /// remove any or change their meaning.
    #[test]
    fn what_0_1_0_wrote_is_still_written() {
        let report = Report {
            left_out: Vec::new(),
            source: "a test".into(),
            time: "2026-10-01T10:00:00Z".parse().unwrap(),
            rules: Vec::new(),
            accounts: Vec::new(),
            findings: vec![
                finding(
                    "root-mfa-enabled",
                    Outcome::Verdict {
                        compliance: Compliance::NonCompliant,
                        annotation: Some("MFA is off.".into()),
                    },
                ),
                finding(
                    "root-mfa-hardware",
                    Outcome::Verdict {
                        compliance: Compliance::NotApplicable,
                        annotation: None,
                    },
                ),
                finding("root-access-tested", Outcome::Error("denied".into())),
            ],
        };
        let since_0_1_0 = json!([
            { "account": "111111111111", "rule": "root-mfa-enabled",
              "compliance": "NON_COMPLIANT", "annotation": "MFA is off." },
            { "account": "111111111111", "rule": "root-mfa-hardware",
              "compliance": "NOT_APPLICABLE", "annotation": null },
            { "account": "111111111111", "rule": "root-access-tested",
              "compliance": null, "annotation": null, "error": "denied" },
        ]);
        let written: Vec<Value> = serde_json::from_str(&render(&report).unwrap()).unwrap();
        let expected = since_0_1_0.as_array().unwrap();
        assert_eq!(written.len(), expected.len());
        for (entry, expected) in written.iter().zip(expected) {
            for (field, value) in expected.as_object().unwrap() {
                assert_eq!(entry.get(field), Some(value), "{field} of {entry}");
            }
        }
    }
}
