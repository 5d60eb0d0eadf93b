//! A query that was understood.

use std::cmp::Ordering;

use serde_json::Value;

use super::resource::{Property, values};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) selected: Vec<Selected>,
    pub(super) condition: Option<Condition>,
    pub(super) grouped_by: Vec<Property>,
    pub(super) ordered_by: Vec<(Property, Direction)>,
}

impl Query {
    /// Whether its rows are groups of resources.
    pub(super) fn is_aggregation(&self) -> bool {
        !self.grouped_by.is_empty() || self.selected.contains(&Selected::Count)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Selected {
    Property(Property),
    /// `COUNT(*)`.
    Count,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Ascending,
    Descending,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Compare {
        property: Property,
        comparison: Comparison,
        value: Value,
    },
    Like {
        property: Property,
        pattern: Pattern,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// A text, or all texts that begin with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) beginning: String,
    pub(super) is_open: bool,
}

impl Condition {
    /// Whether it holds of a resource. On a list it holds when it does of any element.
    pub(super) fn holds(&self, resource: &Value) -> bool {
        match self {
            Self::All(conditions) => conditions.iter().all(|inner| inner.holds(resource)),
            Self::Any(conditions) => conditions.iter().any(|inner| inner.holds(resource)),
            Self::Compare {
                property,
                comparison,
                value,
            } => values(resource, *property)
                .into_iter()
                .filter_map(|found| compare(found, value))
                .any(|ordering| comparison.takes(ordering)),
            Self::Like { property, pattern } => values(resource, *property)
                .into_iter()
                .filter_map(Value::as_str)
                .any(|found| pattern.matches(found)),
        }
    }
}

impl Comparison {
    fn takes(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

impl Pattern {
    fn matches(&self, text: &str) -> bool {
        if self.is_open {
            text.starts_with(&self.beginning)
        } else {
            text == self.beginning
        }
    }
}

/// The order of two texts or two numbers; none for anything else.
pub(super) fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::String(one), Value::String(other)) => Some(one.cmp(other)),
        (Value::Number(one), Value::Number(other)) => Some(one.as_i64()?.cmp(&other.as_i64()?)),
        _ => None,
    }
}
