use std::collections::BTreeMap;

use account::{AccountId, AccountKind, InvalidAccountId};
use jiff::Timestamp;
use local_aws::{Call, engine};
use rule_metadata::Rule;

use crate::foreign::Foreign;

/// An account that was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    /// The name in the organization; empty if unknown.
    pub(crate) name: Foreign,
    /// `None` if unknown.
    pub(crate) kind: Option<AccountKind>,
    /// The path of its organizational unit, such as `Workloads/Production`; empty for the root,
    /// `None` if unknown.
    pub(crate) unit: Option<Foreign>,
}

/// The rules' name for the local organization's kind.
pub(crate) fn kind(kind: local_aws::AccountKind) -> AccountKind {
    match kind {
        local_aws::AccountKind::Management => AccountKind::Management,
        local_aws::AccountKind::Member => AccountKind::Member,
        local_aws::AccountKind::Standalone => AccountKind::Standalone,
    }
}

/// The three verdicts that AWS Config takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compliance {
    Compliant,
    NonCompliant,
    NotApplicable,
}

impl Compliance {
    const ALL: [Self; 3] = [Self::Compliant, Self::NonCompliant, Self::NotApplicable];

    /// The name that AWS Config uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Compliant => "COMPLIANT",
            Self::NonCompliant => "NON_COMPLIANT",
            Self::NotApplicable => "NOT_APPLICABLE",
        }
    }

    /// By the name that AWS Config uses.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|compliance| compliance.name() == name)
    }
}

/// What [`Outcome::NoVerdict`] says, as a sentence.
pub(crate) const NO_VERDICT: &str = "AWS Config holds no verdict.";

/// The outcome of one rule in one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Verdict {
        compliance: Compliance,
        annotation: Option<Foreign>,
    },
    /// The rule could not be evaluated, and why.
    Error(Foreign),
    /// AWS Config's result is too old to count. It was this.
    Stale(Foreign),
    /// AWS Config has no result: the rule doesn't exist there, doesn't apply, or fails.
    NoVerdict,
}

impl Outcome {
    /// The verdict, or the word for having none, and the reason.
    pub(crate) fn told(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Verdict {
                compliance,
                annotation,
            } => (compliance.name(), annotation.as_ref().map(Foreign::raw)),
            Self::Error(reason) => ("ERROR", Some(reason.raw())),
            Self::Stale(reason) => ("STALE", Some(reason.raw())),
            Self::NoVerdict => ("NO_VERDICT", Some(NO_VERDICT)),
        }
    }

    pub(crate) fn of(outcome: engine::RunOutcome) -> Self {
        match outcome {
            engine::RunOutcome::Evaluation {
                compliance,
                annotation,
            } => match Compliance::named(&compliance) {
                Some(compliance) => Self::Verdict {
                    compliance,
                    annotation: annotation.map(Foreign::from),
                },
                None => Self::Error(format!("the rule reported `{compliance}`").into()),
            },
            engine::RunOutcome::Error {
                error_type,
                message,
            } => Self::Error(format!("{error_type}: {message}").into()),
        }
    }
}

/// One rule in one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) account: AccountId,
    /// The rule's name.
    pub(crate) rule: String,
    pub(crate) outcome: Outcome,
    /// The time that it is about; `None` if unknown.
    pub(crate) time: Option<Timestamp>,
    /// The IAM actions that the rule used, in order of first use; empty if unknown.
    pub(crate) calls: Vec<String>,
}

/// The ID of an account of the local organization, which has a type of its own.
pub(crate) fn id(id: &local_aws::AccountId) -> Result<AccountId, InvalidAccountId> {
    id.as_str().parse()
}

/// The call with which a rule reports.
const REPORTS: &str = "config:PutEvaluations";

impl Finding {
    /// The outcome of a run. A rule's last call, its report, reads nothing.
    pub(crate) fn of(run: engine::RuleRun) -> Result<Self, InvalidAccountId> {
        let mut calls: Vec<String> = Vec::new();
        for call in run.calls.iter().map(Call::action) {
            if call != REPORTS && !calls.contains(&call) {
                calls.push(call);
            }
        }
        Ok(Self {
            account: id(&run.account)?,
            rule: run.rule,
            outcome: Outcome::of(run.outcome),
            time: Some(run.created),
            calls,
        })
    }
}

/// Everything that was found, wherever it comes from: the content of every format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// Where it comes from, in a few words.
    pub(crate) source: Foreign,
    /// When it was made.
    pub(crate) time: Timestamp,
    /// The chosen rules, in the order of the recommendations.
    pub(crate) rules: Vec<Rule>,
    pub(crate) accounts: Vec<Account>,
    /// By account, then by rule.
    pub(crate) findings: Vec<Finding>,
    /// What was not evaluated.
    pub(crate) left_out: Vec<LeftOut>,
}

/// An account or a rule that was not evaluated, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftOut {
    pub(crate) what: Foreign,
    pub(crate) reason: Foreign,
}

/// The outcome of each rule in each account, for look-up.
#[derive(Debug)]
pub(crate) struct Outcomes<'a>(BTreeMap<(&'a AccountId, &'a str), &'a Outcome>);

impl<'a> Outcomes<'a> {
    /// `None` if the rule did not run in the account.
    pub(crate) fn get(&self, account: &AccountId, rule: &str) -> Option<&'a Outcome> {
        self.0.get(&(account, rule)).copied()
    }
}

impl Report {
    /// With escapes in its text, for a format without its own escapes.
    pub(crate) fn shown(&self) -> Self {
        let mut shown = self.clone();
        shown.source = shown.source.shown();
        for account in &mut shown.accounts {
            account.name = account.name.shown();
            account.unit = account.unit.as_ref().map(Foreign::shown);
        }
        for left_out in &mut shown.left_out {
            left_out.what = left_out.what.shown();
            left_out.reason = left_out.reason.shown();
        }
        for finding in &mut shown.findings {
            match &mut finding.outcome {
                Outcome::Error(text)
                | Outcome::Stale(text)
                | Outcome::Verdict {
                    annotation: Some(text),
                    ..
                } => *text = text.shown(),
                Outcome::Verdict {
                    annotation: None, ..
                }
                | Outcome::NoVerdict => {}
            }
        }
        shown
    }

    /// The outcomes by account and rule.
    pub(crate) fn outcomes(&self) -> Outcomes<'_> {
        Outcomes(
            self.findings
                .iter()
                .map(|finding| ((&finding.account, finding.rule.as_str()), &finding.outcome))
                .collect(),
        )
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| matches!(finding.outcome, Outcome::Error(_)))
    }

    pub(crate) fn has_stale(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| matches!(finding.outcome, Outcome::Stale(_)))
    }

    pub(crate) fn has(&self, wanted: Compliance) -> bool {
        self.findings.iter().any(|finding| {
            matches!(finding.outcome, Outcome::Verdict { compliance, .. } if compliance == wanted)
        })
    }
}
