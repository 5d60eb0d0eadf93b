//! The report for people: a table of rules and accounts, the reasons under it, and how
//! each recommendation stands.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use rule_metadata::{AccountKind, Rule};
use textwrap::core::display_width;

use super::finding::Outcomes;
use super::{Outcome, Report, Standing};
use crate::foreign::{Foreign, wrapped};
use crate::project::Recommendation;

const INDENT: &str = "  ";
/// The widest mark with a space before it.
const COLUMN: usize = 7;
const HEADING: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// What a cell shows of a standing.
struct Mark {
    text: &'static str,
    /// As a column's heading.
    heading: &'static str,
    meaning: &'static str,
    style: Style,
}

fn mark(standing: Standing) -> Mark {
    let (text, heading, meaning, style) = match standing {
        Standing::Compliant => ("✓ pass", "pass", "COMPLIANT", AnsiColor::Green.on_default()),
        Standing::NonCompliant => (
            "✗ FAIL",
            "FAIL",
            "NON_COMPLIANT",
            AnsiColor::Red.on_default().bold(),
        ),
        Standing::NotApplicable => ("- n/a", "n/a", "NOT_APPLICABLE", DIM),
        Standing::Error => (
            "! err",
            "err",
            "no verdict",
            AnsiColor::Yellow.on_default().bold(),
        ),
        Standing::NoVerdict => (
            "? none",
            "none",
            "nothing in AWS Config",
            AnsiColor::Yellow.on_default(),
        ),
    };
    Mark {
        text,
        heading,
        meaning,
        style,
    }
}

/// Renders a report for a terminal so many columns wide. The text has ANSI styles, for whoever
/// prints it to strip.
pub(super) fn render(report: &Report, recommendations: &[Recommendation], width: usize) -> String {
    let view = View {
        report,
        outcomes: report.outcomes(),
        shown: shown(report),
        recommendations,
        width,
    };
    let mut text = String::new();
    view.accounts(&mut text);
    view.verdicts(&mut text);
    legend(&mut text, &view.shown);
    view.reasons(&mut text, "Not compliant", Standing::NonCompliant);
    view.reasons(&mut text, "Could not be evaluated", Standing::Error);
    view.summary(&mut text);
    text
}

/// What is shown, and how wide.
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

    /// What is wrong with each account that has such a mark.
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

    /// How many accounts stand how by each recommendation.
    fn summary(&self, text: &mut String) {
        const COUNT: usize = 6;
        let names = self.width.saturating_sub(COUNT * self.shown.len());
        let _ = write!(text, "\n{HEADING}{:<names$}", "Accounts by recommendation");
        for standing in &self.shown {
            let _ = write!(text, "{:>COUNT$}", mark(*standing).heading);
        }
        let _ = writeln!(text, "{HEADING:#}");
        for recommendation in self.recommendations {
            let standings = self.standings(recommendation);
            if standings.is_empty() {
                continue;
            }
            let name = format!("{:<6}  {}", recommendation.id, recommendation.title);
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

    /// Each account that the recommendation speaks of.
    fn standings(&self, recommendation: &Recommendation) -> Vec<Standing> {
        self.report
            .accounts
            .iter()
            .filter_map(|account| {
                Standing::by_recommendation(self.report, &self.outcomes, account, recommendation)
            })
            .collect()
    }
}

/// All but what only AWS Config's own results have, where there is none of it.
fn shown(report: &Report) -> Vec<Standing> {
    let has_none = report
        .findings
        .iter()
        .any(|finding| finding.outcome == Outcome::NoVerdict);
    Standing::ALL
        .into_iter()
        .filter(|standing| has_none || *standing != Standing::NoVerdict)
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
    // Before each mark and not after it, so that no line ends in spaces.
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

fn legend(text: &mut String, shown: &[Standing]) {
    let marks: Vec<_> = shown
        .iter()
        .map(|standing| {
            let Mark {
                text,
                meaning,
                style,
                ..
            } = mark(*standing);
            format!("{style}{text}{style:#} {meaning}")
        })
        .collect();
    let _ = writeln!(text, "\n{}", marks.join("  "));
}

/// The recommendations that the rules of a group answer, with the title of the first.
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
        Outcome::Error(message) => message.clone(),
        Outcome::NoVerdict => Foreign::from("AWS Config holds no verdict"),
        Outcome::Verdict { annotation, .. } => annotation
            .clone()
            .unwrap_or_else(|| Foreign::from("the rule gave no reason")),
    };
    let _ = writeln!(lines, "{INDENT}{}", rule.name);
    let indent = INDENT.repeat(2);
    let _ = writeln!(lines, "{}", wrapped(why, width, &indent, &indent));
}

/// At most so many columns of a text without styles.
fn shortened(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for letter in text.chars() {
        if display_width(&short) + display_width(letter.encode_utf8(&mut [0; 4])) >= width {
            break;
        }
        short.push(letter);
    }
    short + "…"
}

#[cfg(test)]
mod tests {
    use local_aws::AccountId;

    use super::*;
    use crate::project::Group;
    use crate::report::{Account, Compliance, Finding};

    fn rule(name: &str, recommendations: &[&str]) -> Rule {
        let text = format!(
            "title = 'A rule'\ndescription = 'A rule'\nrecommendations = {recommendations:?}\n\
             kinds = ['management', 'member']\nfrequency = 'Six_Hours'\nseverity = 'low'\n\
             timeout = 60\n"
        );
        Rule::parse(name, &text).unwrap()
    }

    fn recommendation(id: &str, group: Group, title: &str) -> Recommendation {
        Recommendation {
            id: id.to_owned(),
            group,
            title: title.to_owned(),
            points: Vec::new(),
            source: "https://docs.aws.amazon.com/".to_owned(),
        }
    }

    fn recommendations() -> Vec<Recommendation> {
        vec![
            recommendation("MGMT-3", Group::Management, "MFA on the root user"),
            recommendation("MBR-3", Group::Member, "MFA on the root user"),
            recommendation("IAM-1", Group::Added, "No root access keys"),
        ]
    }

    fn rules() -> Vec<Rule> {
        vec![
            rule("root-mfa-enabled", &["MGMT-3", "MBR-3"]),
            rule("root-mfa-hardware", &["MGMT-3", "MBR-3"]),
            rule("root-access-keys-absent", &["IAM-1"]),
        ]
    }

    fn verdict(compliance: Compliance, annotation: &str) -> Outcome {
        Outcome::Verdict {
            compliance,
            annotation: Some(annotation.into()),
        }
    }

    /// Accounts 111111111111 (management), 222222222222 … with these outcomes by rule.
    fn report(outcomes: &[[Outcome; 3]]) -> Report {
        let mut report = Report {
            source: "a test".into(),
            time: jiff::Timestamp::UNIX_EPOCH,
            rules: rules(),
            accounts: Vec::new(),
            findings: Vec::new(),
        };
        for (index, outcomes) in outcomes.iter().enumerate() {
            let id: AccountId = (index + 1).to_string().repeat(12)[..12].parse().unwrap();
            let kind = match index {
                0 => AccountKind::Management,
                _ => AccountKind::Member,
            };
            for (rule, outcome) in rules().iter().zip(outcomes) {
                report.findings.push(Finding {
                    account: id.clone(),
                    rule: rule.name.clone(),
                    outcome: outcome.clone(),
                    time: None,
                    calls: Vec::new(),
                });
            }
            report.accounts.push(Account {
                name: format!("Account {}", index + 1).into(),
                kind: Some(kind),
                unit: None,
                id,
            });
        }
        report
    }

    fn plain(report: &Report, width: usize) -> String {
        let text = render(report, &recommendations(), width);
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn verdicts_reasons_and_standings_are_shown() {
        let fine = || verdict(Compliance::Compliant, "Fine.");
        let long = "The root user has a virtual MFA device. See /root-credential-rules/a-path and \
                    assign a hardware device in its place.";
        let text = plain(
            &report(&[
                [fine(), verdict(Compliance::NonCompliant, long), fine()],
                [
                    verdict(Compliance::NotApplicable, "No credentials."),
                    Outcome::Error("AccessDenied: iam:GetAccountSummary".into()),
                    fine(),
                ],
            ]),
            60,
        );
        let expected = "\
Accounts
  1  111111111111  management  Account 1
  2  222222222222  member      Account 2

Verdicts by account       1      2
MGMT-3, MBR-3  MFA on the root user
  root-mfa-enabled        ✓ pass - n/a
  root-mfa-hardware       ✗ FAIL ! err
IAM-1  No root access keys
  root-access-keys-absent ✓ pass ✓ pass

✓ pass COMPLIANT  ✗ FAIL NON_COMPLIANT  - n/a NOT_APPLICABLE  ! err no verdict

Not compliant

1  111111111111  Account 1
  root-mfa-hardware
    The root user has a virtual MFA device. See
    /root-credential-rules/a-path and assign a hardware
    device in its place.

Could not be evaluated

2  222222222222  Account 2
  root-mfa-hardware
    AccessDenied: iam:GetAccountSummary

Accounts by recommendation            pass  FAIL   n/a   err
MGMT-3  MFA on the root user             0     1     0     0
MBR-3   MFA on the root user             0     0     0     1
IAM-1   No root access keys              2     0     0     0
";
        assert_eq!(text, expected);
    }

    #[test]
    fn accounts_that_do_not_fit_beside_each_other_stand_below() {
        let fine = || verdict(Compliance::Compliant, "Fine.");
        let outcomes: Vec<_> = (0..9).map(|_| [fine(), fine(), fine()]).collect();
        let text = plain(&report(&outcomes), 80);
        let headers: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with("Verdicts by account"))
            .map(|line| {
                line.split_whitespace()
                    .skip(3)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        assert_eq!(headers, ["1 2 3 4 5 6 7", "8 9"]);
        for line in text.lines() {
            assert!(display_width(line) <= 80, "{line}");
            assert_eq!(line, line.trim_end());
        }
    }

    #[test]
    fn a_long_text_is_shortened_by_columns() {
        for (text, width, expected) in [
            ("abc", 3, "abc"),
            ("abcd", 3, "ab…"),
            ("日本語", 4, "日…"),
            ("", 0, ""),
        ] {
            assert_eq!(shortened(text, width), expected);
        }
    }
}
