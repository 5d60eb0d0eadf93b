use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::error::ProvideErrorMetadata;
use aws_sdk_eventbridge::types::Rule;
use config_rule::{PageTokens, ReadError};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::decide::{Alert, AlertKind};
use crate::delivery::Destinations;
use crate::event_pattern::may_match;
use crate::sample::{Sample, Scene, Seen};

const LIST_RULES: &str = "events:ListRules";
const LIST_TARGETS_BY_RULE: &str = "events:ListTargetsByRule";
const TEST_EVENT_PATTERN: &str = "events:TestEventPattern";
/// What AWS services send comes over this bus alone.
const DEFAULT_BUS: &str = "default";
const AT_A_TIME: usize = 4;
/// A pattern that EventBridge once took and now refuses to test matches nothing.
const INVALID_PATTERN: &str = "InvalidEventPatternException";

/// The rules on the default event bus that see root events, and where they send them.
pub(crate) async fn alerts(
    client: &Client,
    scene: &Scene<'_>,
    destinations: &Destinations<'_>,
) -> Result<Vec<Alert>, ReadError> {
    let candidates = candidates(client).await?;
    let alerts: Vec<Option<Alert>> = stream::iter(candidates)
        .map(|rule| alert(client, scene, destinations, rule))
        .buffered(AT_A_TIME)
        .try_collect()
        .await?;
    Ok(alerts.into_iter().flatten().collect())
}

struct Candidate {
    name: String,
    pattern: String,
}

/// The enabled rules whose pattern could match; a bus has some hundred rules at most.
async fn candidates(client: &Client) -> Result<Vec<Candidate>, ReadError> {
    let mut candidates = Vec::new();
    let mut tokens = PageTokens::of(LIST_RULES);
    let mut token = None;
    loop {
        let answer = client
            .list_rules()
            .event_bus_name(DEFAULT_BUS)
            .set_next_token(token)
            .send()
            .await
            .map_err(ReadError::of(LIST_RULES))?;
        let rules = answer
            .rules
            .ok_or_else(|| ReadError::lacks(LIST_RULES, "Rules"))?;
        for rule in rules {
            candidates.extend(candidate(rule)?);
        }
        token = answer.next_token.filter(|token| !token.is_empty());
        tokens.follow(token.as_deref())?;
        if token.is_none() {
            return Ok(candidates);
        }
    }
}

/// None for a rule that is switched off, runs by schedule alone or is about something else.
fn candidate(rule: Rule) -> Result<Option<Candidate>, ReadError> {
    let lacks = |field| ReadError::lacks(LIST_RULES, field);
    let state = rule.state.ok_or_else(|| lacks("State"))?;
    // There is also ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS.
    let enabled = state.as_str().starts_with("ENABLED");
    let Some(pattern) = rule
        .event_pattern
        .filter(|pattern| enabled && may_match(pattern))
    else {
        return Ok(None);
    };
    let name = rule.name.ok_or_else(|| lacks("Name"))?;
    Ok(Some(Candidate { name, pattern }))
}

async fn alert(
    client: &Client,
    scene: &Scene<'_>,
    destinations: &Destinations<'_>,
    rule: Candidate,
) -> Result<Option<Alert>, ReadError> {
    let mut seen = Seen::default();
    for sample in Sample::NEEDED {
        if matches(client, &rule.pattern, scene.event(sample)).await? {
            seen.add(sample);
        }
    }
    if !seen.any_needed() {
        return Ok(None);
    }
    let counter_proof = scene.event(Sample::UserSignIn);
    if matches(client, &rule.pattern, counter_proof).await? {
        seen.add(Sample::UserSignIn);
    }
    let targets = targets(client, &rule.name).await?;
    Ok(Some(Alert {
        kind: AlertKind::EventRule,
        name: rule.name,
        seen,
        delivery: destinations.delivery(&targets).await?,
    }))
}

async fn matches(client: &Client, pattern: &str, event: String) -> Result<bool, ReadError> {
    let answer = client
        .test_event_pattern()
        .event_pattern(pattern)
        .event(event)
        .send()
        .await;
    match answer {
        Ok(answer) => Ok(answer.result),
        Err(error) if error.code() == Some(INVALID_PATTERN) => Ok(false),
        Err(error) => Err(ReadError::of(TEST_EVENT_PATTERN)(error)),
    }
}

async fn targets(client: &Client, rule: &str) -> Result<Vec<String>, ReadError> {
    let mut targets = Vec::new();
    let mut tokens = PageTokens::of(LIST_TARGETS_BY_RULE);
    let mut token = None;
    loop {
        let answer = client
            .list_targets_by_rule()
            .rule(rule)
            .event_bus_name(DEFAULT_BUS)
            .set_next_token(token)
            .send()
            .await
            .map_err(ReadError::of(LIST_TARGETS_BY_RULE))?;
        let page = answer
            .targets
            .ok_or_else(|| ReadError::lacks(LIST_TARGETS_BY_RULE, "Targets"))?;
        targets.extend(page.into_iter().map(|target| target.arn));
        token = answer.next_token.filter(|token| !token.is_empty());
        tokens.follow(token.as_deref())?;
        if token.is_none() {
            return Ok(targets);
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_eventbridge::types::RuleState;

    use super::*;

    const PATTERN: &str = r#"{"source":["aws.signin"]}"#;

    fn rule(state: Option<RuleState>, pattern: Option<&str>) -> Rule {
        Rule::builder()
            .name("root")
            .set_state(state)
            .set_event_pattern(pattern.map(str::to_owned))
            .build()
    }

    #[test]
    fn enabled_rules_with_a_pattern_that_could_match_are_candidates() {
        let all_events = RuleState::EnabledWithAllCloudtrailManagementEvents;
        let table = [
            (RuleState::Enabled, Some(PATTERN), true),
            (all_events, Some(PATTERN), true),
            (RuleState::Disabled, Some(PATTERN), false),
            (RuleState::Enabled, None, false),
            (RuleState::Enabled, Some(r#"{"source":["aws.s3"]}"#), false),
        ];
        for (state, pattern, expected) in table {
            let found = candidate(rule(Some(state.clone()), pattern)).unwrap();
            assert_eq!(found.is_some(), expected, "{state:?} {pattern:?}");
        }
        assert!(candidate(rule(None, Some(PATTERN))).is_err());
    }
}
