use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::error::ProvideErrorMetadata;
use aws_sdk_eventbridge::operation::list_rules::ListRulesOutput;
use aws_sdk_eventbridge::operation::list_targets_by_rule::ListTargetsByRuleOutput;
use config_rule::{Pages, ReadError};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::candidate::Candidate;
use super::result::HasResult;
use crate::event::Event;
use crate::route::{Kind, Route};
use crate::target::{Target, deliver};
use crate::topic::Publisher;
use crate::topic::topics::Topics;

const LIST_RULES: &str = "events:ListRules";
const LIST_TARGETS_BY_RULE: &str = "events:ListTargetsByRule";
const TEST_EVENT_PATTERN: &str = "events:TestEventPattern";
/// Events of AWS services come only over this bus.
const DEFAULT_BUS: &str = "default";
const RULES_AT_A_TIME: usize = 4;
const EVENTS_AT_A_TIME: usize = 5;
/// A pattern that EventBridge once accepted and now refuses to test matches nothing.
const INVALID_PATTERN: &str = "InvalidEventPatternException";

/// The rules on the default event bus of the global Region that match an event, and where they send
/// it. Whether the event reaches the bus is judged elsewhere.
pub(crate) async fn routes(
    client: &Client,
    region: &str,
    events: &[Event],
    counter_proof: &Event,
    topics: &Topics<'_>,
    account: &str,
) -> Result<Vec<Route>, ReadError> {
    let routes: Vec<Option<Route>> = stream::iter(candidates(client).await?)
        .map(|rule| async move {
            let mut matched = matches(client, &rule, region, events).await?;
            if !matched.contains(&true) {
                return Ok(None);
            }
            let any_user =
                matches(client, &rule, region, std::slice::from_ref(counter_proof)).await?;
            let publisher = Publisher::EventBridgeRule { arn: rule.arn };
            let sender = format!("event rule {}", rule.name);
            let targets = targets(client, &rule.name).await?;
            let delivered = deliver(topics, account, &publisher, &sender, &targets).await?;
            Ok(Some(Route {
                kind: Kind::EventRule,
                name: rule.name,
                chains: matched
                    .drain(..)
                    .map(|matched| matched.then(|| delivered.chain.clone()))
                    .collect(),
                account: delivered.account,
                any_user: any_user.contains(&true),
            }))
        })
        .buffered(RULES_AT_A_TIME)
        .try_collect()
        .await?;
    Ok(routes.into_iter().flatten().collect())
}

/// The enabled rules with a pattern. A bus has a few hundred rules at most.
async fn candidates(client: &Client) -> Result<Vec<Candidate>, ReadError> {
    let mut pages = Pages::of(LIST_RULES, ListRulesOutput::next_token, async |token| {
        let request = client.list_rules().event_bus_name(DEFAULT_BUS);
        request.set_next_token(token).send().await
    });
    let mut candidates = Vec::new();
    while let Some(page) = pages.next().await? {
        let rules = page
            .rules
            .ok_or_else(|| ReadError::lacks(LIST_RULES, "Rules"))?;
        for rule in rules {
            candidates.extend(Candidate::parse(rule, LIST_RULES)?);
        }
    }
    Ok(candidates)
}

/// Which of the events the rule matches.
async fn matches(
    client: &Client,
    rule: &Candidate,
    region: &str,
    events: &[Event],
) -> Result<Vec<bool>, ReadError> {
    stream::iter(events)
        .map(|event| async move {
            if !rule.may_match(event, region) {
                return Ok(false);
            }
            let answer = client
                .test_event_pattern()
                .event_pattern(&rule.pattern)
                .event(event.on_the_bus())
                .customize()
                .interceptor(HasResult {
                    action: TEST_EVENT_PATTERN,
                })
                .send()
                .await;
            match answer {
                Ok(answer) => Ok(answer.result),
                Err(error) if error.code() == Some(INVALID_PATTERN) => Ok(false),
                Err(error) => Err(ReadError::of(TEST_EVENT_PATTERN)(error)),
            }
        })
        .buffered(EVENTS_AT_A_TIME)
        .try_collect()
        .await
}

async fn targets(client: &Client, rule: &str) -> Result<Vec<Target>, ReadError> {
    let mut pages = Pages::of(
        LIST_TARGETS_BY_RULE,
        ListTargetsByRuleOutput::next_token,
        async |token| {
            let request = client.list_targets_by_rule().rule(rule);
            let request = request.event_bus_name(DEFAULT_BUS);
            request.set_next_token(token).send().await
        },
    );
    let mut targets = Vec::new();
    while let Some(page) = pages.next().await? {
        let page = page
            .targets
            .ok_or_else(|| ReadError::lacks(LIST_TARGETS_BY_RULE, "Targets"))?;
        targets.extend(page.into_iter().map(|target| Target {
            by_role: target.role_arn.is_some_and(|role| !role.is_empty()),
            arn: target.arn,
        }));
    }
    Ok(targets)
}
