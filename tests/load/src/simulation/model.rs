//! A delivery in virtual time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use super::backoff::{self, Backoff};
use super::delivery::{Delivery, Due};
use super::profile::{Profiles, Step};
use super::tally::{RuleTally, Tally};
use local_aws::quota::{Buckets, Quotas};

/// How long an answer takes.
const ANSWER: Duration = Duration::from_millis(50);
const REPORT: &str = "config:PutEvaluations";

/// Plays a delivery with the calls of `profiles`, without waiting.
#[must_use]
pub fn modelled(profiles: &Profiles, delivery: &Delivery, quotas: &Quotas) -> Tally {
    let mut model = Model {
        pauses: delivery.pauses,
        buckets: Buckets::new(quotas.clone()),
        chance: fastrand::Rng::with_seed(delivery.seed),
        agenda: Agenda::default(),
        evaluations: Vec::new(),
        tally: Tally::of(profiles.rules.iter().map(|(name, _)| name.as_str())),
    };
    for due in delivery.events(profiles.rules.len()) {
        let evaluation = model.evaluations.len();
        model
            .evaluations
            .push(Evaluation::new(due, profiles, quotas));
        model.agenda.note(due.at, evaluation, Event::Invoke);
    }
    while let Some((now, evaluation, event)) = model.agenda.next() {
        model.happen(now, evaluation, event);
    }
    model.tally
}

/// What happens to an evaluation. All but the first belong to an invocation, and are ignored if it
/// has failed in the meantime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// An invocation begins.
    Invoke,
    /// A call is made. The number counts its attempts.
    Call {
        invocation: usize,
        step: usize,
        attempt: u32,
    },
    /// A call is answered.
    Answer { invocation: usize, step: usize },
    /// The invocation fails.
    Fail { invocation: usize },
}

/// The pending events, by time and then by the order in which they were added.
#[derive(Debug, Default)]
struct Agenda {
    entries: BinaryHeap<Reverse<(Duration, u64, usize, Event)>>,
    noted: u64,
}

impl Agenda {
    fn note(&mut self, at: Duration, evaluation: usize, event: Event) {
        self.noted += 1;
        self.entries
            .push(Reverse((at, self.noted, evaluation, event)));
    }

    fn next(&mut self) -> Option<(Duration, usize, Event)> {
        let Reverse((at, _, evaluation, event)) = self.entries.pop()?;
        Some((at, evaluation, event))
    }
}

/// Whose bucket a call takes from: the management account's or a member's, in a Region.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Whose<'a> {
    Management(&'a str),
    Member(usize, &'a str),
}

/// One evaluation in progress.
#[derive(Debug)]
struct Evaluation<'a> {
    due: Due,
    timeout: Duration,
    calls: Vec<PendingCall<'a>>,
    /// How many invocations have begun.
    invocations: usize,
    begun: Duration,
    running: bool,
}

#[derive(Debug)]
struct PendingCall<'a> {
    step: &'a Step,
    quota: Option<usize>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    UnderWay,
    Answered,
}

impl<'a> Evaluation<'a> {
    fn new(due: Due, profiles: &'a Profiles, quotas: &Quotas) -> Self {
        let calls = profiles
            .of(due.rule, due.account)
            .map_or(&[][..], |profile| &profile.steps)
            .iter()
            .map(|step| PendingCall {
                step,
                quota: quotas.of(&step.call),
                state: State::Waiting,
            })
            .collect();
        let timeout = profiles.rules.get(due.rule);
        Self {
            due,
            timeout: timeout.map_or(Duration::ZERO, |(_, timeout)| *timeout),
            calls,
            invocations: 0,
            begun: due.at,
            running: false,
        }
    }

    /// The calls that can be made now, and how long the rule waits before each.
    fn begin_ready(&mut self) -> Vec<(usize, Duration)> {
        let ready: Vec<(usize, Duration)> = self
            .calls
            .iter()
            .enumerate()
            .filter(|(_, call)| {
                let is_answered = |place: &usize| {
                    let before = self.calls.get(*place);
                    before.is_some_and(|before| before.state == State::Answered)
                };
                call.state == State::Waiting && call.step.after.iter().all(is_answered)
            })
            .map(|(place, call)| (place, call.step.pause))
            .collect();
        for (place, _) in &ready {
            self.set(*place, State::UnderWay);
        }
        ready
    }

    fn set(&mut self, place: usize, state: State) {
        if let Some(call) = self.calls.get_mut(place) {
            call.state = state;
        }
    }

    /// When an invocation gives up on `call`.
    fn gives_up(&self, call: &str) -> Duration {
        self.begun
            + if call == REPORT {
                backoff::reporting(self.timeout)
            } else {
                backoff::reading(self.timeout)
            }
    }
}

struct Model<'a> {
    pauses: [Duration; 2],
    buckets: Buckets<Whose<'a>>,
    chance: fastrand::Rng,
    agenda: Agenda,
    evaluations: Vec<Evaluation<'a>>,
    tally: Tally,
}

impl Model<'_> {
    fn happen(&mut self, now: Duration, place: usize, event: Event) {
        let Self {
            pauses,
            buckets,
            chance,
            agenda,
            evaluations,
            tally,
        } = self;
        let Some(evaluation) = evaluations.get_mut(place) else {
            return;
        };
        let Some(tally) = tally.rules.get_mut(evaluation.due.rule) else {
            return;
        };
        let is_current = |invocation| evaluation.running && evaluation.invocations == invocation;
        match event {
            Event::Invoke => {
                evaluation.invoke(now);
                go_on(now, place, evaluation, agenda);
            }
            Event::Call {
                invocation,
                step,
                attempt,
            } if is_current(invocation) => {
                let (at, next) =
                    evaluation.call(now, (invocation, step, attempt), buckets, chance, tally);
                agenda.note(at, place, next);
            }
            Event::Answer { invocation, step } if is_current(invocation) => {
                evaluation.set(step, State::Answered);
                let is_done = |call: &PendingCall<'_>| call.state == State::Answered;
                if evaluation.calls.iter().all(is_done) {
                    evaluation.running = false;
                    tally.evaluated += 1;
                    tally.waits.push(now - evaluation.due.at);
                } else {
                    go_on(now, place, evaluation, agenda);
                }
            }
            Event::Fail { invocation } if is_current(invocation) => {
                evaluation.running = false;
                if let Some(pause) = pauses.get(invocation - 1) {
                    tally.repeated += 1;
                    agenda.note(now + *pause, place, Event::Invoke);
                } else {
                    tally.lost += 1;
                }
            }
            Event::Call { .. } | Event::Answer { .. } | Event::Fail { .. } => {}
        }
    }
}

fn go_on(now: Duration, place: usize, evaluation: &mut Evaluation<'_>, agenda: &mut Agenda) {
    for (step, pause) in evaluation.begin_ready() {
        let call = Event::Call {
            invocation: evaluation.invocations,
            step,
            attempt: 1,
        };
        agenda.note(now + pause, place, call);
    }
}

impl<'a> Evaluation<'a> {
    fn invoke(&mut self, now: Duration) {
        self.invocations += 1;
        self.begun = now;
        self.running = true;
        for call in &mut self.calls {
            if !(call.step.kept && call.state == State::Answered) {
                call.state = State::Waiting;
            }
        }
    }

    /// Makes a call, and says what comes of it, and when.
    fn call(
        &self,
        now: Duration,
        (invocation, place, attempt): (usize, usize, u32),
        buckets: &mut Buckets<Whose<'a>>,
        chance: &mut fastrand::Rng,
        tally: &mut RuleTally,
    ) -> (Duration, Event) {
        let failed = Event::Fail { invocation };
        let Some(PendingCall { step, quota, .. }) = self.calls.get(place) else {
            return (now, failed);
        };
        let whose = if step.in_management {
            Whose::Management(&step.region)
        } else {
            Whose::Member(self.due.account, &step.region)
        };
        let is_taken = quota.is_none_or(|quota| buckets.take(quota, whose, now));
        tally.call(&step.call, !is_taken);
        let answered = now + ANSWER;
        if is_taken {
            let answer = Event::Answer {
                invocation,
                step: place,
            };
            return (answered, answer);
        }
        let backoff = Backoff::of(&step.call);
        if attempt >= backoff.attempts {
            return (answered, failed);
        }
        let again = answered + backoff.pause(attempt, chance);
        let gives_up = self.gives_up(&step.call);
        if again >= gives_up {
            return (gives_up.max(now), failed);
        }
        let next = Event::Call {
            invocation,
            step: place,
            attempt: attempt + 1,
        };
        (again, next)
    }
}

#[cfg(test)]
mod tests {
    use local_aws::quota::Quota;

    use super::*;
    use crate::simulation::{LAMBDA_PAUSES, Profile};

    const READ: &str = "organizations:DescribeAccount";

    fn step(call: &str, in_management: bool, after: &[usize]) -> Step {
        Step {
            call: call.to_owned(),
            in_management,
            region: "us-east-1".to_owned(),
            kept: false,
            after: after.to_vec(),
            pause: Duration::ZERO,
        }
    }

    /// A rule with one read in the management account and a report.
    fn profiles() -> Profiles {
        let steps = vec![step(READ, true, &[]), step(REPORT, false, &[0])];
        Profiles::new(
            vec![("rule".to_owned(), Duration::from_secs(60))],
            vec![vec![Profile { steps }]],
        )
    }

    fn delivery(accounts: usize, seconds: u64) -> Delivery {
        Delivery {
            accounts,
            window: Duration::from_secs(seconds),
            pauses: LAMBDA_PAUSES,
            seed: 1,
        }
    }

    #[test]
    fn without_quotas_every_evaluation_takes_as_long_as_its_calls() {
        let tally = modelled(&profiles(), &delivery(100, 10), &Quotas::none()).total();
        assert_eq!((tally.evaluated, tally.lost), (100, 0));
        assert_eq!(tally.all_calls().made, 200);
        assert_eq!(tally.wait(1.0), Some(2 * ANSWER));
    }

    #[test]
    fn every_evaluation_ends_once_and_what_is_taken_keeps_to_the_quota() {
        let quotas = Quotas::none().with(Quota::given(READ, 2.0, 4.0));
        let tally = modelled(&profiles(), &delivery(2_000, 60), &quotas).total();
        assert_eq!(tally.evaluated + tally.lost, 2_000);
        assert!(tally.lost > 0);
        let read = tally.calls[READ];
        assert_eq!(read.made - read.throttled, tally.evaluated);
        // The window of events, three invocations of a minute each, the pauses between them.
        let seconds = 120 + 3 * 60 + 180;
        assert!(tally.evaluated <= 4 + 2 * seconds);
    }

    #[test]
    fn what_a_burst_exceeds_is_done_later_and_not_lost() {
        let quotas = Quotas::none().with(Quota::given(READ, 10.0, 10.0));
        let tally = modelled(&profiles(), &delivery(300, 10), &quotas).total();
        assert_eq!((tally.evaluated, tally.lost), (300, 0));
        assert!(tally.all_calls().throttled > 0);
        assert!(tally.wait(1.0) > tally.wait(0.0));
    }

    #[test]
    fn a_delivery_is_played_the_same_again() {
        let quotas = Quotas::none().with(Quota::given(READ, 2.0, 4.0));
        let play = || modelled(&profiles(), &delivery(200, 30), &quotas);
        assert_eq!(play(), play());
    }
}
