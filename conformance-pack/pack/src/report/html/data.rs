//! The data for the page's script: each reason, list of calls and unit once, and numbers for the
//! rest, in runs, because neighbours are mostly alike.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use rule_metadata::AccountKind;
use serde::Serialize;

use super::compact::{Places, in_runs};
use crate::error::PackError;
use crate::foreign::{Foreign, inert_json};
use crate::project::{Catalogue, Group, Point};
use crate::report::trend::{Changes, Run};
use crate::report::{Account, Finding, Outcome, Report, Standing};

#[derive(Serialize)]
pub(super) struct Data<'a> {
    source: &'a str,
    time: Timestamp,
    recommendations: Vec<RecommendationData<'a>>,
    rules: Vec<RuleData<'a>>,
    frameworks: Vec<FrameworkData<'a>>,
    accounts: Accounts<'a>,
    units: Vec<&'a str>,
    /// By recommendation: a letter for each account (see [`letter`]), `.` if it is not affected.
    standings: Vec<String>,
    /// The letter of a verdict, its reason, the index of its calls.
    outcomes: Vec<(char, Option<&'a str>, Option<usize>)>,
    calls: Vec<&'a [String]>,
    /// By rule.
    findings: Vec<Findings>,
    /// Oldest first, this one last.
    runs: Vec<RunData>,
    changes: Option<ChangesData>,
}

#[derive(Serialize)]
struct RecommendationData<'a> {
    id: &'a str,
    title: &'a str,
    group: &'static str,
    points: Vec<Cow<'a, str>>,
    source: &'a str,
}

#[derive(Serialize)]
struct RuleData<'a> {
    name: &'a str,
    title: &'a str,
    severity: &'static str,
    recommendations: &'a [String],
    reads: Vec<&'a str>,
}

#[derive(Serialize)]
struct FrameworkData<'a> {
    id: &'a str,
    title: &'a str,
    requirements: Vec<RequirementData<'a>>,
}

#[derive(Serialize)]
struct RequirementData<'a> {
    id: &'a str,
    title: &'a str,
    beyond: &'a str,
    /// Places among the rules.
    rules: Vec<usize>,
}

#[derive(Serialize)]
struct Accounts<'a> {
    ids: Vec<&'a str>,
    names: Vec<&'a str>,
    /// A letter for each.
    kinds: String,
    /// Indexes into the units, in runs; -1 if unknown.
    units: String,
}

#[derive(Serialize)]
struct Findings {
    /// By account: the index of its outcome, from 1; 0 if there is none. In runs.
    outcomes: String,
    /// By account: seconds since 1970, each as the difference from the previous one. In runs.
    times: String,
}

#[derive(Serialize)]
struct RunData {
    time: Timestamp,
    #[serde(flatten)]
    counts: HashMap<char, usize>,
}

#[derive(Serialize)]
struct ChangesData {
    since: Timestamp,
    worse: usize,
    better: usize,
}

impl<'a> Data<'a> {
    pub(super) fn new(report: &'a Report, catalogue: &'a Catalogue, previous: &[Run]) -> Self {
        let mut units = Places::default();
        let accounts = accounts(&report.accounts, &mut units);
        let mut calls = Places::default();
        let mut outcomes = Places::default();
        let of_rule = by_rule(report);
        let findings = report
            .rules
            .iter()
            .map(|rule| {
                let found = of_rule.get(rule.name.as_str());
                let found = report.accounts.iter().map(|account| {
                    found
                        .and_then(|found| found.get(account.id.as_str()))
                        .copied()
                });
                encode(found, &mut outcomes, &mut calls)
            })
            .collect();
        let now = Run::of(report);
        let changes = previous.last().map(|last| ChangesData::new(last, &now));
        Self {
            source: report.source.raw(),
            time: report.time,
            recommendations: recommendations(report, catalogue),
            rules: rules(report),
            frameworks: frameworks(report, catalogue),
            accounts,
            units: units.0,
            standings: standings(report, catalogue),
            outcomes: outcomes.0,
            calls: calls.0,
            findings,
            runs: previous.iter().chain([&now]).map(RunData::new).collect(),
            changes,
        }
    }

    /// As JSON that can stand in a `<script>`: nothing in it ends the element, begins a comment
    /// or ends a line of JavaScript.
    pub(super) fn in_script(&self) -> Result<String, PackError> {
        let text = serde_json::to_string(self).map_err(|error| PackError::Render {
            format: "JSON",
            message: error.to_string(),
        })?;
        Ok(inert_json(&text)
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026"))
    }
}

/// A letter for each standing, the same as in script/data.js.
fn letter(standing: Standing) -> char {
    match standing {
        Standing::Error => 'e',
        Standing::NonCompliant => 'f',
        Standing::Stale => 's',
        Standing::NoVerdict => 'u',
        Standing::Compliant => 'p',
        Standing::NotApplicable => 'n',
    }
}

fn recommendations<'a>(report: &Report, catalogue: &'a Catalogue) -> Vec<RecommendationData<'a>> {
    answered(report, catalogue)
        .map(|recommendation| RecommendationData {
            id: &recommendation.id,
            title: &recommendation.title,
            group: match recommendation.group {
                Group::Management => "management",
                Group::Member => "member",
                Group::Added => "added",
            },
            points: recommendation.points.iter().map(says).collect(),
            source: &recommendation.source,
        })
        .collect()
}

/// A point in AWS's sense, and whether its pages still have it.
fn says(point: &Point) -> Cow<'_, str> {
    if point.is_announced_only() {
        Cow::Owned(format!("{} ({})", point.says, Point::ANNOUNCED_ONLY))
    } else {
        Cow::Borrowed(&point.says)
    }
}

/// The recommendations that a rule of the report answers.
fn answered<'a>(
    report: &Report,
    catalogue: &'a Catalogue,
) -> impl Iterator<Item = &'a crate::project::Recommendation> {
    catalogue.recommendations.iter().filter(|recommendation| {
        report
            .rules
            .iter()
            .any(|rule| rule.recommendations.contains(&recommendation.id))
    })
}

fn rules(report: &Report) -> Vec<RuleData<'_>> {
    report
        .rules
        .iter()
        .map(|rule| RuleData {
            name: &rule.name,
            title: &rule.title,
            severity: rule.severity.name(),
            recommendations: &rule.recommendations,
            reads: rule
                .permissions
                .own
                .iter()
                .chain(&rule.permissions.organization)
                .map(String::as_str)
                .collect(),
        })
        .collect()
}

/// The requirements that a rule of the report is evidence for.
fn frameworks<'a>(report: &Report, catalogue: &'a Catalogue) -> Vec<FrameworkData<'a>> {
    let frameworks = catalogue.frameworks.all.iter().map(|framework| {
        let requirements = framework.requirements.iter().map(|requirement| {
            let places = report.rules.iter().enumerate();
            RequirementData {
                id: &requirement.id,
                title: &requirement.title,
                beyond: &requirement.beyond,
                rules: places
                    .filter(|(_, rule)| framework.is_evidence(rule, requirement))
                    .map(|(place, _)| place)
                    .collect(),
            }
        });
        FrameworkData {
            id: &framework.id,
            title: &framework.title,
            requirements: requirements.filter(|one| !one.rules.is_empty()).collect(),
        }
    });
    frameworks
        .filter(|framework| !framework.requirements.is_empty())
        .collect()
}

fn accounts<'a>(accounts: &'a [Account], units: &mut Places<&'a str>) -> Accounts<'a> {
    Accounts {
        ids: accounts.iter().map(|account| account.id.as_str()).collect(),
        names: accounts.iter().map(|account| account.name.raw()).collect(),
        kinds: accounts
            .iter()
            .map(|account| match account.kind {
                Some(AccountKind::Management) => 'm',
                Some(AccountKind::Member) => 'o',
                Some(AccountKind::Standalone) => 's',
                None => '?',
            })
            .collect(),
        units: in_runs(accounts.iter().map(|account| {
            account
                .unit
                .as_ref()
                .map_or(-1, |unit| units.number(unit.raw()))
        })),
    }
}

fn standings(report: &Report, catalogue: &Catalogue) -> Vec<String> {
    let outcomes = report.outcomes();
    answered(report, catalogue)
        .map(|recommendation| {
            report
                .accounts
                .iter()
                .map(|account| {
                    Standing::by_recommendation(report, &outcomes, account, recommendation)
                        .map_or('.', letter)
                })
                .collect()
        })
        .collect()
}

fn by_rule(report: &Report) -> HashMap<&str, HashMap<&str, &Finding>> {
    let mut by_rule: HashMap<&str, HashMap<&str, &Finding>> = HashMap::new();
    for finding in &report.findings {
        by_rule
            .entry(&finding.rule)
            .or_default()
            .insert(finding.account.as_str(), finding);
    }
    by_rule
}

type OutcomeData<'a> = (char, Option<&'a str>, Option<usize>);

fn encode<'a>(
    found: impl Iterator<Item = Option<&'a Finding>> + Clone,
    outcomes: &mut Places<OutcomeData<'a>>,
    calls: &mut Places<&'a [String]>,
) -> Findings {
    let numbers = found.clone().map(|finding| {
        finding.map_or(0, |finding| {
            let reason = match &finding.outcome {
                Outcome::Verdict { annotation, .. } => annotation.as_ref().map(Foreign::raw),
                Outcome::Error(reason) | Outcome::Stale(reason) => Some(reason.raw()),
                Outcome::NoVerdict => Some(NOTHING_HELD),
            };
            let calls = (!finding.calls.is_empty()).then(|| calls.place(&finding.calls));
            1 + outcomes.number((letter(Standing::of(&finding.outcome)), reason, calls))
        })
    });
    let outcomes = in_runs(numbers);
    let mut before = 0;
    let times = in_runs(found.map(|finding| {
        let time = finding.and_then(|finding| finding.time);
        let seconds = time.map_or(0, Timestamp::as_second);
        let difference = seconds - before;
        before = seconds;
        difference
    }));
    Findings { outcomes, times }
}

/// Why there may be no verdict, because AWS Config doesn't say.
const NOTHING_HELD: &str = "AWS Config holds no verdict of this rule for the account. Either the \
                            rule is not deployed there, it does not apply, or its function fails.";

impl RunData {
    fn new(run: &Run) -> Self {
        Self {
            time: run.time,
            counts: Standing::ALL
                .into_iter()
                .map(|standing| (letter(standing), run.count(standing)))
                .collect(),
        }
    }
}

impl ChangesData {
    fn new(last: &Run, now: &Run) -> Self {
        let Changes { worse, better } = now.changes_since(last);
        Self {
            since: last.time,
            worse,
            better,
        }
    }
}
