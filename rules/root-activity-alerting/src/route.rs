use std::fmt;

use crate::chain::Chain;
use crate::trail::LogGroup;

/// One way to an alert: an event rule, or a metric filter with its alarms.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Route {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// For each of the account's events, in order; `None` if the pattern doesn't match.
    pub(crate) chains: Vec<Option<Chain>>,
    /// The account responsible for the rest, if it isn't this one.
    pub(crate) account: Option<String>,
    /// Whether it also matches the counterexample.
    pub(crate) any_user: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    EventRule,
    MetricFilter,
}

impl Route {
    /// A log group whose filters get nothing.
    pub(crate) fn of_log_group(group: &LogGroup, chains: Vec<Option<Chain>>) -> Self {
        Self {
            kind: Kind::MetricFilter,
            name: group.name.clone(),
            chains,
            account: None,
            any_user: false,
        }
    }

    /// Prepends the upstream link; `None` for an event that doesn't come this way.
    pub(crate) fn come_from(&mut self, upstream: &[Option<Chain>]) {
        for (chain, upstream) in self.chains.iter_mut().zip(upstream) {
            *chain = chain
                .take()
                .and_then(|chain| Some(upstream.clone()?.then(|| chain)));
        }
    }

    /// Whether it carries the event to a person.
    pub(crate) fn carries(&self, event: usize) -> bool {
        self.chain(event).is_some_and(Chain::works)
    }

    pub(crate) fn chain(&self, event: usize) -> Option<&Chain> {
        self.chains.get(event)?.as_ref()
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::EventRule => "event rule",
            Kind::MetricFilter => "metric filter",
        };
        write!(f, "{kind} {}", self.name)
    }
}
