//! Reports for which there is no real organization: a very large one, and one whose names and
//! reasons attack the page. The test command opens them in a browser.

use std::env;
use std::fs;
use std::path::Path;

use account::AccountId;
use jiff::{SignedDuration, Timestamp};
use rule_metadata::{AccountKind, Rule};

use super::render;
use crate::project::{Catalogue, Project};
use crate::report::{Account, Compliance, Finding, Outcome, Report};

const LARGE: u64 = 10_000;

#[test]
#[ignore = "writes into the folder that REPORTS names, for the browser"]
fn pages_for_the_browser() {
    let folder = env::var_os("REPORTS").unwrap();
    let catalogue = Project::find().unwrap().catalogue().unwrap();
    for (name, report) in [
        ("large", large(&catalogue)),
        ("hostile", hostile(&catalogue)),
    ] {
        let page = render(&report, &catalogue, &[]).unwrap();
        fs::write(Path::new(&folder).join(format!("{name}.html")), page).unwrap();
    }
}

fn rules(catalogue: &Catalogue) -> Vec<Rule> {
    catalogue
        .rules
        .iter()
        .map(|documented| documented.rule.clone())
        .collect()
}

fn start() -> Timestamp {
    "2026-11-01T06:00:00Z".parse().unwrap()
}

fn account(number: u64, name: String, unit: String) -> Account {
    let id: AccountId = format!("{:012}", 100_000_000_000 + number).parse().unwrap();
    let kind = match number {
        0 => AccountKind::Management,
        _ => AccountKind::Member,
    };
    Account {
        id,
        name: name.into(),
        kind: Some(kind),
        unit: Some(unit.into()),
    }
}

/// Every rule in every account, with the outcome that `judge` returns for their indexes.
fn report(
    catalogue: &Catalogue,
    accounts: Vec<Account>,
    judge: impl Fn(u64, u64, &Rule) -> Outcome,
) -> Report {
    let rules = rules(catalogue);
    let mut findings = Vec::new();
    for (account, number) in accounts.iter().zip(0_u64..) {
        for (rule, place) in rules.iter().zip(0_u64..) {
            let seconds = i64::try_from(number * 2 + place / 11).unwrap();
            findings.push(Finding {
                account: account.id.clone(),
                rule: rule.name.clone(),
                outcome: judge(number, place, rule),
                time: Some(start() + SignedDuration::from_secs(seconds)),
                calls: rule.permissions.own.clone(),
            });
        }
    }
    Report {
        left_out: Vec::new(),
        source: "A made-up organization".into(),
        time: start() + SignedDuration::from_hours(6),
        rules,
        accounts,
        findings,
    }
}

fn verdict(compliance: Compliance, annotation: String) -> Outcome {
    Outcome::Verdict {
        compliance,
        annotation: Some(annotation.into()),
    }
}

/// 10,000 accounts, one in twenty findings not compliant, with reasons that differ by day.
fn large(catalogue: &Catalogue) -> Report {
    let accounts = (0..LARGE)
        .map(|number| {
            let team = number % 40;
            let stage = ["Production", "Staging"][usize::from(number % 3 == 0)];
            account(
                number,
                format!("Team {team} service {number}"),
                format!("Workloads/Team {team}/{stage}"),
            )
        })
        .collect();
    report(catalogue, accounts, |account, place, rule| {
        // Spread evenly, and the same each time.
        let draw = (account * 7_919 + place * 104_729).wrapping_mul(2_654_435_761) % 1_000;
        let day = draw % 90 + 1;
        if !rule.applies_to(AccountKind::Member) && account > 0 {
            verdict(
                Compliance::NotApplicable,
                "This is a member account; the rule is for others.".to_owned(),
            )
        } else if draw < 2 {
            Outcome::Error("Unreadable: the service did not answer in time".into())
        } else if draw < 50 {
            verdict(
                Compliance::NonCompliant,
                format!("{}: last seen {day} days ago. Put it right.", rule.title),
            )
        } else if draw < 150 {
            verdict(
                Compliance::NotApplicable,
                "The root user has no credentials.".to_owned(),
            )
        } else {
            verdict(
                Compliance::Compliant,
                format!("Found in order, {day} days after the last change."),
            )
        }
    })
}

fn hostile(catalogue: &Catalogue) -> Report {
    let names = [
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "line\u{2028}and\u{2029}paragraph",
        "{{data}} ${alert(1)} <!--",
        "\"'` onmouseover=alert(1) \\u003cb\\u003e",
        "]]> --> </template></body> &lt;b&gt; \u{202e}desrever\u{1b}[31m",
    ];
    let accounts = (0..)
        .zip(names)
        .map(|(number, name)| account(number, name.to_owned(), format!("{name}/Unit")))
        .collect();
    let mut report = report(catalogue, accounts, |_, _, _| {
        verdict(
            Compliance::NonCompliant,
            "</script><!-- <script>alert(2)</script> \u{2028} <img src=x onerror=alert(2)>"
                .to_owned(),
        )
    });
    report.source = "</title><script>alert(3)</script>".into();
    report
}

#[test]
fn no_text_of_a_report_leaves_its_place() {
    let catalogue = Project::find().unwrap().catalogue().unwrap();
    let page = render(&hostile(&catalogue), &catalogue, &[]).unwrap();
    let plain = render(&harmless(&catalogue), &catalogue, &[]).unwrap();
    for tag in ["<script", "</script", "<img", "<template", "<!--"] {
        let count = |page: &str| page.matches(tag).count();
        assert_eq!(count(&page), count(&plain), "{tag}");
    }
    assert!(!page.contains(['\u{2028}', '\u{2029}', '\u{1b}', '\u{202e}']));
}

fn harmless(catalogue: &Catalogue) -> Report {
    let accounts = vec![account(0, "An account".to_owned(), String::new())];
    report(catalogue, accounts, |_, _, _| {
        verdict(Compliance::Compliant, "Fine.".to_owned())
    })
}
