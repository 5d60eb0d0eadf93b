//! The report as test results: a suite for each account, a case for each rule.

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::finding::{Account, Compliance, NO_VERDICT, Outcome, Report};
use crate::error::PackError;
use crate::foreign::Foreign;

/// For continuous integration. NON_COMPLIANT is a failure, NOT_APPLICABLE and no verdict are a
/// skipped test, a rule that could not be evaluated and a stale result are an error. Characters
/// that XML can't hold are escaped: one odd character must not break the file.
pub(super) fn render(report: &Report) -> Result<String, PackError> {
    let outcomes = report.outcomes();
    let mut suites = Suites::new("Root user credentials");
    for account in &report.accounts {
        let mut suite = TestSuite::new(title(account));
        for rule in &report.rules {
            if let Some(outcome) = outcomes.get(&account.id, &rule.name) {
                let mut case = TestCase::new(rule.name.as_str(), status(outcome));
                case.set_classname(account.id.as_str());
                suite.add_test_case(case);
            }
        }
        suites.add_test_suite(suite);
    }
    suites.to_string().map_err(|error| PackError::Render {
        format: "JUnit XML",
        message: error.to_string(),
    })
}

fn title(account: &Account) -> String {
    if account.name.is_empty() {
        account.id.to_string()
    } else {
        format!("{} ({})", account.name, account.id)
    }
}

fn status(outcome: &Outcome) -> TestCaseStatus {
    match outcome {
        Outcome::Verdict {
            compliance,
            annotation,
        } => {
            let mut status = match compliance {
                Compliance::Compliant => return TestCaseStatus::success(),
                Compliance::NonCompliant => TestCaseStatus::non_success(NonSuccessKind::Failure),
                Compliance::NotApplicable => TestCaseStatus::skipped(),
            };
            status.set_type(compliance.name());
            match annotation {
                Some(annotation) => with(status, annotation),
                None => status,
            }
        }
        Outcome::Error(message) => {
            with(TestCaseStatus::non_success(NonSuccessKind::Error), message)
        }
        Outcome::Stale(reason) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_type("STALE");
            with(status, reason)
        }
        Outcome::NoVerdict => with(TestCaseStatus::skipped(), &NO_VERDICT.into()),
    }
}

fn with(mut status: TestCaseStatus, message: &Foreign) -> TestCaseStatus {
    status.set_message(message.to_string());
    status
}
