//! A statement that denies, and what it leaves to the root user.

use crate::action::is_every_action;
use crate::coverage::Gap;
use crate::decision::{Attachment, Shortfall};
use crate::document::{Effect, Element, Policy, Statement};
use crate::path::Level;
use crate::root_user::RootUser;
use crate::truth::Truth;

/// A `Deny` statement, where it is, and for how many of the root user's requests it applies.
pub(crate) struct Located<'a> {
    pub(crate) level: &'a Level,
    pub(crate) policy: &'a Policy,
    pub(crate) statement: &'a Statement,
    pub(crate) applies: Truth,
}

/// Every `Deny` statement of the path.
pub(crate) fn denials<'a>(root: &RootUser, levels: &'a [Level]) -> Vec<Located<'a>> {
    let mut denials = Vec::new();
    for level in levels {
        for policy in &level.policies {
            for statement in &policy.statements {
                if statement.effect == Effect::Deny {
                    let applies = root.statement(statement);
                    denials.push(Located {
                        level,
                        policy,
                        statement,
                        applies,
                    });
                }
            }
        }
    }
    denials
}

impl Located<'_> {
    /// How many patterns separate it from a denial of everything. `None` if it can't deny
    /// everything by itself.
    pub(crate) fn patterns(&self) -> Option<usize> {
        let patterns = |element: &Element, everything: fn(&str) -> bool| match element {
            Element::Only(patterns) => patterns.iter().any(|text| everything(text)).then_some(0),
            Element::AllBut(patterns) => Some(patterns.len()),
        };
        let actions = patterns(&self.statement.actions, is_every_action)?;
        let resources = patterns(&self.statement.resources, is_every_resource)?;
        Some(actions + resources)
    }

    /// The actions of its `NotAction`.
    pub(crate) fn not_actions(&self) -> &[String] {
        match &self.statement.actions {
            Element::AllBut(patterns) => patterns,
            Element::Only(_) => &[],
        }
    }

    pub(crate) fn attachment(&self) -> Attachment {
        attachment(self.level, self.policy)
    }

    /// Whether it aims at the root user. A denial of some actions to everyone, outside some
    /// Regions, or to some role is an ordinary guardrail.
    pub(crate) fn is_about_root(&self, shortfalls: &[Shortfall]) -> bool {
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
    pub(crate) fn shortfalls(&self, root: &RootUser, gap: &Gap) -> Vec<Shortfall> {
        let mut shortfalls = self.of_conditions(root);
        if self.applies != Truth::Never {
            shortfalls.extend(self.of_actions(gap));
            shortfalls.extend(self.of_resources(gap));
        }
        shortfalls.sort_by_key(Shortfall::rank);
        shortfalls
    }

    /// Conditions that never hold, if there are any: the others then make no difference.
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

pub(crate) fn attachment(level: &Level, policy: &Policy) -> Attachment {
    Attachment {
        level: level.id.clone(),
        policy: policy.id().to_owned(),
    }
}

fn is_every_resource(text: &str) -> bool {
    text == "*"
}
