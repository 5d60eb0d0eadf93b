use account::AccountId;

use super::*;
use crate::project::{Group, Requirement};
use crate::report::{Account, Compliance, Finding, LeftOut};

fn rule(name: &str, recommendations: &[&str], requirements: &[&str]) -> Rule {
    let text = format!(
        "title = 'A rule'\ndescription = 'A rule'\nrecommendations = {recommendations:?}\n\
         frameworks = [{{ source = 'a-source', requirements = {requirements:?} }}]\n\
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
        rule("root-mfa-enabled", &["MGMT-3", "MBR-3"], &["cis-5.0/1.4"]),
        rule(
            "root-mfa-hardware",
            &["MGMT-3", "MBR-3"],
            &["cis-5.0/1.5", "nist-800-53-r5/IA-2(6)"],
        ),
        rule("root-access-keys-absent", &["IAM-1"], &["cis-5.0/1.3"]),
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
        left_out: Vec::new(),
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
    let text = render(report, &recommendations(), None, width, false);
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
fn what_was_not_evaluated_is_listed() {
    let fine = || verdict(Compliance::Compliant, "Fine.");
    let mut report = report(&[[fine(), fine(), fine()]]);
    report.left_out.push(LeftOut {
        what: "222222222222  Account 2".into(),
        reason: "the account is suspended: AWS lets nobody use it".into(),
    });
    let text = plain(&report, 40);
    let expected = "
Not evaluated

222222222222  Account 2
  the account is suspended: AWS lets
  nobody use it
";
    assert!(text.contains(expected), "{text}");
}

/// Of many accounts only what needs action, unless all is asked for.
#[test]
fn many_accounts_run_down() {
    let fine = || verdict(Compliance::Compliant, "Fine.");
    let mut all = report(&[[fine(), fine(), fine()]]);
    let account = all.accounts[0].clone();
    all.accounts = vec![account; MANY + 1];
    let short = plain(&all, 80);
    assert!(
        short.starts_with("21 accounts, 0 of which need action\n"),
        "{short}"
    );
    assert!(short.contains("Accounts by recommendation"), "{short}");
    let text = render(&all, &recommendations(), None, 80, true);
    assert!(text.contains("Verdicts by account"), "{text}");
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

#[test]
fn a_framework_is_totalled_by_its_requirements() {
    let requirement = |id: &str, title: &str| Requirement {
        id: id.to_owned(),
        title: title.to_owned(),
        beyond: String::new(),
    };
    let framework = Framework {
        id: "cis-5.0".to_owned(),
        title: "CIS 5.0.0".to_owned(),
        by: "CIS".to_owned(),
        requirements: vec![
            requirement("1.4", "MFA"),
            requirement("1.5", "Hardware MFA"),
            requirement("1.13", "Nothing of ours"),
        ],
    };
    let fine = || verdict(Compliance::Compliant, "Fine.");
    let bad = || verdict(Compliance::NonCompliant, "Bad.");
    let report = report(&[[fine(), bad(), fine()], [fine(), fine(), bad()]]);
    let text = render(&report, &recommendations(), Some(&framework), 80, false);
    let text = anstream::adapter::strip_str(&text).to_string();
    let (_, totals) = text.split_once("\nCIS 5.0.0").unwrap();
    let lines: Vec<Vec<&str>> = totals
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        lines,
        [
            vec!["pass", "FAIL", "n/a", "err"],
            vec!["1.4", "MFA", "2", "0", "0", "0"],
            vec!["1.5", "Hardware", "MFA", "1", "1", "0", "0"],
        ]
    );
    assert!(!text.contains("Accounts by recommendation"));
}
