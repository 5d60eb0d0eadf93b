//! Whether statements leave any request to the root user.

use crate::action::{ActionPattern, action_glob, any_action};
use crate::block::{Block, Blocks, Patterns, Scope, Statements};
use crate::extent::Reading;
use crate::piece::Variables;
use crate::search::{Budget, Signature, TooComplex, signatures};
use std::collections::HashSet;

/// The statements, compiled: every kind of request that they tell apart, ready to be asked about.
#[derive(Debug)]
pub(crate) struct Coverage {
    action_patterns: Patterns,
    /// Requests for actions that aren't exempted
    actions: Vec<Signature>,
    /// and for those that are.
    exempted: Vec<Signature>,
    /// Each different one once.
    readings: Vec<Compiled>,
}

/// The statements under one reading, and the resources that they tell apart.
#[derive(Debug)]
struct Compiled {
    blocks: Blocks,
    resources: Vec<Signature>,
}

/// Requests that are left to the root user, by the patterns that match them.
#[derive(Debug)]
pub(crate) struct Gap<'a> {
    action_patterns: &'a Patterns,
    compiled: &'a Compiled,
    open_actions: HashSet<usize>,
    open_resources: HashSet<usize>,
}

/// Whether it counts what the levels allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Levels {
    Respected,
    /// As if every level allowed everything.
    Ignored,
}

impl Coverage {
    /// Compiles statements. The exempted actions are left out of every request.
    ///
    /// # Errors
    /// [`TooComplex`] when the budget is spent: the answer is then unknown.
    pub(crate) fn new(
        statements: &Statements,
        exempted: &[ActionPattern],
        budget: &mut Budget,
    ) -> Result<Self, TooComplex> {
        let mut action_patterns = Patterns::default();
        let any_action = action_patterns.add(any_action());
        let exempted: Vec<usize> = exempted
            .iter()
            .map(|pattern| action_patterns.add(pattern.glob()))
            .collect();
        let mut readings: Vec<Compiled> = Vec::new();
        for reading in Reading::all() {
            let blocks = Blocks::new(reading, statements, &mut action_patterns);
            if !readings
                .iter()
                .any(|known| known.blocks.are_those_of(&blocks))
            {
                let resources = signatures(&blocks.resource_patterns.globs, budget)?;
                readings.push(Compiled { blocks, resources });
            }
        }
        let mut actions = signatures(&action_patterns.globs, budget)?;
        actions.retain(|action| action.matched.contains(&any_action));
        let (exempted, actions) = actions
            .into_iter()
            .partition(|action| action.any(&exempted));
        Ok(Self {
            action_patterns,
            actions,
            exempted,
            readings,
        })
    }

    /// The exempted actions that the levels allow and these denials (by index) don't cover, under
    /// the first of `names` that matches. Names of single actions come first.
    ///
    /// # Errors
    /// [`TooComplex`] when the budget is spent: the answer is then unknown.
    pub(crate) fn left<'n>(
        &self,
        denials: &[usize],
        names: impl Iterator<Item = &'n str>,
        budget: &mut Budget,
    ) -> Result<Vec<String>, TooComplex> {
        let mut left = Vec::new();
        for action in &self.exempted {
            for compiled in &self.readings {
                let open = compiled.left_open(action, denials, Levels::Respected, budget)?;
                if !open.is_empty() {
                    left.push(action);
                    break;
                }
            }
        }
        let mut named = Vec::new();
        for name in names {
            let glob = action_glob(name).and_then(|glob| self.action_patterns.find(&glob));
            if let Some(glob) = glob {
                let before = left.len();
                left.retain(|action| !action.matched.contains(&glob));
                if left.len() < before {
                    named.push(name.to_owned());
                }
            }
        }
        Ok(named)
    }

    /// What the levels may allow and these denials (by index) don't cover. `None` if that is
    /// nothing under any reading.
    ///
    /// # Errors
    /// [`TooComplex`] when the budget is spent: the answer is then unknown.
    pub(crate) fn gap(
        &self,
        denials: &[usize],
        levels: Levels,
        budget: &mut Budget,
    ) -> Result<Option<Gap<'_>>, TooComplex> {
        for compiled in &self.readings {
            let mut gap = Gap {
                action_patterns: &self.action_patterns,
                compiled,
                open_actions: HashSet::new(),
                open_resources: HashSet::new(),
            };
            let mut found = false;
            for action in &self.actions {
                for resource in compiled.left_open(action, denials, levels, budget)? {
                    gap.open_actions.extend(&action.matched);
                    gap.open_resources.extend(&resource.matched);
                    found = true;
                }
            }
            if found {
                return Ok(Some(gap));
            }
        }
        Ok(None)
    }
}

impl Compiled {
    /// The resources on which the action is left to the root user.
    fn left_open(
        &self,
        action: &Signature,
        denials: &[usize],
        levels: Levels,
        budget: &mut Budget,
    ) -> Result<Vec<&Signature>, TooComplex> {
        budget.spend(1 + denials.len())?;
        let denied = resources_of(
            denials.iter().map(|index| &self.blocks.denials[*index]),
            action,
        );
        let allowed: Vec<Vec<&Scope>> = match levels {
            Levels::Ignored => Vec::new(),
            Levels::Respected => self
                .blocks
                .levels
                .iter()
                .map(|level| resources_of(level.iter(), action))
                .collect(),
        };
        if allowed.iter().any(Vec::is_empty) || denied.iter().any(|scope| scope.everything) {
            return Ok(Vec::new());
        }
        budget.spend(self.resources.len() * (1 + denied.len()))?;
        let is_open = |resource: &&Signature| {
            !denied.iter().any(|scope| scope.holds(resource))
                && allowed
                    .iter()
                    .all(|level| level.iter().any(|scope| scope.holds(resource)))
        };
        Ok(self.resources.iter().filter(is_open).collect())
    }
}

impl Gap<'_> {
    /// Whether one of these requests has an action that the pattern matches. Also true for a
    /// pattern that the search did not include.
    pub(crate) fn has_action(&self, pattern: &str) -> bool {
        let glob = action_glob(pattern).and_then(|glob| self.action_patterns.find(&glob));
        glob.is_none_or(|glob| self.open_actions.contains(&glob))
    }

    /// The same for a resource.
    pub(crate) fn has_resource(&self, pattern: &str, variables: Variables) -> bool {
        let extent = self.compiled.blocks.reading.resource(pattern, variables);
        extent.most.is_none_or(|globs| {
            globs.iter().any(|glob| {
                let glob = self.compiled.blocks.resource_patterns.find(glob);
                glob.is_none_or(|glob| self.open_resources.contains(&glob))
            })
        })
    }
}

/// The resources of those that apply to the action.
fn resources_of<'a>(blocks: impl Iterator<Item = &'a Block>, action: &Signature) -> Vec<&'a Scope> {
    blocks
        .filter(|block| block.actions.holds(action))
        .map(|block| &block.resources)
        .collect()
}
