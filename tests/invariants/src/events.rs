//! What AWS Config sends.

use config_rule::testing::{self, Accepted};
use config_rule::{CommaSeparated, GivenParameters, ParameterError, ParameterSpec, Parameters};
use serde_json::{Value, json};
use service_control_policy::ActionPattern;

use crate::spoken::is_discreet;

/// An error names one of these.
const FIELDS: &[&str] = &[
    "JSON object",
    "accountId",
    "awsAccountId",
    "configRuleArn",
    "configRuleName",
    "eventLeftScope",
    "invokingEvent",
    "messageType",
    "notificationCreationTime",
    "resultToken",
];

/// An accepted event has one account and partition throughout, and fields that are not read change
/// nothing. An error names a field.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn event(data: &[u8]) {
    let Ok(event) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    match testing::event(&event) {
        Ok(accepted) => {
            agrees(&accepted, &event);
            let mut more = event;
            more["addedByAws"] = json!({ "accountId": "999999999999" });
            assert_eq!(testing::event(&more), Ok(accepted));
        }
        Err(error) => {
            let message = error.to_string();
            let names_field = FIELDS.iter().any(|field| message.contains(field));
            assert!(
                names_field || message.starts_with("partition "),
                "{message}"
            );
            is_discreet(&message, &event.to_string());
        }
    }
}

fn agrees(accepted: &Accepted, event: &Value) {
    let account = accepted.account.as_str();
    assert!(account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(event["accountId"], account);
    let invoking: Value = serde_json::from_str(event["invokingEvent"].as_str().unwrap()).unwrap();
    let named = &invoking["awsAccountId"];
    assert!(named.is_null() || named == account);
    if let Some(partition) = accepted.judged_in {
        let arn = event["configRuleArn"].as_str().unwrap();
        assert!(arn.starts_with(&format!("arn:{partition}:")));
        assert_ne!(event["eventLeftScope"], true);
    }
}

pub(crate) fn events() -> Vec<String> {
    let event = |message_type: &str, left: bool| {
        let invoking = json!({
            "awsAccountId": "111111111111",
            "notificationCreationTime": "2026-07-13T21:50:00.373Z",
            "messageType": message_type,
            "recordVersion": "1.0",
        });
        json!({
            "version": "1.0",
            "accountId": "111111111111",
            "configRuleName": "root-mfa-enabled",
            "configRuleId": "config-rule-abc",
            "configRuleArn": "arn:aws:config:us-east-1:111111111111:config-rule/config-rule-abc",
            "executionRoleArn": "arn:aws:iam::111111111111:role/config-role",
            "eventLeftScope": left,
            "resultToken": "token",
            "ruleParameters": "{\"lookbackDays\":\"90\"}",
            "invokingEvent": invoking.to_string(),
        })
        .to_string()
    };
    vec![
        event("ScheduledNotification", false),
        event("ConfigurationItemChangeNotification", false),
        event("ScheduledNotification", true),
    ]
}

/// One parameter of each type.
#[derive(Debug, PartialEq)]
struct EachType {
    flag: bool,
    days: u32,
    actions: CommaSeparated<ActionPattern>,
}

const LONGEST_DAYS: u32 = 1_096;

impl Parameters for EachType {
    const SPECS: &'static [ParameterSpec] = &[
        ParameterSpec {
            name: "flag",
            default: Some("false"),
            bounds: None,
            values: &[],
        },
        ParameterSpec {
            name: "days",
            default: Some("92"),
            bounds: Some((1, LONGEST_DAYS as i64)),
            values: &[],
        },
        ParameterSpec {
            name: "actions",
            default: None,
            bounds: None,
            values: &[],
        },
    ];

    fn take(given: &mut GivenParameters) -> Result<Self, ParameterError> {
        let [flag, days, actions] = Self::SPECS else {
            unreachable!("there are three");
        };
        Ok(Self {
            flag: given.take(flag)?,
            days: given.take(days)?,
            actions: given.take(actions)?,
        })
    }
}

/// Accepted parameters are within their bounds and mean the same after they are written again. An
/// error names the parameter.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn parameters(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    match testing::parameters::<EachType>(Some(&Value::from(text.as_str()))) {
        Ok(accepted) => {
            assert!((1..=LONGEST_DAYS).contains(&accepted.days));
            let actions: Vec<String> = accepted.actions.0.iter().map(ToString::to_string).collect();
            let again = json!({
                "flag": accepted.flag.to_string(),
                "days": accepted.days.to_string(),
                "actions": actions.join(", "),
            });
            let again = Value::from(again.to_string());
            assert_eq!(testing::parameters::<EachType>(Some(&again)), Ok(accepted));
        }
        Err(error) => {
            let message = error.to_string();
            assert!(
                ["flag", "days", "actions", "onUnreadable", "ruleParameters"]
                    .iter()
                    .any(|name| message.contains(name))
                    || message.ends_with(" is unknown to this rule"),
                "{message}"
            );
            is_discreet(&message, &text);
        }
    }
}

pub(crate) fn parameter_texts() -> Vec<String> {
    [
        "",
        "{}",
        r#"{"flag":"true","days":"120","actions":"iam:Get*, support:*","onUnreadable":"NON_COMPLIANT"}"#,
        r#"{"flag":false,"days":1,"actions":""}"#,
    ]
    .map(str::to_owned)
    .to_vec()
}
