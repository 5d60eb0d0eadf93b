//! What AWS Config keeps: the rules, the events they were sent, and what they put.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::scenario::AccountId;

/// A rule as AWS Config knows it in one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleIdentity {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) arn: String,
}

/// An evaluation that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The resource's type.
    pub resource_type: String,
    /// The resource's id.
    pub resource_id: String,
    /// `COMPLIANT`, `NON_COMPLIANT` or `NOT_APPLICABLE`.
    pub compliance: String,
    /// The reason, if one was given.
    pub annotation: Option<String>,
    /// The time that it is about.
    pub ordering_timestamp: Timestamp,
    /// Whether nothing was stored, because the call asked so.
    pub test_mode: bool,
}

/// The rules, the events they were sent, and what they put.
#[derive(Debug, Default)]
pub(crate) struct Store(Mutex<State>);

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) rules: BTreeMap<(AccountId, String), Rule>,
    pub(super) tokens: HashMap<String, Token>,
    /// How many tokens there have ever been.
    issued: u64,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) identity: RuleIdentity,
    pub(super) parameters: String,
    pub(super) invoked: Timestamp,
    /// The latest by resource.
    pub(super) results: BTreeMap<(String, String), Stored>,
}

#[derive(Debug)]
pub(super) struct Stored {
    pub(super) evaluation: Evaluation,
    pub(super) recorded: Timestamp,
}

/// What a result token stands for: one event of one rule.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) account: AccountId,
    pub(super) rule: String,
    pub(super) put: Vec<Evaluation>,
}

impl Store {
    /// Notes that `rule` is sent an event, and returns the result token for it.
    pub(crate) fn begin(&self, rule: &RuleIdentity, parameters: &str, now: Timestamp) -> String {
        let mut state = self.lock();
        let key = (rule.account.clone(), rule.name.clone());
        let known = state.rules.entry(key).or_insert_with(|| Rule {
            identity: rule.clone(),
            parameters: String::new(),
            invoked: now,
            results: BTreeMap::new(),
        });
        parameters.clone_into(&mut known.parameters);
        known.invoked = now;
        state.issued += 1;
        let token = format!("local-result-token-{}", state.issued);
        state.tokens.insert(
            token.clone(),
            Token {
                account: rule.account.clone(),
                rule: rule.name.clone(),
                put: Vec::new(),
            },
        );
        token
    }

    /// What was put with `token`, in order.
    pub(crate) fn put_with(&self, token: &str) -> Vec<Evaluation> {
        let state = self.lock();
        let token = state.tokens.get(token);
        token.map(|token| token.put.clone()).unwrap_or_default()
    }

    /// Forgets `token`, which is unknown from then on, and the rule that it was for.
    pub(crate) fn forget(&self, token: &str) {
        let mut state = self.lock();
        if let Some(token) = state.tokens.remove(token) {
            state.rules.remove(&(token.account, token.rule));
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
