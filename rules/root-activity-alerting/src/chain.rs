//! The chain from a root event to somebody who is alerted.
//!
//! ```text
//! event ─ trail ─┬─ default event bus ─ event rule ─ target ─────────┬─ topic ─ confirmed subscriber
//!                └─ log group ─ metric filter ─ metric ─ alarm ──────┘
//! ```

use std::fmt;

use crate::alarm::{AlarmFault, AlarmUnseen};
use crate::link::Link;
use crate::metric_filter::{FilterFault, FilterUnseen};
use crate::target::fault::{TargetFault, TargetUnseen};
use crate::topic::{TopicFault, TopicUnseen};
use crate::trail::{DeliveryFault, OthersTrail, TrailFault};

/// The first link of a chain that doesn't work. Those further down come later in the order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Break {
    NoTrail,
    Trail(Named<TrailFault>),
    NoLogGroup { trail: String },
    LogGroupElsewhere { trail: String, account: String },
    NoEventRule { region: String },
    NoFilter { trail: String, group: String },
    LogGroup(Named<DeliveryFault>),
    MetricFilter(Named<FilterFault>),
    Alarm(Named<AlarmFault>),
    Target(Named<TargetFault>),
    Topic(Named<TopicFault>),
}

/// The first link of a chain that can't be judged.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Blind {
    Trail(Named<OthersTrail>),
    MetricFilter(Named<FilterUnseen>),
    Alarm(Named<AlarmUnseen>),
    Target(Named<TargetUnseen>),
    Topic(Named<TopicUnseen>),
}

/// What is wrong with the trail, filter or other link of this name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named<F> {
    pub(crate) name: String,
    pub(crate) what: F,
}

/// A whole chain, or where it ends.
pub(crate) type Chain = Link<Break, Blind>;

/// How far a chain goes.
fn reach(chain: &Chain) -> u8 {
    match chain {
        Link::Broken(Break::NoTrail) => 0,
        Link::Broken(Break::Trail(_)) | Link::Unseen(Blind::Trail(_)) => 1,
        Link::Broken(
            Break::NoEventRule { .. } | Break::NoLogGroup { .. } | Break::LogGroupElsewhere { .. },
        ) => 2,
        Link::Broken(Break::NoFilter { .. }) => 3,
        Link::Broken(Break::LogGroup(_)) => 4,
        Link::Broken(Break::MetricFilter(_)) | Link::Unseen(Blind::MetricFilter(_)) => 5,
        Link::Broken(Break::Alarm(_)) | Link::Unseen(Blind::Alarm(_)) => 6,
        Link::Broken(Break::Target(_)) | Link::Unseen(Blind::Target(_)) => 7,
        Link::Broken(Break::Topic(_)) | Link::Unseen(Blind::Topic(_)) => 8,
        Link::Works => 9,
    }
}

/// The chain that goes furthest.
pub(crate) fn best(chains: impl IntoIterator<Item = Chain>) -> Option<Chain> {
    chains.into_iter().max_by_key(reach)
}

/// A link with its name, as a link of the chain.
pub(crate) fn link<B, U>(
    name: &str,
    link: Link<B, U>,
    broken: fn(Named<B>) -> Break,
    unseen: fn(Named<U>) -> Blind,
) -> Chain {
    let name = || name.to_owned();
    match link {
        Link::Works => Link::Works,
        Link::Broken(what) => Link::Broken(broken(Named { name: name(), what })),
        Link::Unseen(what) => Link::Unseen(unseen(Named { name: name(), what })),
    }
}

impl<B, U> Link<B, U> {
    /// The next link, if this one works.
    pub(crate) fn then(self, next: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Works => next(),
            ended => ended,
        }
    }
}

impl<F: fmt::Display> fmt::Display for Named<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.what)
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTrail => f.write_str(
                "no trail records it, and EventBridge and log groups get events only from trails: \
                 create one for all Regions, with management events",
            ),
            Self::Trail(fault) => write!(f, "trail {fault}"),
            Self::NoLogGroup { trail } => write!(
                f,
                "trail {trail} delivers to no log group: add one, with a metric filter and an alarm"
            ),
            Self::LogGroupElsewhere { trail, account } => write!(
                f,
                "trail {trail} delivers to a log group of account {account}: set centralAlerting if \
                 {account} alerts for the organization"
            ),
            Self::NoEventRule { region } => write!(
                f,
                "no event rule in {region} matches it: add one for userIdentity type Root, with a \
                 topic that lets events.amazonaws.com publish"
            ),
            Self::NoFilter { trail, group } => write!(
                f,
                "no metric filter on log group {group} of trail {trail} matches it: filter for \
                 $.userIdentity.type = \"Root\""
            ),
            Self::LogGroup(fault) => write!(f, "trail {fault}"),
            Self::MetricFilter(fault) => write!(f, "metric filter {fault}"),
            Self::Alarm(fault) => write!(f, "alarm {fault}"),
            Self::Target(fault) => fault.fmt(f),
            Self::Topic(fault) => write!(f, "topic {fault}"),
        }
    }
}

impl fmt::Display for Blind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trail(unseen) => write!(f, "trail {unseen}"),
            Self::MetricFilter(unseen) => write!(f, "metric filter {unseen}"),
            Self::Alarm(unseen) => write!(f, "alarm {unseen}"),
            Self::Target(unseen) => unseen.fmt(f),
            Self::Topic(unseen) => write!(f, "topic {unseen}"),
        }
    }
}
