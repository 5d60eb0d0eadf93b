use super::{Account, Compliance, Outcome, Report, finding::Outcomes};
use crate::project::Recommendation;

/// How an account stands by a rule, or by all rules for a recommendation: the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// A rule could not be evaluated.
    Error,
    NonCompliant,
    /// AWS Config holds a result that is too old to count.
    Stale,
    /// AWS Config holds nothing of a rule that was to be run.
    NoVerdict,
    Compliant,
    NotApplicable,
}

impl Standing {
    /// As people read them.
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

    /// An account by the worst of its verdicts; none where the recommendation doesn't speak of
    /// it, or no rule was run for it.
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
        rules
            .filter_map(|rule| outcomes.get(&account.id, &rule.name))
            .map(Self::of)
            .min()
    }
}
