//! The report as assessment results of the Open Security Controls Assessment Language (OSCAL), for
//! tools of governance, risk and compliance.
//!
//! An account is an inventory item, what a rule found in it an observation, and how all accounts
//! stand by a requirement a finding. Source: NIST, OSCAL 1.1.3, Assessment Results Model.

mod model;

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use self::model::{
    AssessmentResults, BackMatter, ControlSelection, ControlSelections, Document, Evidence,
    Finding, Href, InventoryItem, LocalDefinitions, Metadata, NAMESPACE, Named, Observation,
    Property, Related, Resource, Result as Results, Status, Subject, Target,
};
use super::finding::{self, Account, Compliance, Outcome, Outcomes, Report};
use super::ocsf::STANDARD;
use super::{LeftOut, Standing};
use crate::error::PackError;
use crate::foreign::{Foreign, inert_json};
use crate::project::{Framework, Frameworks, Requirement};

const VERSION: &str = "1.1.3";
const ITEM: &str = "inventory-item";

/// One document for a run. Of a framework that was asked for, it has the findings of that one.
pub(super) fn render(
    report: &Report,
    frameworks: &Frameworks,
    wanted: Option<&Framework>,
) -> Result<String, PackError> {
    let chosen: Vec<&Framework> = match wanted {
        Some(framework) => vec![framework],
        None => frameworks.all.iter().collect(),
    };
    let text = serde_json::to_string_pretty(&document(report, &chosen)).map_err(|error| {
        PackError::Render {
            format: "OSCAL",
            message: error.to_string(),
        }
    })?;
    Ok(inert_json(&text) + "\n")
}

fn document<'a>(report: &'a Report, frameworks: &[&'a Framework]) -> Document<'a> {
    let outcomes = report.outcomes();
    let findings: Vec<_> = frameworks
        .iter()
        .flat_map(|framework| {
            framework
                .requirements
                .iter()
                .map(move |one| (*framework, one))
        })
        .filter_map(|(framework, requirement)| judged(report, &outcomes, framework, requirement))
        .collect();
    let start = report.findings.iter().filter_map(|found| found.time).min();
    let plan = id("plan", &[]);
    let run = report.time.to_string();
    Document {
        assessment_results: AssessmentResults {
            uuid: id("document", &[&run]),
            metadata: Metadata {
                title: "Root user credentials",
                last_modified: report.time,
                version: env!("CARGO_PKG_VERSION"),
                oscal_version: VERSION,
            },
            import_ap: Href {
                href: format!("#{plan}"),
            },
            results: [Results {
                uuid: id("result", &[&run]),
                title: "Root user credentials of AWS accounts",
                description: report.source.raw(),
                start: start.unwrap_or(report.time),
                end: report.time,
                local_definitions: LocalDefinitions {
                    inventory_items: report.accounts.iter().map(item).collect(),
                },
                reviewed_controls: ControlSelections {
                    control_selections: selections(report, frameworks),
                },
                observations: observations(report),
                findings,
                remarks: not_evaluated(report),
            }],
            back_matter: BackMatter {
                resources: [Resource {
                    uuid: plan,
                    title: "The assessment plan",
                    description: "There is no plan of its own in OSCAL: the rules' pages say what \
                                  is read and how it is judged.",
                }],
            },
        },
    }
}

/// The accounts and rules without an observation, and why.
fn not_evaluated(report: &Report) -> Option<String> {
    let lines: Vec<_> = report
        .left_out
        .iter()
        .map(|LeftOut { what, reason }| format!("Not evaluated: {}: {}", what.raw(), reason.raw()))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n\n"))
}

/// A UUID that stays the same for the same thing (version 5).
fn id(kind: &str, parts: &[&str]) -> Uuid {
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, NAMESPACE.as_bytes());
    Uuid::new_v5(&namespace, [&[kind], parts].concat().join("/").as_bytes())
}

fn item(account: &Account) -> InventoryItem<'_> {
    let mut properties = vec![Property::of_oscal("asset-id", account.id.as_str())];
    if let Some(kind) = account.kind {
        properties.push(Property::own("account-kind", kind.name()));
    }
    let unit = account.unit.as_ref().map(Foreign::raw).map(str::trim);
    if let Some(unit) = unit.filter(|unit| is_value(unit)) {
        properties.push(Property::own("organizational-unit", unit));
    }
    InventoryItem {
        uuid: id("account", &[account.id.as_str()]),
        description: if account.name.is_empty() {
            "An AWS account"
        } else {
            account.name.raw()
        },
        props: properties,
    }
}

/// OSCAL's strings are one line that is not empty.
fn is_value(text: &str) -> bool {
    !text.is_empty() && !text.contains(['\n', '\r', '\u{2028}', '\u{2029}'])
}

/// AWS's recommendations, of which each rule answers one, and the requirements of frameworks that a
/// rule of the report is evidence for.
fn selections<'a>(report: &Report, frameworks: &[&'a Framework]) -> Vec<ControlSelection<'a>> {
    let recommendations: BTreeSet<_> = report
        .rules
        .iter()
        .flat_map(|rule| &rule.recommendations)
        .map(|id| token(id))
        .collect();
    let recommended = ControlSelection {
        description: STANDARD,
        include_controls: recommendations
            .into_iter()
            .map(|control_id| Named { control_id })
            .collect(),
    };
    let selections = frameworks
        .iter()
        .map(|framework| selection(report, framework))
        .filter(|selection| !selection.include_controls.is_empty());
    std::iter::once(recommended).chain(selections).collect()
}

fn selection<'a>(report: &Report, framework: &'a Framework) -> ControlSelection<'a> {
    ControlSelection {
        description: &framework.title,
        include_controls: framework
            .requirements
            .iter()
            .filter(|requirement| {
                let mut rules = report.rules.iter();
                rules.any(|rule| framework.is_evidence(rule, requirement))
            })
            .map(|requirement| Named {
                control_id: token(&framework.written(requirement)),
            })
            .collect(),
    }
}

/// What OSCAL takes for an identifier: `nist-800-53-r5/AC-2(1)` is `nist-800-53-r5_AC-2.1`.
fn token(written: &str) -> String {
    written.replace('/', "_").replace('(', ".").replace(')', "")
}

fn observations(report: &Report) -> Vec<Observation<'_>> {
    let rules: HashMap<_, _> = report
        .rules
        .iter()
        .map(|rule| (rule.name.as_str(), rule))
        .collect();
    report
        .findings
        .iter()
        .filter_map(|found| {
            let rule = rules.get(found.rule.as_str())?;
            let (verdict, reason) = found.outcome.told();
            let permissions = rule
                .permissions
                .own
                .iter()
                .chain(&rule.permissions.organization);
            let read: Vec<&str> = if found.calls.is_empty() {
                permissions.map(String::as_str).collect()
            } else {
                found.calls.iter().map(String::as_str).collect()
            };
            Some(Observation {
                uuid: observation_id(found),
                title: &rule.title,
                description: reason.unwrap_or(verdict),
                props: vec![
                    Property::own("rule", &rule.name),
                    Property::own("verdict", verdict),
                    Property::own("severity", rule.severity.name()),
                ],
                // What people attest is a document to look at.
                methods: [if rule.claims.is_empty() {
                    "TEST"
                } else {
                    "EXAMINE"
                }],
                types: ["control-objective"],
                subjects: [Subject {
                    subject_uuid: id("account", &[found.account.as_str()]),
                    kind: ITEM,
                }],
                relevant_evidence: read.into_iter().map(Evidence::of_call).collect(),
                collected: found.time.unwrap_or(report.time),
            })
        })
        .collect()
}

fn observation_id(found: &finding::Finding) -> Uuid {
    let time = found.time.map_or_else(String::new, |time| time.to_string());
    id("observation", &[found.account.as_str(), &found.rule, &time])
}

/// How the accounts stand by a requirement: it is met where all that were judged comply. None
/// where it applies to none of them.
fn judged(
    report: &Report,
    outcomes: &Outcomes<'_>,
    framework: &Framework,
    requirement: &Requirement,
) -> Option<Finding> {
    let standings = report.accounts.iter().filter_map(|account| {
        Standing::by_requirement(report, outcomes, account, framework, requirement)
    });
    let worst = standings.min()?;
    let (state, reason) = match worst {
        Standing::NotApplicable => return None,
        Standing::Compliant => ("satisfied", "pass"),
        Standing::NonCompliant => ("not-satisfied", "fail"),
        Standing::Error | Standing::Stale | Standing::NoVerdict => ("not-satisfied", "other"),
    };
    let evidence = report.findings.iter().filter(|found| {
        let mut rules = report.rules.iter();
        let rule = rules.find(|rule| rule.name == found.rule);
        rule.is_some_and(|rule| framework.is_evidence(rule, requirement))
            && !is_not_applicable(&found.outcome)
    });
    let target = token(&framework.written(requirement));
    Some(Finding {
        uuid: id("finding", &[&target, &report.time.to_string()]),
        title: format!("{} {}", framework.title, requirement.id),
        description: format!("{}. Not seen: {}", requirement.title, requirement.beyond),
        target: Target {
            kind: "objective-id",
            target_id: target,
            status: Status { state, reason },
        },
        related_observations: evidence
            .map(|found| Related {
                observation_uuid: observation_id(found),
            })
            .collect(),
    })
}

fn is_not_applicable(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Verdict {
            compliance: Compliance::NotApplicable,
            ..
        }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_an_oscal_token() {
        for (written, expected) in [
            ("nist-800-53-r5/AC-2(1)", "nist-800-53-r5_AC-2.1"),
            ("cis-5.0/1.4", "cis-5.0_1.4"),
        ] {
            assert_eq!(token(written), expected);
        }
    }
}
