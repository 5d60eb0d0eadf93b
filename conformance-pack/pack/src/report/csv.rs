//! The report for spreadsheets: a line for each rule and account.
//!
//! Source: RFC 4180; what a spreadsheet takes for a formula: OWASP, CSV Injection.

use std::borrow::Cow;
use std::collections::HashMap;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use rule_metadata::AccountKind;

use super::finding::{Account, Finding, Report};
use crate::error::PackError;

const HEADER: [&str; 12] = [
    "account",
    "name",
    "kind",
    "organizational unit",
    "rule",
    "title",
    "severity",
    "verdict",
    "reason",
    "time",
    "recommendations",
    "requirements",
];

/// One line ends with CR LF, as the RFC has it; several values in a cell are parted by a space.
pub(super) fn render(report: &Report) -> Result<String, PackError> {
    let failed = |message: String| PackError::Render {
        format: "CSV",
        message,
    };
    // Spreadsheets have no escapes of their own for what acts.
    let report = report.shown();
    let accounts: HashMap<_, _> = report.accounts.iter().map(|a| (&a.id, a)).collect();
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(Vec::new());
    let lines = report.findings.iter().filter_map(|finding| {
        let account = accounts.get(&finding.account)?;
        line(&report, account, finding)
    });
    for line in std::iter::once(HEADER.map(str::to_owned)).chain(lines) {
        writer
            .write_record(line.iter().map(|cell| harmless(cell).into_owned()))
            .map_err(|error| failed(error.to_string()))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| failed(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| failed(error.to_string()))
}

fn line(report: &Report, account: &Account, finding: &Finding) -> Option<[String; 12]> {
    let rule = report.rules.iter().find(|rule| rule.name == finding.rule)?;
    let (verdict, reason) = finding.outcome.told();
    let requirements: Vec<&str> = rule.requirements().collect();
    Some([
        account.id.to_string(),
        account.name.raw().to_owned(),
        account.kind.map_or("", AccountKind::name).to_owned(),
        account
            .unit
            .as_ref()
            .map_or("", |unit| unit.raw())
            .to_owned(),
        rule.name.clone(),
        rule.title.clone(),
        rule.severity.name().to_owned(),
        verdict.to_owned(),
        reason.unwrap_or_default().to_owned(),
        finding
            .time
            .map_or_else(String::new, |time| time.to_string()),
        rule.recommendations.join(" "),
        requirements.join(" "),
    ])
}

/// A text that no spreadsheet takes for a formula: it stands after an apostrophe.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_as_a_formula_does() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), expected, "{cell:?}");
        }
    }
}
