use std::collections::BTreeMap;

use local_config::{AccountId, engine};
use rule_metadata::AccountKind;

/// An account that the pack was run for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) id: AccountId,
    /// As the organization calls it; empty where that isn't known.
    pub(super) name: String,
    /// None where it isn't known.
    pub(super) kind: Option<AccountKind>,
}

/// The rules' word for what the local organization calls its own.
pub(super) fn kind(kind: local_config::AccountKind) -> AccountKind {
    match kind {
        local_config::AccountKind::Management => AccountKind::Management,
        local_config::AccountKind::Member => AccountKind::Member,
        local_config::AccountKind::Standalone => AccountKind::Standalone,
    }
}

/// The three verdicts that AWS Config takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compliance {
    Compliant,
    NonCompliant,
    NotApplicable,
}

impl Compliance {
    const ALL: [Self; 3] = [Self::Compliant, Self::NonCompliant, Self::NotApplicable];

    /// AWS Config's own name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Compliant => "COMPLIANT",
            Self::NonCompliant => "NON_COMPLIANT",
            Self::NotApplicable => "NOT_APPLICABLE",
        }
    }
}

/// What came of one rule in one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Verdict {
        compliance: Compliance,
        annotation: Option<String>,
    },
    /// The rule could not be evaluated, and why.
    Error(String),
}

impl Outcome {
    pub(super) fn of(outcome: engine::Outcome) -> Self {
        match outcome {
            engine::Outcome::Evaluation {
                compliance,
                annotation,
            } => match Compliance::ALL.into_iter().find(|c| c.name() == compliance) {
                Some(compliance) => Self::Verdict {
                    compliance,
                    annotation,
                },
                None => Self::Error(format!("the rule reported `{compliance}`")),
            },
            engine::Outcome::Error {
                error_type,
                message,
            } => Self::Error(format!("{error_type}: {message}")),
        }
    }
}

/// One rule in one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) account: AccountId,
    /// The rule's name.
    pub(super) rule: String,
    pub(super) outcome: Outcome,
}

/// All that a run of the pack found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) accounts: Vec<Account>,
    /// By account, then by rule.
    pub(super) findings: Vec<Finding>,
}

/// What came of each rule in each account, to be looked up.
#[derive(Debug)]
pub(super) struct Outcomes<'a>(BTreeMap<(&'a AccountId, &'a str), &'a Outcome>);

impl<'a> Outcomes<'a> {
    /// None if the rule was not run in the account.
    pub(super) fn get(&self, account: &'a AccountId, rule: &'a str) -> Option<&'a Outcome> {
        self.0.get(&(account, rule)).copied()
    }
}

impl Report {
    /// The outcomes by account and rule.
    pub(super) fn outcomes(&self) -> Outcomes<'_> {
        Outcomes(
            self.findings
                .iter()
                .map(|finding| ((&finding.account, finding.rule.as_str()), &finding.outcome))
                .collect(),
        )
    }

    pub(super) fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| matches!(finding.outcome, Outcome::Error(_)))
    }

    pub(super) fn has(&self, wanted: Compliance) -> bool {
        self.findings.iter().any(|finding| {
            matches!(finding.outcome, Outcome::Verdict { compliance, .. } if compliance == wanted)
        })
    }
}
