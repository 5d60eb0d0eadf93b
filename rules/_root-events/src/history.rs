use std::time::Duration;

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::config::{Config, Region};
use aws_sdk_cloudtrail::operation::lookup_events::LookupEventsOutput;
use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
use aws_smithy_types::DateTime;
use config_rule::{Aws, Later, Pages, ReadError, Subject};
use jiff::Timestamp;
use tokio::time::{Instant, timeout_at};

use crate::aliases::{Aliases, ROOT};
use crate::event::{Envelope, RootEvent};
use crate::pace::Pace;

const LOOKUP_EVENTS: &str = "cloudtrail:LookupEvents";
/// LookupEvents allows two calls a second per account and Region.
const APART: Duration = Duration::from_millis(550);
/// LookupEvents' own largest page.
const PAGE: i32 = 50;
/// Far more than a rarely used root user has.
const MOST_EVENTS: usize = 1_000;
/// 5,000 events under one name, whoever made them, in less than a minute: other rules of the
/// account share CloudTrail's limit.
const MOST_PAGES: usize = 100;
/// The share of the reading time after which reading stops with what was found.
const SHARE_OF_TIME: f64 = 0.7;

/// What CloudTrail recorded about the root user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventHistory {
    /// Newest first. Events of unknown time come before all others.
    pub events: Vec<RootEvent>,
    /// Where reading ended.
    pub end: End,
}

/// Where reading ended, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum End {
    /// At the last event.
    #[default]
    Complete,
    /// At the limit of root events that are read.
    TooMany,
    /// At the time limit, or at the limit of other people's events under root's name. There may be
    /// more root events.
    CutShort,
}

/// CloudTrail's event history in the Regions that record the root user's events.
#[derive(Debug)]
pub struct CloudTrail {
    client: Later<Client>,
    iam: Later<aws_sdk_iam::Client>,
    own_region: Option<Region>,
}

impl CloudTrail {
    /// Calls nothing.
    #[must_use]
    pub fn new(aws: &Aws) -> Self {
        Self {
            client: aws.later(|aws| Client::new(aws.own())),
            iam: aws.later(|aws| aws_sdk_iam::Client::new(aws.own())),
            own_region: aws.own().region().cloned(),
        }
    }

    /// The root user's events since a moment up to 90 days ago. Regions are read at the same time.
    /// Reading stops, and the history is incomplete, if there is too much to read or most of the
    /// time is used up.
    ///
    /// # Errors
    ///
    /// LookupEvents or the account's alias could not be read, or there was too much to read and no
    /// root event in what was read.
    pub async fn root_events(
        &self,
        subject: &Subject<'_>,
        since: Timestamp,
    ) -> Result<EventHistory, ReadError> {
        let until = Instant::now() + subject.time_left().mul_f64(SHARE_OF_TIME);
        let global = Region::from_static(subject.partition.global_region());
        let aliases = Aliases::new(&self.iam);
        let own = self.own_region.clone().filter(|own| *own != global);
        let in_global = self.look_up(global, since, until, &aliases);
        let history = match own {
            None => in_global.await?,
            Some(own) => {
                let in_own = self.look_up(own, since, until, &aliases);
                let (mut history, in_own) = tokio::try_join!(in_global, in_own)?;
                history.add(in_own);
                history
            }
        };
        if history.end == End::CutShort && history.events.is_empty() {
            return Err(ReadError::lacks(
                LOOKUP_EVENTS,
                "end: too many events under root's name that are not root's",
            ));
        }
        Ok(history)
    }

    /// Under `root` first; the account's alias is read in the meantime.
    async fn look_up(
        &self,
        region: Region,
        since: Timestamp,
        until: Instant,
        aliases: &Aliases<'_>,
    ) -> Result<EventHistory, ReadError> {
        let mut pace = Pace::new(APART);
        let lookup = self.look_up_name(ROOT, &region, since, until, &mut pace);
        let (mut history, aliases) = tokio::try_join!(lookup, aliases.get())?;
        for alias in aliases {
            history.add(
                self.look_up_name(alias, &region, since, until, &mut pace)
                    .await?,
            );
        }
        Ok(history)
    }

    async fn look_up_name(
        &self,
        name: &str,
        region: &Region,
        since: Timestamp,
        until: Instant,
        pace: &mut Pace,
    ) -> Result<EventHistory, ReadError> {
        let by_name = LookupAttribute::builder()
            .attribute_key(LookupAttributeKey::Username)
            .attribute_value(name)
            .build()
            .map_err(|_| ReadError::lacks(LOOKUP_EVENTS, "LookupAttribute"))?;
        let mut history = EventHistory::default();
        let ask = async |token| {
            pace.keep().await;
            self.client
                .lookup_events()
                .lookup_attributes(by_name.clone())
                .start_time(DateTime::from_secs(since.as_second()))
                .max_results(PAGE)
                .set_next_token(token)
                .customize()
                .config_override(Config::builder().region(region.clone()))
                .send()
                .await
        };
        let mut pages = Pages::of(LOOKUP_EVENTS, LookupEventsOutput::next_token, ask);
        for page in 0..MOST_PAGES {
            // With nothing read there is no verdict, so waiting may use all the time.
            let answer = if page == 0 {
                pages.next().await
            } else {
                match timeout_at(until, pages.next()).await {
                    Ok(answer) => answer,
                    Err(_) => return Ok(history.ended(End::CutShort)),
                }
            };
            let Some(answer) = answer? else {
                return Ok(history);
            };
            let events = answer
                .events
                .ok_or_else(|| ReadError::lacks(LOOKUP_EVENTS, "Events"))?;
            history.events.extend(events.into_iter().filter_map(read));
            if history.events.len() >= MOST_EVENTS && !pages.at_end() {
                return Ok(history.ended(End::TooMany));
            }
        }
        Ok(history.ended(if pages.at_end() {
            End::Complete
        } else {
            End::CutShort
        }))
    }
}

impl EventHistory {
    fn ended(self, end: End) -> Self {
        Self { end, ..self }
    }

    fn add(&mut self, other: Self) {
        self.events.extend(other.events);
        self.events
            .sort_by_key(|event| std::cmp::Reverse(event.at.unwrap_or(Timestamp::MAX)));
        self.end = self.end.max(other.end);
    }

    /// A sentence on how many root events there are, if there are more than were read.
    #[must_use]
    pub fn shortfall(&self, lookback_days: u32) -> Option<String> {
        let count = self.events.len();
        match self.end {
            End::Complete => None,
            End::TooMany => Some(format!(
                "More than {count} root events in the last {lookback_days} days: too many to read."
            )),
            End::CutShort => Some(format!(
                "At least {count} root events in the last {lookback_days} days, among too many \
                 events to read."
            )),
        }
    }
}

fn read(event: Event) -> Option<RootEvent> {
    let at = event
        .event_time
        .and_then(|at| Timestamp::from_millisecond(at.to_millis().ok()?).ok());
    let envelope = Envelope {
        at,
        name: event.event_name.filter(|name| !name.is_empty()),
    };
    RootEvent::read(event.cloud_trail_event.as_deref(), envelope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EventKind;

    fn event(at: Option<&str>) -> RootEvent {
        RootEvent {
            at: at.map(|at| at.parse().unwrap()),
            name: Some("CreateUser".to_owned()),
            kind: EventKind::Call,
            root_session: false,
        }
    }

    fn history(times: &[Option<&str>], end: End) -> EventHistory {
        EventHistory {
            events: times.iter().map(|at| event(*at)).collect(),
            end,
        }
    }

    #[test]
    fn two_regions_make_one_history_newest_first() {
        let mut both = history(
            &[Some("2026-10-03T00:00:00Z"), Some("2026-10-01T00:00:00Z")],
            End::Complete,
        );
        both.add(history(
            &[Some("2026-10-02T00:00:00Z"), None],
            End::Complete,
        ));
        let expected = history(
            &[
                None,
                Some("2026-10-03T00:00:00Z"),
                Some("2026-10-02T00:00:00Z"),
                Some("2026-10-01T00:00:00Z"),
            ],
            End::Complete,
        );
        assert_eq!(both, expected);
    }

    #[test]
    fn a_history_is_as_complete_as_its_parts() {
        use End::{Complete, CutShort, TooMany};
        for (one, other, expected) in [
            (Complete, TooMany, TooMany),
            (TooMany, Complete, TooMany),
            (CutShort, TooMany, CutShort),
            (Complete, CutShort, CutShort),
        ] {
            let mut both = history(&[], one);
            both.add(history(&[], other));
            assert_eq!(both.end, expected);
        }
    }

    #[test]
    fn an_event_without_its_record_is_read_from_its_envelope() {
        let event = Event::builder()
            .event_name("PasswordUpdated")
            .event_time(DateTime::from_secs(1_790_000_000))
            .build();
        let event = read(event).unwrap();
        assert_eq!(event.kind, EventKind::PasswordChange);
        assert_eq!(event.at.unwrap().as_second(), 1_790_000_000);
    }
}
