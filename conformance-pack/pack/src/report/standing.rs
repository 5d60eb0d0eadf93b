use rule_metadata::Rule;

use super::{Account, Compliance, Outcome, Report, finding::Outcomes};
use crate::project::{Framework, Recommendation, Requirement};

/// An account's standing for a rule, or for all rules of a recommendation, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// A rule could not be evaluated.
    Error,
    NonCompliant,
    /// AWS Config has a result that is too old to count.
    Stale,
    /// AWS Config has no result for a rule that should run.
    NoVerdict,
    Compliant,
    NotApplicable,
}

impl Standing {
    /// In reading order.
    pub(crate) const ALL: [Self; 6] = [
        Self::Compliant,
        Self::NonCompliant,
        Self::NotApplicable,
        Self::Error,
        Self::Stale,
        Self::NoVerdict,
    ];

    pub(crate) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Error(_) => Self::Error,
            Outcome::Stale(_) => Self::Stale,
            Outcome::NoVerdict => Self::NoVerdict,
            Outcome::Verdict { compliance, .. } => match compliance {
                Compliance::Compliant => Self::Compliant,
                Compliance::NonCompliant => Self::NonCompliant,
                Compliance::NotApplicable => Self::NotApplicable,
            },
        }
    }

    /// An account by the worst of its verdicts. `None` if the recommendation isn't about it, or no
    /// rule ran for it.
    pub(crate) fn by_recommendation(
        report: &Report,
        outcomes: &Outcomes<'_>,
        account: &Account,
        recommendation: &Recommendation,
    ) -> Option<Self> {
        let concerned = account
            .kind
            .is_none_or(|kind| recommendation.group.concerns(kind));
        let rules = report
            .rules
            .iter()
            .filter(|rule| concerned && rule.recommendations.contains(&recommendation.id));
        Self::worst(outcomes, account, rules)
    }

    /// An account by the worst verdict of the rules that are evidence for a requirement; none
    /// where no such rule was run for it.
    pub(crate) fn by_requirement(
        report: &Report,
        outcomes: &Outcomes<'_>,
        account: &Account,
        framework: &Framework,
        requirement: &Requirement,
    ) -> Option<Self> {
        let rules = report
            .rules
            .iter()
            .filter(|rule| framework.is_evidence(rule, requirement));
        Self::worst(outcomes, account, rules)
    }

    fn worst<'a>(
        outcomes: &Outcomes<'_>,
        account: &Account,
        rules: impl Iterator<Item = &'a Rule>,
    ) -> Option<Self> {
        rules
            .filter_map(|rule| outcomes.get(&account.id, &rule.name))
            .map(Self::of)
            .min()
    }
}
