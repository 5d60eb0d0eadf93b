//! The smallest reason why the root user isn't denied everything.

use crate::action::is_every_action;
use crate::condition::{RootUser, Truth};
use crate::coverage::Gap;
use crate::document::{Element, Policy, Statement};
use crate::evaluate::{Level, is_every_resource};
use crate::verdict::{Attachment, Reason, Shortfall};

/// A `Deny` statement, where it is, and for how many of the root user's requests it applies.
pub(crate) struct Located<'a> {
    pub(crate) level: &'a Level,
    pub(crate) policy: &'a Policy,
    pub(crate) statement: &'a Statement,
    pub(crate) applies: Truth,
}

impl Located<'_> {
    pub(crate) fn attachment(&self) -> Attachment {
        attachment(self.level, self.policy)
    }

    /// Whether it is an attempt at the root user. A denial of some actions to everyone, outside
    /// some Regions, or to some role, is an ordinary guardrail.
    fn is_about_root(&self, shortfalls: &[Shortfall]) -> bool {
        use Shortfall::{Condition, ExemptedActions, ExemptedResources};
        match shortfalls {
            [] => false,
            [ExemptedActions(_) | ExemptedResources(_) | Condition { .. }] => true,
            _ => {
                let mut conditions = self.statement.conditions.iter();
                conditions.any(|condition| condition.mentions_root_user())
            }
        }
    }

    /// What it leaves to the root user, the smallest first.
    fn shortfalls(&self, root: &RootUser, gap: &Gap) -> Vec<Shortfall> {
        let mut shortfalls = self.of_conditions(root);
        if self.applies != Truth::Never {
            shortfalls.extend(self.of_actions(gap));
            shortfalls.extend(self.of_resources(gap));
        }
        shortfalls.sort_by_key(Shortfall::rank);
        shortfalls
    }

    /// Those that never hold, if there are any: the others make no difference then.
    fn of_conditions(&self, root: &RootUser) -> Vec<Shortfall> {
        let conditions = self.statement.conditions.iter();
        let shortfalls = conditions.filter_map(|condition| {
            let (operator, key) = (condition.operator.clone(), condition.key.clone());
            match root.condition(condition, self.statement.variables) {
                Truth::Sometimes if self.applies != Truth::Never => {
                    Some(Shortfall::Condition { operator, key })
                }
                Truth::Never => Some(Shortfall::ConditionNeverHolds { operator, key }),
                _ => None,
            }
        });
        shortfalls.collect()
    }

    fn of_actions(&self, gap: &Gap) -> Option<Shortfall> {
        match &self.statement.actions {
            Element::Only(patterns) => (!patterns.iter().any(|text| is_every_action(text)))
                .then(|| Shortfall::OnlyActions(patterns.clone())),
            Element::AllBut(patterns) => {
                let open = patterns.iter().filter(|pattern| gap.has_action(pattern));
                some_of(open).map(Shortfall::ExemptedActions)
            }
        }
    }

    fn of_resources(&self, gap: &Gap) -> Option<Shortfall> {
        let variables = self.statement.variables;
        match &self.statement.resources {
            Element::Only(patterns) => (!patterns.iter().any(|text| is_every_resource(text)))
                .then(|| Shortfall::OnlyResources(patterns.clone())),
            Element::AllBut(patterns) => {
                let open = patterns
                    .iter()
                    .filter(|pattern| gap.has_resource(pattern, variables));
                some_of(open).map(Shortfall::ExemptedResources)
            }
        }
    }
}

fn some_of<'a>(patterns: impl Iterator<Item = &'a String>) -> Option<Vec<String>> {
    let patterns: Vec<String> = patterns.cloned().collect();
    (!patterns.is_empty()).then_some(patterns)
}

fn attachment(level: &Level, policy: &Policy) -> Attachment {
    Attachment {
        level: level.id.clone(),
        policy: policy.id().to_owned(),
    }
}

/// Says which denial comes closest and what it leaves open of the gap; failing one, which policy
/// can't be read.
pub(crate) fn reason(root: &RootUser, levels: &[Level], denials: &[Located], gap: &Gap) -> Reason {
    let closest = denials
        .iter()
        .map(|denial| (denial, denial.shortfalls(root, gap)))
        .filter(|(denial, shortfalls)| denial.is_about_root(shortfalls))
        .min_by_key(|(denial, shortfalls)| {
            (
                denial.applies == Truth::Never,
                shortfalls.len(),
                shortfalls.last().map(Shortfall::rank),
                shortfalls.iter().map(Shortfall::size).sum::<usize>(),
            )
        });
    if let Some((denial, shortfalls)) = closest {
        return Reason::Partial {
            closest: denial.attachment(),
            shortfalls,
        };
    }
    let unreadable = levels
        .iter()
        .flat_map(|level| level.policies.iter().map(move |policy| (level, policy)))
        .find_map(|(level, policy)| {
            let problem = policy.problems().first()?;
            Some((attachment(level, policy), *problem))
        });
    Reason::NothingDeniesRoot(unreadable)
}
