//! The report for other programs.

use jiff::Timestamp;
use serde::Serialize;

use super::finding::{Outcome, Report};
use crate::error::PackError;

#[derive(Serialize)]
struct Entry<'a> {
    account: &'a str,
    rule: &'a str,
    /// None when the rule could not be evaluated (`error` then says why), or when AWS Config
    /// holds no verdict.
    compliance: Option<&'static str>,
    annotation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    /// The time that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<Timestamp>,
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
                } => (Some(compliance.name()), annotation.as_deref(), None),
                Outcome::Error(message) => (None, None, Some(message.as_str())),
                Outcome::NoVerdict => (None, None, None),
            };
            Entry {
                account,
                rule,
                compliance,
                annotation,
                error,
                time: finding.time,
            }
        })
        .collect();
    let text = serde_json::to_string_pretty(&entries).map_err(|error| PackError::Render {
        format: "JSON",
        message: error.to_string(),
    })?;
    Ok(text + "\n")
}
