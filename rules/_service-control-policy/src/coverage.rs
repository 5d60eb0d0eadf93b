//! Whether statements leave any request to the root user.

use crate::action::{ActionPattern, action_glob, any_action};
use crate::document::{Effect, Element, Statement};
use crate::pattern::{Glob, Reading, Variables, pieces};
use crate::search::{Budget, Signature, TooComplex, signatures};
use std::collections::{BTreeMap, HashSet};

/// Statements as they bear on the root user: denials that always apply, and for each level
/// what it may allow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statements<'a> {
    pub(crate) denials: Vec<&'a Statement>,
    pub(crate) levels: Vec<Allowed<'a>>,
}

/// What one level may allow the root user.
#[derive(Clone, Debug)]
pub(crate) enum Allowed<'a> {
    /// Part of the level can't be read, so that nothing is ruled out.
    Anything,
    By(Vec<&'a Statement>),
}

/// The statements, compiled: every kind of request that they tell apart, ready to be asked about.
#[derive(Debug)]
pub(crate) struct Coverage {
    action_patterns: Patterns,
    /// Those of real actions that aren't exempted.
    actions: Vec<Signature>,
    readings: Vec<Compiled>,
}

/// The statements under one reading.
#[derive(Debug)]
struct Compiled {
    reading: Reading,
    denials: Vec<Block>,
    levels: Vec<Vec<Block>>,
    resource_patterns: Patterns,
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
    /// Compiles statements; the exempted actions are left out of every request.
    ///
    /// # Errors
    /// [`TooComplex`] when the budget is spent; then nothing is known.
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
        let readings = [Reading::Strict, Reading::Loose]
            .into_iter()
            .map(|reading| Compiled::new(reading, statements, &mut action_patterns, budget))
            .collect::<Result<_, _>>()?;
        let mut actions = signatures(&action_patterns.globs, budget)?;
        actions.retain(|action| action.matched.contains(&any_action) && !action.any(&exempted));
        Ok(Self {
            action_patterns,
            actions,
            readings,
        })
    }

    /// What these denials, by their index, leave of what the levels may allow; `None` when that
    /// is nothing under any reading.
    ///
    /// # Errors
    /// [`TooComplex`] when the budget is spent; then nothing is known.
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
    fn new(
        reading: Reading,
        statements: &Statements,
        action_patterns: &mut Patterns,
        budget: &mut Budget,
    ) -> Result<Self, TooComplex> {
        let mut resource_patterns = Patterns::default();
        let mut blocks = |statements: &[&Statement]| -> Vec<Block> {
            statements
                .iter()
                .map(|statement| {
                    Block::of(statement, reading, action_patterns, &mut resource_patterns)
                })
                .collect()
        };
        let denials = blocks(&statements.denials);
        let levels = statements
            .levels
            .iter()
            .filter_map(|level| match level {
                Allowed::Anything => None,
                Allowed::By(statements) => Some(blocks(statements)),
            })
            .collect();
        let resources = signatures(&resource_patterns.globs, budget)?;
        Ok(Self {
            reading,
            denials,
            levels,
            resource_patterns,
            resources,
        })
    }

    /// The resources on which the action is left to the root user.
    fn left_open(
        &self,
        action: &Signature,
        denials: &[usize],
        levels: Levels,
        budget: &mut Budget,
    ) -> Result<Vec<&Signature>, TooComplex> {
        budget.spend(1 + denials.len())?;
        let denied = resources_of(denials.iter().map(|index| &self.denials[*index]), action);
        let allowed: Vec<Vec<&Scope>> = match levels {
            Levels::Ignored => Vec::new(),
            Levels::Respected => self
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
    /// Whether one of these requests has an action that the pattern matches; true as well for a
    /// pattern that the search had no part for.
    pub(crate) fn has_action(&self, pattern: &str) -> bool {
        let glob = action_glob(pattern).and_then(|glob| self.action_patterns.find(&glob));
        glob.is_none_or(|glob| self.open_actions.contains(&glob))
    }

    /// The same for a resource.
    pub(crate) fn has_resource(&self, pattern: &str, variables: Variables) -> bool {
        let Ok(pieces) = pieces(pattern, variables) else {
            return true;
        };
        let glob = Glob::resource(&pieces, self.compiled.reading);
        let glob = self.compiled.resource_patterns.find(&glob);
        glob.is_none_or(|glob| self.open_resources.contains(&glob))
    }
}

/// The resources of those that apply to the action.
fn resources_of<'a>(blocks: impl Iterator<Item = &'a Block>, action: &Signature) -> Vec<&'a Scope> {
    blocks
        .filter(|block| block.actions.holds(action))
        .map(|block| &block.resources)
        .collect()
}

/// Patterns by index, each once.
#[derive(Debug, Default)]
struct Patterns {
    globs: Vec<Glob>,
    indices: BTreeMap<Glob, usize>,
}

impl Patterns {
    fn add(&mut self, glob: Glob) -> usize {
        *self.indices.entry(glob).or_insert_with_key(|glob| {
            self.globs.push(glob.clone());
            self.globs.len() - 1
        })
    }

    fn find(&self, glob: &Glob) -> Option<usize> {
        self.indices.get(glob).copied()
    }
}

/// A statement's actions and resources.
#[derive(Debug)]
struct Block {
    actions: Scope,
    resources: Scope,
}

/// Texts that match one of the patterns, or none of them.
#[derive(Debug)]
struct Scope {
    globs: Vec<usize>,
    negated: bool,
    everything: bool,
}

impl Block {
    fn of(
        statement: &Statement,
        reading: Reading,
        actions: &mut Patterns,
        resources: &mut Patterns,
    ) -> Self {
        // Where it is open what a pattern matches, a denial counts for the least that it may
        // cover, an allowance for the most.
        let open = statement.effect == Effect::Allow;
        let resource = |text: &str| {
            let pieces = pieces(text, statement.variables).ok()?;
            Some(Glob::resource(&pieces, reading))
        };
        Self {
            actions: Scope::of(&statement.actions, action_glob, open, actions),
            resources: Scope::of(&statement.resources, resource, open, resources),
        }
    }
}

impl Scope {
    /// `open` is whether the element covers everything, or nothing, when one of its patterns
    /// has no glob.
    fn of(
        element: &Element,
        glob: impl Fn(&str) -> Option<Glob>,
        open: bool,
        patterns: &mut Patterns,
    ) -> Self {
        let (texts, negated) = match element {
            Element::Only(texts) => (texts, false),
            Element::AllBut(texts) => (texts, true),
        };
        let (known, unknown): (Vec<_>, Vec<_>) = texts
            .iter()
            .map(|text| glob(text))
            .partition(Option::is_some);
        if !unknown.is_empty() && open != negated {
            return Self {
                globs: Vec::new(),
                negated: open,
                everything: open,
            };
        }
        let known: Vec<Glob> = known.into_iter().flatten().collect();
        let everything = if negated {
            known.is_empty()
        } else {
            known.iter().any(Glob::matches_everything)
        };
        let globs = known.into_iter().map(|glob| patterns.add(glob)).collect();
        Self {
            globs,
            negated,
            everything,
        }
    }

    fn holds(&self, signature: &Signature) -> bool {
        signature.any(&self.globs) != self.negated
    }
}
