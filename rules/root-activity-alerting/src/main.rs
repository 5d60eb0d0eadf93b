mod alarm;
mod arn;
mod chain;
mod decide;
mod event;
mod event_rule;
mod link;
mod metric_filter;
mod record;
mod route;
mod sample;
mod target;
mod topic;
mod trail;
mod upstream;

use std::process::ExitCode;

use aws_types::SdkConfig;
use aws_types::region::Region;
use config_rule::{
    AccountKind, Aws, ConfigRule, DeniedBy, Later, Metadata, ReadError, Subject, Verdict,
};
use jiff::Timestamp;

use crate::chain::{Blind, Break, Chain, link};
use crate::decide::{Alerts, Facts, Vouched};
use crate::event::{Event, MEMBERS, Scene, Whose};
use crate::link::Link;
use crate::metric_filter::read::Filters;
use crate::route::Route;
use crate::sample::Sample;
use crate::topic::topics::Topics;
use crate::trail::{DeliveryFault, LogGroup, Trail};
use crate::upstream::{delivered, on_the_bus, recorded};

#[derive(config_rule::Parameters)]
struct Parameters {
    central_alerting: bool,
    include_root_sessions: bool,
}

struct RootActivityAlerting {
    config: SdkConfig,
    cloudtrail: Later<aws_sdk_cloudtrail::Client>,
}

/// The facts for the account's verdict.
struct Judged<'a> {
    account: &'a str,
    /// The partition's global Region.
    region: Region,
    now: Timestamp,
    trails: Vec<Trail>,
    events: Vec<Event>,
    counter_proof: Event,
    /// Another account's organization trail that delivers here.
    vouched: Option<Vouched>,
}

impl ConfigRule for RootActivityAlerting {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Facts;

    fn new(aws: &Aws) -> Self {
        Self {
            config: aws.own().clone(),
            cloudtrail: aws.later(|aws| aws_sdk_cloudtrail::Client::new(aws.own())),
        }
    }

    async fn gather(
        &self,
        subject: &Subject<'_>,
        parameters: &Parameters,
    ) -> Result<Facts, ReadError> {
        let account = subject.account.as_str();
        // Where root signs in and calls global services.
        let region = Region::from_static(subject.partition.global_region());
        let now = Timestamp::try_from(subject.now).unwrap_or(Timestamp::UNIX_EPOCH);
        let scene = Scene {
            account,
            partition: subject.partition.as_str(),
            region: region.as_ref(),
            time: &now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        let trails = trail::read::read(&self.cloudtrail, account).await?;
        let sessions = if parameters.include_root_sessions {
            Some(subject.membership().await?.kind())
        } else {
            None
        };
        let central = central(&trails, account).filter(|_| parameters.central_alerting);
        let mut events = own_events(&scene, sessions);
        let mut vouched = None;
        if let Some((trail, hearer)) = central {
            if hearer != account {
                return Ok(Facts::HeardElsewhere {
                    trail: trail.name.clone(),
                    hearer: hearer.to_owned(),
                    lost: lost(trail, events, now),
                });
            }
            events.extend(members_events(&scene, sessions.is_some()));
            vouched = (trail.owner != account).then(|| Vouched {
                trail: trail.name.clone(),
                owner: trail.owner.clone(),
            });
        }
        let judged = Judged {
            account,
            counter_proof: scene.event(Sample::UserSignIn, Whose::Own),
            now,
            trails,
            events,
            vouched,
            region: region.clone(),
        };
        self.alerts(judged).await.map(Facts::Alerts)
    }

    fn decide(facts: Facts, _: &Parameters) -> Verdict {
        decide::decide(&facts)
    }
}

impl RootActivityAlerting {
    async fn alerts(&self, judged: Judged<'_>) -> Result<Alerts, ReadError> {
        let topics = Topics::new(&self.config, judged.account);
        let (rules, filters) = tokio::join!(
            self.event_rules(&judged, &topics),
            self.metric_filters(&judged, &topics)
        );
        let mut alerts = Alerts {
            account: judged.account.to_owned(),
            region: judged.region.to_string(),
            routes: filters?,
            events: judged.events,
            trails: judged.trails,
            vouched: judged.vouched,
        };
        match rules {
            Ok(rules) => alerts.routes.splice(0..0, rules).for_each(drop),
            // Alerts that need no event rules still count where a Region policy denies reading the
            // rules.
            Err(ReadError::AccessDenied {
                by: DeniedBy::ServiceControlPolicy,
                ..
            }) if alerts.needs_no_event_rules() => {}
            Err(error) => return Err(error),
        }
        Ok(alerts)
    }

    async fn event_rules(
        &self,
        judged: &Judged<'_>,
        topics: &Topics<'_>,
    ) -> Result<Vec<Route>, ReadError> {
        let there = self
            .config
            .to_builder()
            .region(judged.region.clone())
            .build();
        let mut routes = event_rule::routes(
            &aws_sdk_eventbridge::Client::new(&there),
            judged.region.as_ref(),
            &judged.events,
            &judged.counter_proof,
            topics,
            judged.account,
        )
        .await?;
        // A bus gets only its own account's events, and only from trails.
        let upstream: Vec<Option<Chain>> = judged
            .events
            .iter()
            .map(|event| (event.whose == Whose::Own).then(|| on_the_bus(&judged.trails, event)))
            .collect();
        for route in &mut routes {
            route.come_from(&upstream);
        }
        Ok(routes)
    }

    async fn metric_filters(
        &self,
        judged: &Judged<'_>,
        topics: &Topics<'_>,
    ) -> Result<Vec<Route>, ReadError> {
        let mut routes = Vec::new();
        for trail in &judged.trails {
            let Some(group) = trail
                .log_group
                .as_ref()
                .filter(|group| group.account == judged.account)
            else {
                continue;
            };
            let upstream: Vec<Option<Chain>> = judged
                .events
                .iter()
                .map(|event| {
                    (event.whose == Whose::Own || trail.is_of_organization)
                        .then(|| judged.upstream(trail, group, event))
                })
                .collect();
            if !upstream.iter().flatten().any(Chain::works) {
                // The log group gets nothing, whatever its filters match.
                routes.push(Route::of_log_group(group, upstream));
                continue;
            }
            let filters = metric_filter::read::routes(
                &self.config,
                group,
                &judged.events,
                &judged.counter_proof,
                topics,
                judged.now,
            )
            .await?;
            match filters {
                Filters::Gone => {
                    let gone = link(
                        &trail.name,
                        Link::Broken(DeliveryFault::Gone {
                            group: group.name.clone(),
                        }),
                        Break::LogGroup,
                        Blind::Trail,
                    );
                    let chains = upstream
                        .into_iter()
                        .map(|chain| chain.map(|chain| chain.then(|| gone.clone())))
                        .collect();
                    routes.push(Route::of_log_group(group, chains));
                }
                Filters::Routes(mut filters) => {
                    for route in &mut filters {
                        route.come_from(&upstream);
                    }
                    routes.extend(filters);
                }
            }
        }
        Ok(routes)
    }
}

impl Judged<'_> {
    /// Whether an event reaches the trail's log group.
    fn upstream(&self, trail: &Trail, group: &LogGroup, event: &Event) -> Chain {
        let vouched = self
            .vouched
            .as_ref()
            .is_some_and(|vouched| vouched.trail == trail.name && vouched.owner == trail.owner);
        match recorded(trail, event) {
            Link::Unseen(_) if vouched => Link::Works,
            recorded => recorded.then(|| delivered(trail, group, self.now)),
        }
    }
}

/// The organization trail that the account is judged by, and the account with the alarms: that of
/// its log group. A trail that delivers here comes first.
fn central<'a>(trails: &'a [Trail], account: &str) -> Option<(&'a Trail, &'a str)> {
    let hearer = |trail: &'a Trail| {
        trail
            .log_group
            .as_ref()
            .map_or(trail.owner.as_str(), |group| group.account.as_str())
    };
    trails
        .iter()
        .filter(|trail| trail.is_of_organization)
        .map(|trail| (trail, hearer(trail)))
        .min_by_key(|(trail, hearer)| (*hearer != account, !trail.is_multi_region))
}

/// The first event that the trail would not deliver to another account's log group, as far as this
/// account can see.
fn lost(trail: &Trail, events: Vec<Event>, now: Timestamp) -> Option<(Event, Chain)> {
    events.into_iter().find_map(|event| {
        let chain = recorded(trail, &event).then(|| match &trail.log_group {
            Some(group) => delivered(trail, group, now),
            None => Link::Works,
        });
        matches!(chain, Link::Broken(_)).then_some((event, chain))
    })
}

/// What the account's own root does. `sessions` is the account's kind if centralized root sessions
/// must raise an alert, too: the management account starts them, and they act in members.
fn own_events(scene: &Scene<'_>, sessions: Option<AccountKind>) -> Vec<Event> {
    let of_sessions = match sessions {
        Some(AccountKind::Management) => Some(Sample::AssumeRoot),
        Some(AccountKind::Member) => Some(Sample::RootSessionCall),
        Some(AccountKind::Standalone) | None => None,
    };
    Sample::ROOT
        .into_iter()
        .chain(of_sessions)
        .map(|sample| scene.event(sample, Whose::Own))
        .collect()
}

/// What the root users of members do.
fn members_events(scene: &Scene<'_>, sessions: bool) -> Vec<Event> {
    let samples = Sample::ROOT
        .into_iter()
        .chain(sessions.then_some(Sample::RootSessionCall));
    samples
        .flat_map(|sample| MEMBERS.map(|member| scene.event(sample, member)))
        .collect()
}

fn main() -> ExitCode {
    config_rule::serve::<RootActivityAlerting>()
}
