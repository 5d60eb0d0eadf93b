//! What AWS Config keeps: rules with their results, conformance packs, stored queries.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedSender;

use crate::scenario::AccountId;

pub(super) const COMPLIANT: &str = "COMPLIANT";
pub(super) const NON_COMPLIANT: &str = "NON_COMPLIANT";
pub(super) const NOT_APPLICABLE: &str = "NOT_APPLICABLE";
pub(super) const INSUFFICIENT_DATA: &str = "INSUFFICIENT_DATA";

/// A rule as AWS Config knows it in one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleIdentity {
    pub(crate) account: AccountId,
    /// In a conformance pack, with the pack's ending.
    pub(crate) name: String,
    /// What its function is called after.
    pub(crate) own_name: String,
    pub(crate) id: String,
    pub(crate) arn: String,
}

/// An accepted evaluation.
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
    /// Whether nothing was stored, as the call requested.
    pub test_mode: bool,
}

/// A rule to run again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationRequest {
    /// Where.
    pub account: AccountId,
    /// The rule's own name, without a conformance pack's ending.
    pub rule: String,
}

/// The rules, the events they were sent, and what they put.
#[derive(Debug, Default)]
pub(crate) struct Store(Mutex<State>);

/// By account and name.
type Named<T> = BTreeMap<(AccountId, String), T>;

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) rules: Named<Rule>,
    pub(super) packs: Named<Pack>,
    pub(super) organization_packs: Named<OrganizationPack>,
    pub(super) queries: Named<StoredQuery>,
    /// The names of packs' rules, by account and own name.
    pub(super) deployed: HashMap<(AccountId, String), String>,
    pub(super) tokens: HashMap<String, Token>,
    /// Runs rules that must be evaluated again.
    pub(super) runner: Option<UnboundedSender<EvaluationRequest>>,
    /// How many tokens there have ever been.
    issued: u64,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) identity: RuleIdentity,
    /// As JSON.
    pub(super) parameters: String,
    pub(super) in_pack: Option<RuleOfPack>,
    pub(super) invoked: Option<Timestamp>,
    pub(super) is_evaluating: bool,
    /// The latest by resource.
    pub(super) results: BTreeMap<(String, String), Stored>,
}

/// What only a conformance pack says of a rule.
#[derive(Debug)]
pub(super) struct RuleOfPack {
    pub(super) description: String,
    pub(super) frequency: String,
    pub(super) created: Timestamp,
}

#[derive(Debug)]
pub(super) struct Stored {
    pub(super) evaluation: Evaluation,
    pub(super) recorded: Timestamp,
}

/// A conformance pack in an account.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) account: AccountId,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) arn: String,
    pub(super) stack_arn: String,
    /// The service that made it, where no caller did.
    pub(super) created_by: Option<&'static str>,
    pub(super) created: Timestamp,
    /// The names of its rules, in the template's order.
    pub(super) rules: Vec<String>,
}

/// A conformance pack that AWS Config makes in members.
#[derive(Debug)]
pub(super) struct OrganizationPack {
    pub(super) arn: String,
    pub(super) updated: Timestamp,
    /// The members that have it, with its name there.
    pub(super) members: BTreeMap<AccountId, String>,
}

#[derive(Debug)]
pub(super) struct StoredQuery {
    pub(super) id: String,
    pub(super) arn: String,
    pub(super) description: String,
    pub(super) expression: String,
}

/// What a result token identifies: one event of one rule.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) account: AccountId,
    pub(super) rule: String,
    pub(super) put: Vec<Evaluation>,
}

impl Rule {
    pub(super) fn new(identity: RuleIdentity) -> Self {
        Self {
            identity,
            parameters: String::new(),
            in_pack: None,
            invoked: None,
            is_evaluating: false,
            results: BTreeMap::new(),
        }
    }

    /// What the rule says of all its resources, and of how many that holds. Results that are
    /// NOT_APPLICABLE are left out.
    pub(super) fn compliance(&self) -> (&'static str, usize) {
        let count = |wanted: &str| {
            let results = self.results.values();
            results
                .filter(|stored| stored.evaluation.compliance == wanted)
                .count()
        };
        [NON_COMPLIANT, COMPLIANT]
            .into_iter()
            .map(|name| (name, count(name)))
            .find(|(_, count)| *count > 0)
            .unwrap_or((INSUFFICIENT_DATA, 0))
    }
}

impl State {
    /// The rules of one account.
    pub(super) fn rules_of<'a>(&'a self, account: &'a AccountId) -> impl Iterator<Item = &'a Rule> {
        let from = (account.clone(), String::new());
        self.rules
            .range(from..)
            .take_while(move |((of, _), _)| of == account)
            .map(|(_, rule)| rule)
    }

    /// A pack's rules, in its template's order.
    pub(super) fn rules_in<'a>(&'a self, pack: &'a Pack) -> impl Iterator<Item = &'a Rule> {
        pack.rules
            .iter()
            .filter_map(|name| self.rules.get(&(pack.account.clone(), name.clone())))
    }
}

impl Store {
    /// Records an event for `rule`, and returns its result token.
    pub(crate) fn begin(&self, rule: &RuleIdentity, parameters: &str, now: Timestamp) -> String {
        let mut state = self.lock();
        let key = (rule.account.clone(), rule.name.clone());
        let known = state
            .rules
            .entry(key)
            .or_insert_with(|| Rule::new(rule.clone()));
        parameters.clone_into(&mut known.parameters);
        known.invoked = Some(now);
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

    /// From now on, rules to evaluate again are sent to `runner`.
    pub(crate) fn run_with(&self, runner: UnboundedSender<EvaluationRequest>) {
        self.lock().runner = Some(runner);
    }

    /// Notes that a rule was evaluated again.
    pub(crate) fn ended(&self, request: &EvaluationRequest) {
        let mut state = self.lock();
        let of = |rule: &Rule| {
            rule.identity.account == request.account && rule.identity.own_name == request.rule
        };
        for rule in state.rules.values_mut().filter(|rule| of(rule)) {
            rule.is_evaluating = false;
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
