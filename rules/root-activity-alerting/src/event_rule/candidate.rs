use aws_sdk_eventbridge::types::{Rule, RuleState};
use config_rule::ReadError;
use serde_json::{Map, Value};

use crate::event::Event;

/// An enabled rule with a pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) pattern: String,
    /// Whether it gets read calls: `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`.
    hears_reads: bool,
}

impl Candidate {
    /// `None` for a rule that is disabled or only has a schedule.
    pub(super) fn parse(rule: Rule, action: &'static str) -> Result<Option<Self>, ReadError> {
        let lacks = |field| ReadError::lacks(action, field);
        let hears_reads = match rule.state.ok_or_else(|| lacks("State"))? {
            RuleState::Enabled => false,
            RuleState::EnabledWithAllCloudtrailManagementEvents => true,
            _ => return Ok(None),
        };
        let Some(pattern) = rule.event_pattern else {
            return Ok(None);
        };
        Ok(Some(Self {
            name: rule.name.ok_or_else(|| lacks("Name"))?,
            arn: rule.arn.ok_or_else(|| lacks("Arn"))?,
            pattern,
            hears_reads,
        }))
    }

    /// Whether EventBridge has to be asked about an event. False only if the bus does not carry the
    /// event to this rule, or if the pattern requires other values in a top-level field: most rules
    /// of an account are about other services. EventBridge judges the rest.
    pub(super) fn may_match(&self, event: &Event, region: &str) -> bool {
        if event.region != region || (event.sample.shape().read_only && !self.hears_reads) {
            return false;
        }
        let Ok(pattern) = serde_json::from_str::<Map<String, Value>>(&self.pattern) else {
            return true;
        };
        allows(&pattern, "source", &event.source())
            && allows(&pattern, "detail-type", event.detail_type())
    }
}

fn allows(pattern: &Map<String, Value>, field: &str, value: &str) -> bool {
    match pattern.get(field) {
        Some(Value::Array(matchers)) => matchers
            .iter()
            .any(|matcher| matcher.as_str().is_none_or(|text| text == value)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use case_table::rows;

    use super::*;
    use crate::event::{Scene, Whose};
    use crate::sample::Sample;

    fn rule(state: Option<RuleState>, pattern: Option<&str>) -> Rule {
        Rule::builder()
            .name("root")
            .arn("arn:aws:events:us-east-1:111111111111:rule/root")
            .set_state(state)
            .set_event_pattern(pattern.map(str::to_owned))
            .build()
    }

    fn candidate(state: RuleState, pattern: &str) -> Candidate {
        Candidate::parse(rule(Some(state), Some(pattern)), "events:ListRules")
            .unwrap()
            .unwrap()
    }

    fn asked(candidate: &Candidate, sample: Sample) -> bool {
        let event = Scene::EXAMPLE.event(sample, Whose::Own);
        candidate.may_match(&event, Scene::EXAMPLE.region)
    }

    #[test]
    fn enabled_rules_with_a_pattern_are_candidates() {
        let all = RuleState::EnabledWithAllCloudtrailManagementEvents;
        let table = [
            (RuleState::Enabled, Some("{}"), true),
            (all, Some("{}"), true),
            (RuleState::Disabled, Some("{}"), false),
            (RuleState::Enabled, None, false),
            (RuleState::from("PAUSED"), Some("{}"), false),
        ];
        for (state, pattern, expected) in table {
            let found = Candidate::parse(rule(Some(state.clone()), pattern), "events:ListRules");
            assert_eq!(found.unwrap().is_some(), expected, "{state:?} {pattern:?}");
        }
        assert!(Candidate::parse(rule(None, Some("{}")), "events:ListRules").is_err());
    }

    #[test]
    fn a_bus_carries_its_regions_calls_and_reads_to_those_who_ask() {
        let plain = candidate(RuleState::Enabled, "{}");
        let all = candidate(RuleState::EnabledWithAllCloudtrailManagementEvents, "{}");
        for (sample, to_plain, to_all) in [
            (Sample::ConsoleCall, true, true),
            (Sample::SignInElsewhere, true, true),
            (Sample::Read, false, true),
            (Sample::CallElsewhere, false, false),
        ] {
            assert_eq!(asked(&plain, sample), to_plain, "{sample:?}");
            assert_eq!(asked(&all, sample), to_all, "{sample:?}");
        }
    }

    #[test]
    fn only_what_is_certain_not_to_match_is_left_out() {
        let table = r#"
            {"source":["aws.signin"]} | true | false
            {"source":["aws.s3","aws.iam"]} | false | true
            {"detail-type":["AWS API Call via CloudTrail"]} | false | true
            {"detail":{"userIdentity":{"type":["Root"]}}} | true | true
            {"source":[{"prefix":"aws."}]} | true | true
            {"source":["aws.s3",{"anything-but":"aws.s3"}]} | true | true
            {"$or":[{"source":["aws.s3"]},{"source":["aws.iam"]}]} | true | true
            { | true | true
            [] | true | true
            {"source":["aws.s3"]} | false | false
            {"source":["AWS.signin"]} | false | false
            {"source":["aws.iam"],"detail-type":["AWS Console Sign In via CloudTrail"]} | false | false
        "#;
        for [pattern, sign_in, call] in rows(table) {
            let candidate = candidate(RuleState::Enabled, pattern);
            let asked = |sample| asked(&candidate, sample).to_string();
            assert_eq!(asked(Sample::SignInWithMfa), sign_in, "{pattern}");
            assert_eq!(asked(Sample::ConsoleCall), call, "{pattern}");
        }
    }
}
