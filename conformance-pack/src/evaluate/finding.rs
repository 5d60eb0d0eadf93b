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

impl Report {
    /// What came of a rule in an account, if the rule was run there.
    pub(super) fn outcome(&self, account: &AccountId, rule: &str) -> Option<&Outcome> {
        self.findings
            .iter()
            .find(|finding| finding.account == *account && finding.rule == rule)
            .map(|finding| &finding.outcome)
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
