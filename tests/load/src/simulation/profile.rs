//! The calls that a rule's process makes: which, for whom, and which call waits for which.

use std::sync::Arc;
use std::time::Duration;

use super::grown::{grown, kind_of, member};
use local_aws::Call;
use local_aws::Organization;
use local_aws::engine::{self, EngineError, Options, RunOutcome, RunnableRule};
use local_aws::scenario::{AccountKind, Fault, Scenario};

/// How long each answer takes while a rule is measured. It is longer than a rule needs between two
/// calls, so that concurrent calls overlap.
const ANSWER: Duration = Duration::from_millis(150);

/// A shorter pause between an answer and the next call comes from this machine, not from the rule.
const SHORTEST_PAUSE: Duration = Duration::from_millis(450);

/// What is kept in a function's process for its next invocation.
const KEPT: &[&str] = &["organizations:DescribeOrganization", "sts:AssumeRole"];

/// A call of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The operation, as an IAM action.
    pub call: String,
    /// Whether it is made in the management account, by the reader role.
    pub in_management: bool,
    /// The Region that it is made in.
    pub region: String,
    /// Whether its answer is kept for the function's next invocation.
    pub kept: bool,
    /// The places of the calls that it waits for.
    pub after: Vec<usize>,
    /// How long the rule waits between their answers and this call.
    pub pause: Duration,
}

/// The calls of one rule in one kind of account, in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The calls.
    pub steps: Vec<Step>,
}

/// The profiles of rules.
#[derive(Debug, Clone)]
pub struct Profiles {
    /// The rules, by name, with their functions' timeouts.
    pub rules: Vec<(String, Duration)>,
    /// By rule and then by kind of account.
    profiles: Vec<Vec<Profile>>,
}

/// Why profiles can't be measured.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No free port.
    #[error("the local organization can't listen on 127.0.0.1: {0}")]
    Listen(#[source] std::io::Error),
    /// A rule can't be run.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A rule fails even when nothing is throttled.
    #[error("{rule} can't be evaluated in a copy of an account of the scenario: {message}")]
    Fails {
        /// The rule.
        rule: String,
        /// Its error.
        message: String,
    },
}

impl Profiles {
    #[cfg(test)]
    pub(super) fn new(rules: Vec<(String, Duration)>, profiles: Vec<Vec<Profile>>) -> Self {
        Self { rules, profiles }
    }

    /// Runs each rule once for each member account of `sample`, in an organization of at least
    /// `members` members, with nothing throttled.
    ///
    /// # Errors
    /// When a rule can't be run, or fails.
    pub async fn measure(
        sample: &Scenario,
        members: usize,
        rules: &[RunnableRule],
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Self, ProfileError> {
        let kinds = sample
            .accounts
            .keys()
            .filter(|id| sample.kind(id) == AccountKind::Member)
            .count()
            .max(1);
        let organization = Organization::start(grown(sample, members.max(kinds)))
            .await
            .map_err(ProfileError::Listen)?;
        organization.add_fault(Fault::latency(ANSWER));
        let options = Options {
            accounts: (0..kinds).map(member).collect(),
            ..Options::default()
        };
        let runs = engine::evaluate(&Arc::new(organization), rules, &options, |now| {
            progress(now.done, now.total);
        })
        .await?;
        let mut profiles: Vec<Vec<Profile>> = vec![Vec::new(); rules.len()];
        for (place, run) in runs.iter().enumerate() {
            if let RunOutcome::Error { message, .. } = &run.outcome {
                return Err(ProfileError::Fails {
                    rule: run.rule.clone(),
                    message: message.clone(),
                });
            }
            // The runs are in the order of the accounts, then of the rules.
            if let Some(of_rule) = profiles.get_mut(place % rules.len()) {
                of_rule.push(Profile::of(&run.calls, sample));
            }
        }
        Ok(Self {
            rules: rules
                .iter()
                .map(|rule| (rule.name.clone(), rule.timeout))
                .collect(),
            profiles,
        })
    }

    /// For the rule at a place, in each kind of account.
    #[must_use]
    pub fn of_rule(&self, rule: usize) -> &[Profile] {
        self.profiles.get(rule).map_or(&[], Vec::as_slice)
    }

    /// For the rule at a place in the member account at a place.
    pub(super) fn of(&self, rule: usize, account: usize) -> Option<&Profile> {
        let kinds = self.of_rule(rule);
        kinds.get(kind_of(account, kinds.len())?)
    }
}

impl Profile {
    fn of(calls: &[Call], scenario: &Scenario) -> Self {
        let mut calls: Vec<&Call> = calls.iter().collect();
        calls.sort_by_key(|call| call.at);
        let Some(first) = calls.first() else {
            return Self { steps: Vec::new() };
        };
        let spans: Vec<(Duration, Duration)> = calls
            .iter()
            .map(|call| {
                let begins = call.at.duration_since(first.at).unsigned_abs();
                (begins, begins + call.duration)
            })
            .collect();
        let steps = calls
            .iter()
            .zip(&spans)
            .map(|(call, (begins, _))| {
                let after: Vec<usize> = (0..spans.len())
                    .filter(|place| spans.get(*place).is_some_and(|(_, ends)| ends <= begins))
                    .collect();
                let answered = after
                    .iter()
                    .filter_map(|place| Some(spans.get(*place)?.1))
                    .max();
                let pause = answered.map_or(Duration::ZERO, |answered| *begins - answered);
                let action = call.action();
                Step {
                    in_management: call.caller.as_ref().is_some_and(|caller| {
                        scenario.kind(&caller.account) == AccountKind::Management
                    }),
                    region: call.region.clone(),
                    kept: KEPT.contains(&&*action),
                    after,
                    pause: if pause < SHORTEST_PAUSE {
                        Duration::ZERO
                    } else {
                        pause
                    },
                    call: action,
                }
            })
            .collect();
        Self { steps }
    }

    /// How many calls are made, in the management account or in the own one.
    #[must_use]
    pub fn count(&self, in_management: bool) -> usize {
        self.steps
            .iter()
            .filter(|step| step.in_management == in_management)
            .count()
    }
}
