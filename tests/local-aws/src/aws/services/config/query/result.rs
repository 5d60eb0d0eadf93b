//! The rows of a query.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::expression::{Direction, Query, Selected, compare};
use super::resource::{Property, project, values};

const COUNT: &str = "COUNT(*)";

/// The names of what is selected.
pub(super) fn fields(query: &Query) -> Vec<&'static str> {
    let selected = query.selected.iter();
    selected
        .map(|selected| match selected {
            Selected::Property(property) => property.0,
            Selected::Count => COUNT,
        })
        .collect()
}

/// The rows, each as the JSON text that AWS Config answers with.
pub(super) fn rows(query: &Query, resources: Vec<Value>) -> Vec<String> {
    let mut found: Vec<Value> = resources
        .into_iter()
        .filter(|resource| {
            let condition = query.condition.as_ref();
            condition.is_none_or(|condition| condition.holds(resource))
        })
        .collect();
    found.sort_by(|one, other| order(query, one, other));
    let groups: Vec<Vec<Value>> = if query.is_aggregation() {
        groups(&query.grouped_by, found)
    } else {
        found.into_iter().map(|resource| vec![resource]).collect()
    };
    groups
        .iter()
        .map(|group| Value::Object(row(query, group)).to_string())
        .collect()
}

fn order(query: &Query, one: &Value, other: &Value) -> Ordering {
    let first = |resource, property| values(resource, property).into_iter().next();
    query
        .ordered_by
        .iter()
        .map(|(property, direction)| {
            let ordering = first(one, *property)
                .zip(first(other, *property))
                .and_then(|(one, other)| compare(one, other))
                .unwrap_or(Ordering::Equal);
            match direction {
                Direction::Ascending => ordering,
                Direction::Descending => ordering.reverse(),
            }
        })
        .find(|ordering| ordering.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The resources with equal values together, in the order of the first ones.
fn groups(by: &[Property], resources: Vec<Value>) -> Vec<Vec<Value>> {
    let mut groups: Vec<Vec<Value>> = Vec::new();
    for resource in resources {
        let key = project(&resource, by.iter().copied());
        let group = groups.iter_mut().find(|group| {
            group
                .first()
                .is_some_and(|first| project(first, by.iter().copied()) == key)
        });
        match group {
            Some(group) => group.push(resource),
            None => groups.push(vec![resource]),
        }
    }
    // Without GROUP BY there is one group, even where there is no resource.
    if by.is_empty() && groups.is_empty() {
        groups.push(Vec::new());
    }
    groups
}

fn row(query: &Query, group: &[Value]) -> Map<String, Value> {
    let selected = query.selected.iter();
    let properties = selected.filter_map(|selected| match selected {
        Selected::Property(property) => Some(*property),
        Selected::Count => None,
    });
    let mut row = group
        .first()
        .map(|first| project(first, properties))
        .unwrap_or_default();
    if query.selected.contains(&Selected::Count) {
        row.insert(COUNT.to_owned(), json!(group.len()));
    }
    row
}
