use std::time::Duration;

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::config::{Config, Region};
use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
use aws_smithy_types::DateTime;
use config_rule::{Aws, Later, PageTokens, ReadError, Subject};
use jiff::Timestamp;
use tokio::time::{Instant, timeout_at};

use crate::event::{Envelope, RootEvent};
use crate::pace::Pace;

const LOOKUP_EVENTS: &str = "cloudtrail:LookupEvents";
/// CloudTrail's name of the root user, and of any user or session that is called so.
const ROOT: &str = "root";
/// LookupEvents takes two calls a second in an account and Region.
const APART: Duration = Duration::from_millis(550);
/// LookupEvents' own largest page.
const PAGE: i32 = 50;
/// 1,000 events, far more than a root user has that is rarely used, in some ten seconds:
/// other rules of the account share CloudTrail's limit.
const MAX_PAGES: usize = 20;
/// The part of the time for reading after which what was found has to do.
const SHARE_OF_TIME: f64 = 0.7;

/// What CloudTrail recorded of the root user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventHistory {
    /// Newest first. Those of unknown time come before all others.
    pub events: Vec<RootEvent>,
    /// How many events of the name `root` there were, whoever made them.
    pub looked_at: usize,
    /// Whether there are no more: there are others, older ones, when it is false.
    pub complete: bool,
}

/// CloudTrail's event history in the Regions that record the root user's events.
#[derive(Debug)]
pub struct CloudTrail {
    client: Later<Client>,
    own_region: Option<Region>,
}

impl CloudTrail {
    /// Calls nothing.
    #[must_use]
    pub fn new(aws: &Aws) -> Self {
        Self {
            client: aws.later(|aws| Client::new(aws.own())),
            own_region: aws.own().region().cloned(),
        }
    }

    /// The root user's events since a moment, which may be 90 days ago. Regions are read
    /// at the same time. Reading stops, and the history is not complete, when there is too
    /// much to read or when most of the time is used up.
    ///
    /// # Errors
    ///
    /// LookupEvents could not be read.
    pub async fn root_events(
        &self,
        subject: &Subject<'_>,
        since: Timestamp,
    ) -> Result<EventHistory, ReadError> {
        let until = Instant::now() + subject.time_left().mul_f64(SHARE_OF_TIME);
        let global = subject.partition.global_region().map(Region::from_static);
        let own = self.own_region.clone();
        let own_too = own.clone().filter(|own| Some(own) != global.as_ref());
        let in_global = self.look_up(global.or(own), since, until);
        let Some(own) = own_too else {
            return in_global.await;
        };
        let (mut history, in_own) =
            tokio::try_join!(in_global, self.look_up(Some(own), since, until))?;
        history.add(in_own);
        Ok(history)
    }

    async fn look_up(
        &self,
        region: Option<Region>,
        since: Timestamp,
        until: Instant,
    ) -> Result<EventHistory, ReadError> {
        let by_name = LookupAttribute::builder()
            .attribute_key(LookupAttributeKey::Username)
            .attribute_value(ROOT)
            .build()
            .map_err(|_| ReadError::lacks(LOOKUP_EVENTS, "LookupAttribute"))?;
        let mut history = EventHistory::default();
        let mut pace = Pace::new(APART);
        let mut tokens = PageTokens::of(LOOKUP_EVENTS);
        let mut token = None;
        for _ in 0..MAX_PAGES {
            let page = async {
                pace.keep().await;
                self.client
                    .lookup_events()
                    .lookup_attributes(by_name.clone())
                    .start_time(DateTime::from_secs(since.as_second()))
                    .max_results(PAGE)
                    .set_next_token(token.clone())
                    .customize()
                    .config_override(Config::builder().region(region.clone()))
                    .send()
                    .await
            };
            // Nothing found says nothing about the account: then there is all the time to wait.
            let page = if history.looked_at == 0 {
                page.await
            } else {
                match timeout_at(until, page).await {
                    Ok(page) => page,
                    Err(_) => return Ok(history),
                }
            };
            let page = page.map_err(ReadError::of(LOOKUP_EVENTS))?;
            let events = page
                .events
                .ok_or_else(|| ReadError::lacks(LOOKUP_EVENTS, "Events"))?;
            history.looked_at += events.len();
            history.events.extend(events.into_iter().filter_map(read));
            token = page.next_token.filter(|token| !token.is_empty());
            tokens.follow(token.as_deref())?;
            if token.is_none() {
                history.complete = true;
                return Ok(history);
            }
        }
        if history.looked_at == 0 {
            return Err(ReadError::lacks(LOOKUP_EVENTS, "page with events"));
        }
        Ok(history)
    }
}

impl EventHistory {
    fn add(&mut self, other: Self) {
        self.events.extend(other.events);
        self.events
            .sort_by_key(|event| std::cmp::Reverse(event.at.unwrap_or(Timestamp::MAX)));
        self.looked_at += other.looked_at;
        self.complete &= other.complete;
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

    fn history(times: &[Option<&str>], complete: bool) -> EventHistory {
        EventHistory {
            events: times.iter().map(|at| event(*at)).collect(),
            looked_at: times.len() + 1,
            complete,
        }
    }

    #[test]
    fn two_regions_make_one_history_newest_first() {
        let mut both = history(
            &[Some("2026-10-03T00:00:00Z"), Some("2026-10-01T00:00:00Z")],
            true,
        );
        both.add(history(&[Some("2026-10-02T00:00:00Z"), None], true));
        let expected = history(
            &[
                None,
                Some("2026-10-03T00:00:00Z"),
                Some("2026-10-02T00:00:00Z"),
                Some("2026-10-01T00:00:00Z"),
            ],
            true,
        );
        assert_eq!(both.events, expected.events);
        assert_eq!(both.looked_at, 6);
        assert!(both.complete);
    }

    #[test]
    fn a_history_is_as_complete_as_its_parts() {
        for (one, other) in [(true, false), (false, true), (false, false)] {
            let mut both = history(&[], one);
            both.add(history(&[], other));
            assert!(!both.complete);
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
