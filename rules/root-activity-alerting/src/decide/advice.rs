use crate::chain::{Break, Chain, best};
use crate::event::{Event, Whose};
use crate::link::Link;
use crate::trail::Trail;
use crate::upstream::recorded;

/// Where the chain of an event ends if no event rule or metric filter matches it.
pub(super) fn nearest(trails: &[Trail], account: &str, region: &str, event: &Event) -> Chain {
    let trails = trails
        .iter()
        .filter(|trail| event.whose == Whose::Own || trail.is_of_organization);
    best(trails.map(|trail| from(trail, account, region, event)))
        .unwrap_or(Link::Broken(Break::NoTrail))
}

fn from(trail: &Trail, account: &str, region: &str, event: &Event) -> Chain {
    recorded(trail, event).then(|| {
        Link::Broken(match &trail.log_group {
            Some(group) if group.account == account => Break::NoFilter {
                trail: trail.name.clone(),
                group: group.name.clone(),
            },
            _ if event.whose == Whose::Own && !event.sample.is_beyond_event_rules() => {
                Break::NoEventRule {
                    region: region.to_owned(),
                }
            }
            Some(group) => Break::LogGroupElsewhere {
                trail: trail.name.clone(),
                account: group.account.clone(),
            },
            None => Break::NoLogGroup {
                trail: trail.name.clone(),
            },
        })
    })
}
