//! A resource policy in IAM's grammar: an element is one value or a list.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// The policy of a topic or a key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Policy {
    pub(super) statements: Vec<Statement>,
}

/// A statement with an unknown element isn't read: its effect is unknown.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Statement {
    Read(Box<Known>),
    Unread(Value),
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct Known {
    #[serde(rename = "Sid")]
    _sid: Option<Value>,
    pub(super) effect: Effect,
    pub(super) principal: Option<Principal>,
    pub(super) not_principal: Option<Principal>,
    pub(super) action: Option<OneOrMany<String>>,
    pub(super) not_action: Option<OneOrMany<String>>,
    pub(super) resource: Option<OneOrMany<String>>,
    pub(super) not_resource: Option<OneOrMany<String>>,
    #[serde(default)]
    pub(super) condition: BTreeMap<String, BTreeMap<String, OneOrMany<Value>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Effect {
    Allow,
    Deny,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Principal {
    /// `*`
    Anyone(String),
    Of(BTreeMap<String, OneOrMany<String>>),
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> OneOrMany<T> {
    pub(super) fn values(&self) -> &[T] {
        match self {
            Self::Many(values) => values,
            Self::One(value) => std::slice::from_ref(value),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    statement: OneOrMany<Statement>,
}

impl Policy {
    /// `None` if the text is not a policy.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let document: Document = serde_json::from_str(text).ok()?;
        let statements = document.statement.values().to_vec();
        Some(Self { statements })
    }
}
