mod advice;

use config_rule::Verdict;

use crate::chain::{Chain, best};
use crate::event::{Event, Whose};
use crate::link::Link;
use crate::route::{Kind, Route};
use crate::trail::Trail;

#[derive(Debug)]
pub(crate) enum Facts {
    /// Another account is alerted of this one's root events through the organization's trail.
    HeardElsewhere {
        trail: String,
        /// The account with the alarms.
        hearer: String,
        /// The first event that the trail would not deliver there, as far as this account can see.
        lost: Option<(Event, Chain)>,
    },
    Alerts(Alerts),
}

/// How the account is alerted of root events.
#[derive(Debug)]
pub(crate) struct Alerts {
    pub(crate) account: String,
    /// The partition's global Region.
    pub(crate) region: String,
    /// The events that must raise an alert.
    pub(crate) events: Vec<Event>,
    pub(crate) routes: Vec<Route>,
    pub(crate) trails: Vec<Trail>,
    /// Another account's organization trail that the routes depend on.
    pub(crate) vouched: Option<Vouched>,
}

/// A trail that its owner's evaluation judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vouched {
    pub(crate) trail: String,
    pub(crate) owner: String,
}

pub(crate) fn decide(facts: &Facts) -> Verdict {
    match facts {
        Facts::HeardElsewhere {
            trail,
            hearer,
            lost: None,
        } => Verdict::compliant(format!(
            "The organization's trail {trail} records this account. Its alarms in account {hearer} \
             can't be seen from here: that account's evaluation of this rule tests them with a \
             member's events (centralAlerting)."
        )),
        Facts::HeardElsewhere {
            lost: Some((event, chain)),
            ..
        } => Verdict::non_compliant(lost(&event.described(), 0, chain)),
        Facts::Alerts(alerts) => {
            let unheard = alerts.unheard();
            match unheard.first() {
                None => Verdict::compliant(alerts.heard()),
                Some(first) => Verdict::non_compliant(alerts.missed(*first, unheard.len())),
            }
        }
    }
}

/// The first event that alerts nobody, and the link that breaks.
fn lost(event: &str, others: usize, chain: &Chain) -> String {
    let others = match others {
        0 => String::new(),
        1 => " (and one more event)".to_owned(),
        others => format!(" (and {others} more events)"),
    };
    match chain {
        Link::Works => format!("{event}{others} would alert nobody."),
        Link::Broken(fault) => format!("{event}{others} would alert nobody: {fault}."),
        Link::Unseen(unseen) => format!("{event}{others} may alert nobody: {unseen}."),
    }
}

impl Alerts {
    fn is_heard(&self, event: usize) -> bool {
        self.routes.iter().any(|route| route.carries(event))
    }

    /// Whether event rules carry all calls that they can. The others are then only mentioned.
    fn calls_come_over_the_bus(&self) -> bool {
        self.own()
            .filter(|(_, event)| {
                !event.sample.is_sign_in() && !event.sample.is_beyond_event_rules()
            })
            .all(|(place, _)| {
                self.routes
                    .iter()
                    .any(|route| route.kind == Kind::EventRule && route.carries(place))
            })
    }

    fn own(&self) -> impl Iterator<Item = (usize, &Event)> {
        self.events
            .iter()
            .enumerate()
            .filter(|(_, event)| event.whose == Whose::Own)
    }

    /// The events that must raise an alert and don't.
    fn unheard(&self) -> Vec<usize> {
        let excused = self.calls_come_over_the_bus();
        self.events
            .iter()
            .enumerate()
            .filter(|(place, event)| {
                let beyond = event.whose == Whose::Own && event.sample.is_beyond_event_rules();
                !(self.is_heard(*place) || excused && beyond)
            })
            .map(|(place, _)| place)
            .collect()
    }

    /// Whether event rules alone could change the verdict.
    pub(crate) fn needs_no_event_rules(&self) -> bool {
        (0..self.events.len()).all(|event| self.is_heard(event))
    }

    fn heard(&self) -> String {
        let mut carriers: Vec<&Route> = Vec::new();
        for event in 0..self.events.len() {
            let carrier = self.routes.iter().find(|route| route.carries(event));
            carriers.extend(carrier.filter(|carrier| !carriers.contains(carrier)));
        }
        let by: Vec<String> = carriers.iter().map(ToString::to_string).collect();
        let by = by.join(", ");
        let mut reason = if self.events.iter().any(|event| event.whose != Whose::Own) {
            format!("Root activity in this account and in member accounts raises an alert: {by}.")
        } else {
            format!("A root sign-in and a root API call raise an alert: {by}.")
        };
        if let Some(Vouched { trail, owner }) = &self.vouched {
            reason.push_str(&format!(
                " Whether trail {trail} works is judged in account {owner}."
            ));
        }
        if let Some(account) = carriers.iter().find_map(|route| route.account.as_ref()) {
            reason.push_str(&format!(" The alert goes on to account {account}."));
        }
        if let Some(missed) = self.told_of() {
            reason.push_str(&format!(" {missed} raise no alert."));
        }
        if carriers.iter().any(|route| route.any_user) {
            reason.push_str(" Any user's sign-in raises it too, so root's may be overlooked.");
        }
        reason
    }

    /// What raises no alert, and need not.
    fn told_of(&self) -> Option<&'static str> {
        let missed = |read_only| {
            self.own().any(|(place, event)| {
                event.sample.is_beyond_event_rules()
                    && event.sample.shape().read_only == read_only
                    && !self.is_heard(place)
            })
        };
        match (missed(true), missed(false)) {
            (true, true) => Some("Calls that only read, and calls in other Regions,"),
            (true, false) => Some("Calls that only read"),
            (false, true) => Some("Calls in other Regions"),
            (false, false) => None,
        }
    }

    fn missed(&self, first: usize, count: usize) -> String {
        let event = &self.events[first];
        let nearest = best(
            self.routes
                .iter()
                .filter_map(|route| route.chain(first).cloned()),
        );
        let described = if count == self.events.len() {
            "Activity of the root user".to_owned()
        } else {
            event.described()
        };
        let others = if count == self.events.len() {
            0
        } else {
            count - 1
        };
        match nearest {
            Some(chain) => lost(&described, others, &chain),
            None => lost(
                &described,
                others,
                &advice::nearest(&self.trails, &self.account, &self.region, event),
            ),
        }
    }
}

#[cfg(test)]
mod tests;
