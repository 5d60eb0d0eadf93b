//! A second evaluator, for a single request: it applies the definitions directly to the JSON text
//! and shares nothing with the crate.

use super::generate::{Condition, DECIDED, Documents, OPEN};
use serde_json::Value;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    /// Which of the conditions that depend on the request hold, bit by bit.
    pub(crate) open: u32,
    pub(crate) wildcards: Wildcards,
}

/// How the wildcards of resources are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wildcards {
    pub(crate) colons: Colons,
    /// Whether an ARN of fewer than six segments gets the missing ones.
    pub(crate) completed: bool,
}

/// Which wildcards match colons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colons {
    None,
    AtASegmentsEnd,
    All,
}

impl Wildcards {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        [Colons::None, Colons::AtASegmentsEnd, Colons::All]
            .into_iter()
            .flat_map(|colons| [false, true].map(|completed| Self { colons, completed }))
    }
}

pub(crate) fn is_allowed(documents: &Documents, request: Request) -> bool {
    let applying = |policies: &[Value], effect: &str| {
        policies
            .iter()
            .flat_map(statements)
            .any(|statement| statement["Effect"] == effect && applies(statement, request))
    };
    documents
        .iter()
        .all(|(_, policies)| applying(policies, "Allow"))
        && !documents
            .iter()
            .any(|(_, policies)| applying(policies, "Deny"))
}

fn statements(policy: &Value) -> &[Value] {
    list(&policy["Statement"])
}

fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .map_or_else(|| std::slice::from_ref(value), Vec::as_slice)
}

fn applies(statement: &Value, request: Request) -> bool {
    let matched = |name: &str, matches: &dyn Fn(&str) -> bool| {
        let not = format!("Not{name}");
        let any = |value: &Value| {
            list(value)
                .iter()
                .any(|text| matches(text.as_str().unwrap()))
        };
        match statement.get(name) {
            Some(patterns) => any(patterns),
            None => !any(&statement[not.as_str()]),
        }
    };
    matched("Action", &|pattern| matches_action(pattern, request.action))
        && matched("Resource", &|pattern| {
            matches_resource(pattern, request.resource, request.wildcards)
        })
        && conditions(statement).all(|condition| holds(condition, request.open))
}

pub(crate) fn matches_action(pattern: &str, action: &str) -> bool {
    glob(&pattern.to_lowercase(), &action.to_lowercase())
}

pub(crate) fn matches_resource(pattern: &str, resource: &str, wildcards: Wildcards) -> bool {
    if pattern == "*" {
        return true;
    }
    let mut pattern = pattern.to_owned();
    while wildcards.completed && pattern.matches(':').count() < 5 {
        pattern += ":*";
    }
    if wildcards.colons == Colons::All {
        return glob(&pattern, resource);
    }
    let beyond = wildcards.colons == Colons::AtASegmentsEnd;
    let patterns: Vec<&str> = pattern.splitn(6, ':').collect();
    let texts: Vec<&str> = resource.split(':').collect();
    segments_match(1, &patterns, &texts, beyond)
}

/// Segment by segment: the sixth pattern has the rest of the text; with `beyond`, one that ends
/// with an asterisk may have segments that follow as well.
fn segments_match(number: usize, patterns: &[&str], texts: &[&str], beyond: bool) -> bool {
    let ([pattern, others @ ..], [text, ..]) = (patterns, texts) else {
        return patterns.is_empty() && texts.is_empty();
    };
    if number == 6 {
        return glob(pattern, &texts.join(":"));
    }
    let most = match beyond && pattern.ends_with('*') {
        true => texts.len(),
        false => 1,
    };
    glob(pattern, text)
        && (1..=most).any(|taken| segments_match(number + 1, others, &texts[taken..], beyond))
}

fn conditions(statement: &Value) -> impl Iterator<Item = (&str, &str, &str)> {
    let operators = statement.get("Condition").and_then(Value::as_object);
    operators
        .into_iter()
        .flatten()
        .flat_map(|(operator, keys)| {
            keys.as_object().unwrap().iter().map(move |(key, values)| {
                (
                    operator.as_str(),
                    key.as_str(),
                    list(values)[0].as_str().unwrap(),
                )
            })
        })
}

fn holds(condition: (&str, &str, &str), open: u32) -> bool {
    let is = |other: &Condition| *other == condition;
    if let Some((_, holds)) = DECIDED.iter().find(|(other, _)| is(other)) {
        return *holds;
    }
    let index = OPEN.iter().position(is).unwrap();
    open & (1 << index) != 0
}

fn glob(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.chars().next() else {
        return text.is_empty();
    };
    let rest = &pattern[first.len_utf8()..];
    match first {
        '*' => (0..=text.len()).any(|skipped| text.get(skipped..).is_some_and(|t| glob(rest, t))),
        _ => text.chars().next().is_some_and(|next| {
            (first == '?' || first == next) && glob(rest, &text[next.len_utf8()..])
        }),
    }
}
