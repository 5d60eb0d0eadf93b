//! Many accounts: what needs action and no more, the worst first, with counts.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;
use rule_metadata::{Rule, Severity};

use super::mark::mark;
use super::shortened::shortened;
use crate::foreign::{Foreign, wrapped};
use crate::report::reasons::reasons;
use crate::report::{Account, Outcome, Report, Standing};

/// More don't fit beside each other.
pub(super) const MANY: usize = 20;
/// The most lines about accounts, and accounts in a line about a rule.
const MOST: usize = 25;
const NAMED: usize = 3;
const INDENT: &str = "  ";
const HEADING: Style = Style::new().bold();
/// Account id, worst severity and two counts with what is between them.
const BESIDE_NAME: usize = 46;

/// What is wrong with an account.
struct Trouble<'a> {
    account: &'a Account,
    failed: usize,
    errors: usize,
    /// Of the rules that it fails.
    worst: Option<Severity>,
}

pub(super) fn render(report: &Report, width: usize) -> String {
    let rules: BTreeMap<&str, &Rule> = report
        .rules
        .iter()
        .map(|rule| (rule.name.as_str(), rule))
        .collect();
    let mut text = String::new();
    accounts(&mut text, report, &rules, width);
    failures(&mut text, report, width);
    unknown(
        &mut text,
        report,
        width,
        "Could not be evaluated",
        Standing::Error,
    );
    unknown(&mut text, report, width, "Stale", Standing::Stale);
    text
}

fn accounts(text: &mut String, report: &Report, rules: &BTreeMap<&str, &Rule>, width: usize) {
    let mut troubles: BTreeMap<_, Trouble<'_>> = report
        .accounts
        .iter()
        .map(|account| {
            let trouble = Trouble {
                account,
                failed: 0,
                errors: 0,
                worst: None,
            };
            (&account.id, trouble)
        })
        .collect();
    for finding in &report.findings {
        let Some(trouble) = troubles.get_mut(&finding.account) else {
            continue;
        };
        match Standing::of(&finding.outcome) {
            Standing::NonCompliant => {
                trouble.failed += 1;
                let severity = rules.get(finding.rule.as_str()).map(|rule| rule.severity);
                trouble.worst = trouble.worst.max(severity);
            }
            Standing::Error | Standing::Stale => trouble.errors += 1,
            _ => {}
        }
    }
    let mut troubles: Vec<_> = troubles
        .into_values()
        .filter(|trouble| trouble.failed + trouble.errors > 0)
        .collect();
    troubles.sort_by_key(|trouble| {
        (
            Reverse(trouble.worst),
            Reverse(trouble.failed),
            Reverse(trouble.errors),
            &trouble.account.id,
        )
    });
    let (all, wrong) = (report.accounts.len(), troubles.len());
    let _ = writeln!(
        text,
        "{HEADING}{all} accounts, {wrong} of which need action{HEADING:#}"
    );
    if wrong == 0 {
        return;
    }
    let names = width.saturating_sub(BESIDE_NAME);
    let _ = writeln!(
        text,
        "\n{HEADING}{INDENT}{:<12}  {:<names$}  {:<8}  {:>6}  {:>6}{HEADING:#}",
        "Account", "Name", "Worst", "FAIL", "err"
    );
    for trouble in troubles.iter().take(MOST) {
        let name = shortened(&trouble.account.name.to_string(), names);
        let padding = names.saturating_sub(textwrap::core::display_width(&name));
        let _ = writeln!(
            text,
            "{INDENT}{}  {name}{:padding$}  {:<8}  {:>6}  {:>6}",
            trouble.account.id,
            "",
            trouble.worst.map_or("", Severity::name),
            trouble.failed,
            trouble.errors
        );
    }
    if wrong > MOST {
        let more = wrong - MOST;
        let _ = writeln!(
            text,
            "{INDENT}… and {more} more: see --all, or --format html"
        );
    }
}

/// The rules that accounts fail: the most severe first, then those that most accounts fail.
fn failures(text: &mut String, report: &Report, width: usize) {
    let mut failed: Vec<_> = report
        .rules
        .iter()
        .filter_map(|rule| {
            let of_rule = report.findings.iter().filter(|finding| {
                finding.rule == rule.name
                    && Standing::of(&finding.outcome) == Standing::NonCompliant
            });
            let of_rule: Vec<_> = of_rule.collect();
            (!of_rule.is_empty()).then_some((rule, of_rule))
        })
        .collect();
    failed.sort_by_key(|(rule, of_rule)| (Reverse(rule.severity), Reverse(of_rule.len())));
    if failed.is_empty() {
        return;
    }
    let style = mark(Standing::NonCompliant).style;
    let _ = writeln!(text, "\n{style}Not compliant{style:#}");
    for (rule, of_rule) in failed {
        let title = format!(
            "{}  {}  {} of {} accounts",
            rule.name,
            rule.severity.name(),
            of_rule.len(),
            judged(report, rule)
        );
        let _ = writeln!(text, "\n{}", shortened(&title, width));
        let named: Vec<_> = of_rule
            .iter()
            .take(NAMED)
            .map(|finding| finding.account.as_str())
            .collect();
        let more = if of_rule.len() > NAMED { " …" } else { "" };
        let _ = writeln!(text, "{INDENT}{}{more}", named.join(" "));
        if let Some(Outcome::Verdict {
            annotation: Some(annotation),
            ..
        }) = of_rule.first().map(|finding| &finding.outcome)
        {
            let lines = wrapped(annotation.clone(), width, INDENT, INDENT);
            let _ = writeln!(text, "{lines}");
        }
    }
}

/// In how many accounts a rule was run.
fn judged(report: &Report, rule: &Rule) -> usize {
    let findings = report.findings.iter();
    findings.filter(|finding| finding.rule == rule.name).count()
}

/// Why there is no verdict, each reason once.
fn unknown(text: &mut String, report: &Report, width: usize, heading: &str, standing: Standing) {
    let reasons = reasons(&report.findings, standing);
    if reasons.is_empty() {
        return;
    }
    let style = mark(standing).style;
    let _ = writeln!(text, "\n{style}{heading}{style:#}");
    for reason in reasons {
        let told: Foreign = format!("{} accounts: {}", reason.accounts, reason.text.raw()).into();
        let _ = writeln!(text, "\n{}", wrapped(told, width, "", INDENT));
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rule_metadata::AccountKind;
    use textwrap::core::display_width;

    use super::*;
    use crate::report::{Compliance, Finding};

    fn rule(name: &str, severity: &str) -> Rule {
        let text = format!(
            "title = 'A rule'\ndescription = 'A rule'\nrecommendations = ['MBR-1']\n\
             kinds = ['member']\nfrequency = 'Six_Hours'\nseverity = '{severity}'\ntimeout = 60\n"
        );
        Rule::parse(name, &text).unwrap()
    }

    /// Every hundredth account fails the critical rule, every tenth the other; every thousandth
    /// can't be read.
    fn report(accounts: u64) -> Report {
        let account = |number: u64| Account {
            id: format!("{number:012}").parse().unwrap(),
            name: format!("An account with a name that is long, number {number}").into(),
            kind: Some(AccountKind::Member),
            unit: None,
        };
        let finding = |number: u64, rule: &str, fails: bool| {
            let compliance = if fails {
                Compliance::NonCompliant
            } else {
                Compliance::Compliant
            };
            Finding {
                account: format!("{number:012}").parse().unwrap(),
                rule: rule.to_owned(),
                outcome: if number.is_multiple_of(1_000) {
                    Outcome::Error(format!("denied in {number:012}").into())
                } else {
                    Outcome::Verdict {
                        compliance,
                        annotation: Some(format!("It is so in {number}.").into()),
                    }
                },
                time: None,
                calls: Vec::new(),
            }
        };
        let findings = (1..=accounts).flat_map(|number| {
            [
                finding(number, "low-rule", number.is_multiple_of(10)),
                finding(number, "critical-rule", number.is_multiple_of(100)),
            ]
        });
        Report {
            left_out: Vec::new(),
            source: "a test".into(),
            time: Timestamp::UNIX_EPOCH,
            rules: vec![rule("low-rule", "low"), rule("critical-rule", "critical")],
            accounts: (1..=accounts).map(account).collect(),
            findings: findings.collect(),
        }
    }

    #[test]
    fn what_needs_action_comes_worst_first() {
        let text = anstream::adapter::strip_str(&render(&report(110), 80)).to_string();
        let expected = "\
110 accounts, 11 of which need action

  Account       Name                                Worst       FAIL     err
  000000000100  An account with a name that is lo…  critical       2       0
  000000000010  An account with a name that is lo…  low            1       0
";
        assert!(text.starts_with(expected), "{text}");
        let expected = "
Not compliant

critical-rule  critical  1 of 110 accounts
  000000000100
  It is so in 100.

low-rule  low  11 of 110 accounts
  000000000010 000000000020 000000000030 …
  It is so in 10.
";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn ten_thousand_accounts_fit_on_a_screen_or_two() {
        let text = anstream::adapter::strip_str(&render(&report(10_000), 80)).to_string();
        assert!(text.lines().count() < 60, "{text}");
        for line in text.lines() {
            assert!(display_width(line) <= 80, "{line}");
            assert_eq!(line, line.trim_end());
        }
        for expected in [
            "10000 accounts, 1000 of which need action",
            "… and 975 more",
            "critical-rule  critical  90 of 10000 accounts",
            "10 accounts: denied in <account>",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }

    #[test]
    fn where_all_is_well_nothing_else_is_said() {
        let text = render(&report(9), 80);
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "9 accounts, 0 of which need action\n"
        );
    }
}
