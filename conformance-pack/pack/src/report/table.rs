//! The report for people: a table of rules and accounts, the reasons under it, and the totals by
//! recommendation.

mod many;
mod mark;
mod shortened;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::Style;
use rule_metadata::{AccountKind, Rule};
use textwrap::core::display_width;

use self::many::MANY;
use self::mark::{DIM, Mark, legend, mark};
use self::shortened::shortened;
use super::finding::Outcomes;
use super::{LeftOut, Outcome, Report, Standing};
use crate::foreign::{Foreign, wrapped};
use crate::project::{Framework, Recommendation};

const INDENT: &str = "  ";
/// The widest mark with a space before it.
const COLUMN: usize = 7;
const HEADING: Style = Style::new().bold();

/// Renders a report for a terminal of this width: all of it, or, for many accounts, what needs
/// action. The text has ANSI styles, which the caller may strip.
pub(super) fn render(
    report: &Report,
    recommendations: &[Recommendation],
    framework: Option<&Framework>,
    width: usize,
    all: bool,
) -> String {
    let view = View {
        report,
        outcomes: report.outcomes(),
        shown: shown(report),
        recommendations,
        width,
    };
    let mut text = String::new();
    if all || report.accounts.len() <= MANY {
        view.accounts(&mut text);
        view.verdicts(&mut text);
        legend(&mut text, &view.shown);
        view.reasons(&mut text, "Not compliant", Standing::NonCompliant);
        view.reasons(&mut text, "Could not be evaluated", Standing::Error);
        view.reasons(&mut text, "Stale", Standing::Stale);
    } else {
        text = many::render(report, width);
    }
    view.left_out(&mut text);
    match framework {
        None => view.by_recommendation(&mut text),
        Some(framework) => view.by_requirement(&mut text, framework),
    }
    text
}

/// What is shown, and the width.
struct View<'a> {
    report: &'a Report,
    outcomes: Outcomes<'a>,
    /// The standings that the report can have.
    shown: Vec<Standing>,
    recommendations: &'a [Recommendation],
    width: usize,
}

impl View<'_> {
    fn accounts(&self, text: &mut String) {
        let _ = writeln!(text, "{HEADING}Accounts{HEADING:#}");
        let accounts = &self.report.accounts;
        let digits = accounts.len().to_string().len();
        for (account, number) in accounts.iter().zip(1..) {
            let line = format!(
                "{INDENT}{number:>digits$}  {}  {:<10}  {}",
                account.id,
                account.kind.map_or("unknown", AccountKind::name),
                account.name
            );
            let _ = writeln!(text, "{}", shortened(line.trim_end(), self.width));
        }
    }

    fn verdicts(&self, text: &mut String) {
        const HEADER: &str = "Verdicts by account";
        let longest = self.report.rules.iter().map(|rule| rule.name.len()).max();
        let names = (longest.unwrap_or_default() + INDENT.len()).max(HEADER.len());
        let columns = (self.width.saturating_sub(names) / COLUMN).max(1);
        let numbered: Vec<_> = self.report.accounts.iter().zip(1..).collect();
        for chunk in numbered.chunks(columns) {
            let mut header = format!("{HEADER:<names$}");
            for (_, number) in chunk {
                let _ = write!(header, " {number:<6}");
            }
            let _ = writeln!(text, "\n{HEADING}{}{HEADING:#}", header.trim_end());
            for group in self
                .report
                .rules
                .chunk_by(|a, b| a.recommendations.first() == b.recommendations.first())
            {
                let heading = group_heading(group, self.recommendations);
                let _ = writeln!(text, "{}", shortened(&heading, self.width));
                for rule in group {
                    let outcomes = chunk
                        .iter()
                        .map(|(account, _)| self.outcomes.get(&account.id, &rule.name));
                    text.push_str(INDENT);
                    row(text, &rule.name, names - INDENT.len(), outcomes);
                }
            }
        }
    }

    /// The problems of each account with such a mark.
    fn reasons(&self, text: &mut String, heading: &str, standing: Standing) {
        let mut found = String::new();
        for (account, number) in self.report.accounts.iter().zip(1..) {
            let mut lines = String::new();
            for rule in &self.report.rules {
                if let Some(outcome) = self.outcomes.get(&account.id, &rule.name)
                    && Standing::of(outcome) == standing
                {
                    reason(&mut lines, rule, outcome, self.width);
                }
            }
            if !lines.is_empty() {
                let title = format!("{number}  {}  {}", account.id, account.name);
                let title = shortened(title.trim_end(), self.width);
                let _ = write!(found, "\n{title}\n{lines}");
            }
        }
        if !found.is_empty() {
            let style = mark(standing).style;
            let _ = write!(text, "\n{style}{heading}{style:#}\n{found}");
        }
    }

    /// What was not evaluated, and why.
    fn left_out(&self, text: &mut String) {
        if self.report.left_out.is_empty() {
            return;
        }
        let _ = writeln!(text, "\n{HEADING}Not evaluated{HEADING:#}\n");
        for LeftOut { what, reason } in &self.report.left_out {
            let _ = writeln!(text, "{}", shortened(&what.to_string(), self.width));
            let reason = wrapped(reason.clone(), self.width, INDENT, INDENT);
            let _ = writeln!(text, "{reason}");
        }
    }

    /// How many accounts stand how by each recommendation.
    fn by_recommendation(&self, text: &mut String) {
        let rows = self.recommendations.iter().map(|recommendation| {
            let standing = |account| {
                Standing::by_recommendation(self.report, &self.outcomes, account, recommendation)
            };
            (
                format!("{:<6}  {}", recommendation.id, recommendation.title),
                self.report.accounts.iter().filter_map(standing).collect(),
            )
        });
        self.totals(text, "Accounts by recommendation", rows);
    }

    /// How many accounts stand how by each requirement of a framework.
    fn by_requirement(&self, text: &mut String, framework: &Framework) {
        let ids = framework.requirements.iter().map(|one| one.id.len());
        let longest = ids.max().unwrap_or_default();
        let rows = framework.requirements.iter().map(|requirement| {
            let standing = |account| {
                Standing::by_requirement(
                    self.report,
                    &self.outcomes,
                    account,
                    framework,
                    requirement,
                )
            };
            (
                format!("{:<longest$}  {}", requirement.id, requirement.title),
                self.report.accounts.iter().filter_map(standing).collect(),
            )
        });
        self.totals(text, &framework.title, rows);
    }

    /// How many accounts stand how, in a line for each name that concerns one.
    fn totals(
        &self,
        text: &mut String,
        heading: &str,
        rows: impl Iterator<Item = (String, Vec<Standing>)>,
    ) {
        const COUNT: usize = 6;
        let names = self.width.saturating_sub(COUNT * self.shown.len());
        let heading = shortened(heading, names.saturating_sub(1));
        let _ = write!(text, "\n{HEADING}{heading:<names$}");
        for standing in &self.shown {
            let _ = write!(text, "{:>COUNT$}", mark(*standing).heading);
        }
        let _ = writeln!(text, "{HEADING:#}");
        for (name, standings) in rows {
            if standings.is_empty() {
                continue;
            }
            let name = shortened(&name, names.saturating_sub(1));
            let _ = write!(text, "{name}{}", " ".repeat(names - display_width(&name)));
            for standing in &self.shown {
                let count = standings.iter().filter(|found| *found == standing).count();
                let style = if count > 0 {
                    mark(*standing).style
                } else {
                    DIM
                };
                let _ = write!(text, "{style}{count:>COUNT$}{style:#}");
            }
            text.push('\n');
        }
    }
}

/// All of them, except those that only occur in AWS Config's own results and don't occur here.
fn shown(report: &Report) -> Vec<Standing> {
    let found: BTreeSet<_> = report
        .findings
        .iter()
        .map(|finding| Standing::of(&finding.outcome))
        .collect();
    let is_rare = |standing| matches!(standing, Standing::Stale | Standing::NoVerdict);
    Standing::ALL
        .into_iter()
        .filter(|standing| !is_rare(*standing) || found.contains(standing))
        .collect()
}

/// A rule's marks, each in its column.
fn row<'a>(
    text: &mut String,
    name: &str,
    width: usize,
    outcomes: impl Iterator<Item = Option<&'a Outcome>>,
) {
    text.push_str(name);
    // Before each mark rather than after it, so that no line ends in spaces.
    let mut space = width.saturating_sub(name.len()) + 1;
    for outcome in outcomes {
        match outcome.map(Standing::of).map(mark) {
            Some(Mark {
                text: shown, style, ..
            }) => {
                let _ = write!(text, "{:space$}{style}{shown}{style:#}", "");
                space = COLUMN - display_width(shown);
            }
            None => space += COLUMN,
        }
    }
    text.push('\n');
}

/// The recommendations for a group of rules, with the title of the first.
fn group_heading(group: &[Rule], recommendations: &[Recommendation]) -> String {
    let answered: Vec<&Recommendation> = recommendations
        .iter()
        .filter(|recommendation| {
            group
                .iter()
                .any(|rule| rule.recommendations.contains(&recommendation.id))
        })
        .collect();
    let ids: Vec<_> = answered
        .iter()
        .map(|answered| answered.id.as_str())
        .collect();
    let title = answered.first().map_or("", |first| first.title.as_str());
    format!("{}  {title}", ids.join(", "))
}

fn reason(lines: &mut String, rule: &Rule, outcome: &Outcome, width: usize) {
    let why = match outcome {
        Outcome::Error(reason) | Outcome::Stale(reason) => reason.clone(),
        Outcome::NoVerdict => Foreign::from("AWS Config holds no verdict"),
        Outcome::Verdict { annotation, .. } => annotation
            .clone()
            .unwrap_or_else(|| Foreign::from("the rule gave no reason")),
    };
    let _ = writeln!(lines, "{INDENT}{}", rule.name);
    let indent = INDENT.repeat(2);
    let _ = writeln!(lines, "{}", wrapped(why, width, &indent, &indent));
}

#[cfg(test)]
mod tests;
