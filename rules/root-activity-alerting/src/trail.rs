//! Which trail records an event, and whether it delivers to its log group.

pub(crate) mod read;
mod selector;

use jiff::{SignedDuration, Timestamp};

use selector::Selector;

use crate::event::Event;
use crate::link::Link;

/// A trail that the account sees: its own or its organization's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trail {
    pub(crate) name: String,
    /// The account that owns it.
    pub(crate) owner: String,
    /// Its home Region.
    pub(crate) home: String,
    pub(crate) is_multi_region: bool,
    pub(crate) is_of_organization: bool,
    pub(crate) log_group: Option<LogGroup>,
    /// `None` for another account's trail: CloudTrail doesn't let others read it.
    pub(crate) working: Option<Working>,
}

/// The status of one of the account's trails.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Working {
    pub(crate) is_logging: bool,
    pub(crate) selectors: Vec<Selector>,
    pub(crate) delivery: Delivery,
}

/// A trail's status of its deliveries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Delivery {
    /// The last error of a delivery to the log group.
    pub(crate) error: Option<String>,
    pub(crate) to_log_group: Option<Timestamp>,
    pub(crate) to_bucket: Option<Timestamp>,
}

/// A log group that a trail delivers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogGroup {
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) account: String,
}

/// Why a trail would not record an event, and what to do. Continues "trail NAME …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TrailFault {
    #[error("is not logging: start logging")]
    NotLogging,
    #[error("records one Region only: apply it to all Regions")]
    OneRegion,
    #[error("does not record it: log all management events, reads and writes")]
    LeftOut,
}

/// Continues "trail NAME …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "belongs to account {owner}, so whether it works can't be seen from here: create a trail in \
     this account, or set centralAlerting if {owner} alerts for members"
)]
pub(crate) struct OthersTrail {
    pub(crate) owner: String,
}

/// Why a log group gets no events. Continues "trail NAME …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DeliveryFault {
    #[error(
        "can't deliver to log group {group} ({error}): correct the role for CloudWatch Logs and the \
         log group"
    )]
    Fails { group: String, error: String },
    #[error(
        "has delivered nothing to log group {group} for a day: correct its role for CloudWatch Logs \
         and the log group"
    )]
    Silent { group: String },
    #[error("delivers to log group {group}, which does not exist: choose one that does")]
    Gone { group: String },
}

/// CloudTrail delivers to both within minutes if there is something to deliver.
const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

impl Trail {
    /// Whether it records the event.
    pub(crate) fn records(&self, event: &Event) -> Link<TrailFault, OthersTrail> {
        if !self.is_multi_region && self.home != event.region {
            return Link::Broken(TrailFault::OneRegion);
        }
        let Some(working) = &self.working else {
            return Link::Unseen(OthersTrail {
                owner: self.owner.clone(),
            });
        };
        if !working.is_logging {
            return Link::Broken(TrailFault::NotLogging);
        }
        if working
            .selectors
            .iter()
            .any(|selector| selector.selects(&event.record))
        {
            Link::Works
        } else {
            Link::Broken(TrailFault::LeftOut)
        }
    }

    /// Whether what it records arrives in its log group.
    pub(crate) fn delivers(
        &self,
        group: &LogGroup,
        now: Timestamp,
    ) -> Link<DeliveryFault, OthersTrail> {
        let Some(working) = &self.working else {
            return Link::Unseen(OthersTrail {
                owner: self.owner.clone(),
            });
        };
        let delivery = &working.delivery;
        let group = || group.name.clone();
        if let Some(error) = &delivery.error {
            return Link::Broken(DeliveryFault::Fails {
                group: group(),
                error: error.clone(),
            });
        }
        // If nothing happens, neither gets anything.
        let silent = match (delivery.to_log_group, delivery.to_bucket) {
            (None, to_bucket) => to_bucket.is_some(),
            (Some(last), None) => now.duration_since(last) > A_DAY,
            (Some(last), Some(to_bucket)) => {
                now.duration_since(last) > A_DAY && to_bucket.duration_since(last) > AN_HOUR
            }
        };
        if silent {
            Link::Broken(DeliveryFault::Silent { group: group() })
        } else {
            Link::Works
        }
    }
}

#[cfg(test)]
mod tests {
    use case_table::rows;

    use super::*;
    use crate::event::{Scene, Whose};
    use crate::sample::Sample;

    fn event(sample: Sample) -> Event {
        Scene::EXAMPLE.event(sample, Whose::Own)
    }

    fn trail(working: Working) -> Trail {
        Trail {
            name: "all".to_owned(),
            owner: "111111111111".to_owned(),
            home: "us-east-1".to_owned(),
            is_multi_region: true,
            is_of_organization: false,
            log_group: None,
            working: Some(working),
        }
    }

    fn working() -> Working {
        Working {
            is_logging: true,
            selectors: vec![Selector::of_management_events()],
            delivery: Delivery::default(),
        }
    }

    #[test]
    fn a_trail_records_what_it_selects_where_it_is() {
        let one_region = Trail {
            is_multi_region: false,
            ..trail(working())
        };
        let stopped = Working {
            is_logging: false,
            ..working()
        };
        let nothing = Working {
            selectors: vec![],
            ..working()
        };
        let elsewhere = Sample::CallElsewhere;
        let table = [
            (trail(working()), elsewhere, Link::Works),
            (one_region.clone(), Sample::Read, Link::Works),
            (one_region, elsewhere, Link::Broken(TrailFault::OneRegion)),
            (
                trail(stopped),
                Sample::Read,
                Link::Broken(TrailFault::NotLogging),
            ),
            (
                trail(nothing),
                Sample::Read,
                Link::Broken(TrailFault::LeftOut),
            ),
        ];
        for (trail, sample, expected) in table {
            assert_eq!(trail.records(&event(sample)), expected);
        }
        let others = Trail {
            working: None,
            ..trail(working())
        };
        assert!(matches!(others.records(&event(elsewhere)), Link::Unseen(_)));
    }

    /// cloudmapper#521, prowler#1813
    #[test]
    fn a_delivery_that_fails_or_ended_is_broken() {
        let now: Timestamp = Scene::EXAMPLE.time.parse().unwrap();
        let ago = |hours: &str| {
            let hours = hours.parse().ok()?;
            Some(now - SignedDuration::from_hours(hours))
        };
        let group = LogGroup {
            name: "trail".to_owned(),
            region: "us-east-1".to_owned(),
            account: "111111111111".to_owned(),
        };
        // The last error, and how many hours ago something arrived in log group and bucket.
        let table = "
            nothing yet | | | | true
            just now | | 1 | 1 | true
            the last is a day old | | 24 | 1 | true
            fails | AccessDenied | 1 | 1 | false
            to the bucket only, for a long time | | 960 | 1 | false
            to the bucket only, ever | | | 1 | false
            to neither, for a long time | | 72 | 72 | true
            long ago, and nothing of the bucket | | 72 | | false
        ";
        for [case, error, to_log_group, to_bucket, expected] in rows(table) {
            let delivery = Delivery {
                error: Some(error.to_owned()).filter(|error| !error.is_empty()),
                to_log_group: ago(to_log_group),
                to_bucket: ago(to_bucket),
            };
            let trail = trail(Working {
                delivery,
                ..working()
            });
            let works = trail.delivers(&group, now).works().to_string();
            assert_eq!(works, expected, "{case}");
        }
    }
}
