//! The report as Compliance Findings of the Open Cybersecurity Schema Framework, as Amazon
//! Security Lake and SIEMs take them.
//!
//! Source: OCSF 1.5.0, class Compliance Finding (2003).

use std::collections::HashMap;

use rule_metadata::{Rule, Severity};
use serde_json::{Value, json};

use super::finding::{Account, Compliance, Outcome, Report};
use crate::error::PackError;
use crate::foreign::inert_json;
use crate::project::Frameworks;

const PRODUCT: &str = "root-credential-rules";
const VERSION: &str = "1.5.0";
const FINDINGS: u32 = 2;
const COMPLIANCE_FINDING: u32 = 2003;
const CREATE: u32 = 1;
const AWS_ACCOUNT: u32 = 10;
const INFORMATIONAL: (u32, &str) = (1, "Informational");
/// What each rule is evidence for.
pub(super) const STANDARD: &str = "AWS recommendations for root user credentials";

/// A list of findings. Each has the same `finding_info.uid` in every run.
pub(super) fn render(report: &Report, frameworks: &Frameworks) -> Result<String, PackError> {
    let accounts: HashMap<_, _> = report.accounts.iter().map(|a| (&a.id, a)).collect();
    let rules: HashMap<_, _> = report.rules.iter().map(|r| (r.name.as_str(), r)).collect();
    let findings: Vec<Value> = report
        .findings
        .iter()
        .filter_map(|finding| {
            let account = accounts.get(&finding.account)?;
            let rule = rules.get(finding.rule.as_str())?;
            let at = finding.time.unwrap_or(report.time);
            let standards = standards(rule, frameworks);
            let at = at.as_millisecond();
            Some(event(account, rule, &standards, &finding.outcome, at))
        })
        .collect();
    let text = serde_json::to_string_pretty(&findings).map_err(|error| PackError::Render {
        format: "OCSF",
        message: error.to_string(),
    })?;
    Ok(inert_json(&text) + "\n")
}

/// `at`: in milliseconds since 1970.
fn event(account: &Account, rule: &Rule, standards: &[&str], outcome: &Outcome, at: i64) -> Value {
    let (status_id, status) = status(outcome);
    let (severity_id, severity) = severity(rule, outcome);
    let recommendations = rule.recommendations.iter().map(String::as_str);
    let requirements: Vec<&str> = recommendations.chain(rule.requirements()).collect();
    let (_, detail) = outcome.told();
    json!({
        "activity_id": CREATE,
        "activity_name": "Create",
        "category_uid": FINDINGS,
        "category_name": "Findings",
        "class_uid": COMPLIANCE_FINDING,
        "class_name": "Compliance Finding",
        "type_uid": COMPLIANCE_FINDING * 100 + CREATE,
        "type_name": "Compliance Finding: Create",
        "time": at,
        "severity_id": severity_id,
        "severity": severity,
        "message": detail,
        "metadata": {
            "version": VERSION,
            "product": {
                "name": PRODUCT,
                "vendor_name": PRODUCT,
                "version": env!("CARGO_PKG_VERSION"),
            },
            "profiles": ["cloud"],
            "event_code": rule.name,
        },
        "cloud": {
            "provider": "AWS",
            "account": {
                "uid": account.id.as_str(),
                "name": account.name.raw(),
                "type_id": AWS_ACCOUNT,
                "type": "AWS Account",
            },
        },
        "finding_info": {
            "uid": format!("{}/{}", account.id, rule.name),
            "title": rule.title,
            "desc": rule.description,
        },
        "compliance": {
            "standards": standards,
            "control": rule.name,
            "requirements": requirements,
            "status_id": status_id,
            "status": status,
            "status_detail": detail,
        },
        "resources": [{
            "type": "AWS::::Account",
            "uid": account.id.as_str(),
            "name": account.name.raw(),
        }],
    })
}

/// AWS's recommendations, and each framework that the rule is evidence for.
fn standards<'a>(rule: &'a Rule, frameworks: &'a Frameworks) -> Vec<&'a str> {
    let evidence = frameworks
        .all
        .iter()
        .filter(|framework| framework.of(rule).next().is_some())
        .map(|framework| framework.title.as_str());
    std::iter::once(STANDARD).chain(evidence).collect()
}

/// A rule that could not be evaluated is a warning: information is missing, so there is no result.
/// So is a result that is too old.
fn status(outcome: &Outcome) -> (u32, &'static str) {
    match outcome {
        Outcome::Verdict { compliance, .. } => match compliance {
            Compliance::Compliant => (1, "Pass"),
            Compliance::NonCompliant => (3, "Fail"),
            Compliance::NotApplicable => (99, Compliance::NotApplicable.name()),
        },
        Outcome::Error(_) | Outcome::Stale(_) => (2, "Warning"),
        Outcome::NoVerdict => (0, "Unknown"),
    }
}

/// The rule's severity if something must be done.
fn severity(rule: &Rule, outcome: &Outcome) -> (u32, &'static str) {
    match outcome {
        Outcome::Verdict {
            compliance: Compliance::Compliant | Compliance::NotApplicable,
            ..
        }
        | Outcome::NoVerdict => INFORMATIONAL,
        _ => match rule.severity {
            Severity::Low => (2, "Low"),
            Severity::Medium => (3, "Medium"),
            Severity::High => (4, "High"),
            Severity::Critical => (5, "Critical"),
        },
    }
}
