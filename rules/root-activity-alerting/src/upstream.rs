//! The links from an event to a log group or to the event bus.

use jiff::Timestamp;

use crate::chain::{Blind, Break, Chain, best, link};
use crate::event::Event;
use crate::link::Link;
use crate::trail::{LogGroup, Trail};

/// Whether the trail records the event.
pub(crate) fn recorded(trail: &Trail, event: &Event) -> Chain {
    link(
        &trail.name,
        trail.records(event),
        Break::Trail,
        Blind::Trail,
    )
}

/// Whether what the trail records arrives in its log group.
pub(crate) fn delivered(trail: &Trail, group: &LogGroup, now: Timestamp) -> Chain {
    link(
        &trail.name,
        trail.delivers(group, now),
        Break::LogGroup,
        Blind::Trail,
    )
}

/// Whether any of the trails brings the event to the event bus.
pub(crate) fn on_the_bus(trails: &[Trail], event: &Event) -> Chain {
    best(trails.iter().map(|trail| recorded(trail, event))).unwrap_or(Link::Broken(Break::NoTrail))
}
