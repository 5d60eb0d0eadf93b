//! Statements as sets of patterns, which one search can run side by side.

use crate::action::action_extent;
use crate::document::{Effect, Element, Statement};
use crate::extent::{Extent, Reading};
use crate::pattern::Glob;
use crate::search::Signature;
use std::collections::BTreeMap;

/// Statements as they affect the root user: denials that always apply, and what each level may
/// allow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statements<'a> {
    pub(crate) denials: Vec<&'a Statement>,
    pub(crate) levels: Vec<Allowed<'a>>,
}

/// What one level may allow the root user.
#[derive(Clone, Debug)]
pub(crate) enum Allowed<'a> {
    /// Part of the level can't be read, so anything is possible.
    Anything,
    By(Vec<&'a Statement>),
}

/// The statements under one reading.
#[derive(Debug)]
pub(crate) struct Blocks {
    pub(crate) reading: Reading,
    pub(crate) denials: Vec<Block>,
    pub(crate) levels: Vec<Vec<Block>>,
    pub(crate) resource_patterns: Patterns,
}

impl Blocks {
    pub(crate) fn new(
        reading: Reading,
        statements: &Statements,
        action_patterns: &mut Patterns,
    ) -> Self {
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
        Self {
            reading,
            denials,
            levels,
            resource_patterns,
        }
    }

    /// Whether two readings are the same, as when an ARN has no wildcard before its sixth segment.
    pub(crate) fn are_those_of(&self, other: &Self) -> bool {
        self.resource_patterns.globs == other.resource_patterns.globs
            && self.denials == other.denials
            && self.levels == other.levels
    }
}

/// Patterns by index, each once.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    pub(crate) globs: Vec<Glob>,
    indices: BTreeMap<Glob, usize>,
}

impl Patterns {
    pub(crate) fn add(&mut self, glob: Glob) -> usize {
        *self.indices.entry(glob).or_insert_with_key(|glob| {
            self.globs.push(glob.clone());
            self.globs.len() - 1
        })
    }

    pub(crate) fn find(&self, glob: &Glob) -> Option<usize> {
        self.indices.get(glob).copied()
    }
}

/// A statement's actions and resources.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) actions: Scope,
    pub(crate) resources: Scope,
}

/// Texts that match one of the patterns, or none of them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    globs: Vec<usize>,
    negated: bool,
    pub(crate) everything: bool,
}

impl Block {
    fn of(
        statement: &Statement,
        reading: Reading,
        actions: &mut Patterns,
        resources: &mut Patterns,
    ) -> Self {
        let resource = |text: &str| reading.resource(text, statement.variables);
        Self {
            actions: Scope::of(&statement.actions, statement.effect, action_extent, actions),
            resources: Scope::of(&statement.resources, statement.effect, resource, resources),
        }
    }
}

impl Scope {
    /// Where it is unclear what a pattern matches, a denial counts as covering the least, an
    /// allowance the most.
    fn of(
        element: &Element,
        effect: Effect,
        extent: impl Fn(&str) -> Extent,
        patterns: &mut Patterns,
    ) -> Self {
        let (texts, negated) = match element {
            Element::Only(texts) => (texts, false),
            Element::AllBut(texts) => (texts, true),
        };
        let extents = texts.iter().map(|text| extent(text));
        let globs: Option<Vec<Glob>> = if negated == (effect == Effect::Deny) {
            let most: Option<Vec<Vec<Glob>>> = extents.map(|extent| extent.most).collect();
            most.map(|globs| globs.into_iter().flatten().collect())
        } else {
            Some(extents.filter_map(|extent| extent.least).collect())
        };
        // The patterns may match any text, and so may the element.
        let Some(globs) = globs else {
            return Self {
                globs: Vec::new(),
                negated: !negated,
                everything: !negated,
            };
        };
        let everything = if negated {
            globs.is_empty()
        } else {
            globs.iter().any(Glob::matches_everything)
        };
        Self {
            globs: globs.into_iter().map(|glob| patterns.add(glob)).collect(),
            negated,
            everything,
        }
    }

    pub(crate) fn holds(&self, signature: &Signature) -> bool {
        signature.any(&self.globs) != self.negated
    }
}
