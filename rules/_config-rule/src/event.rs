use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Map, Value};

use crate::{AccountId, Partition, arn};

/// An event of AWS Config that names the field that it lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    #[error("it must be JSON")]
    NoJson,
    #[error("it must be a JSON object")]
    NoObject,
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{field} must be {expected}")]
    Invalid {
        field: &'static str,
        expected: &'static str,
    },
    #[error(
        "partition {0} is not known to this version of the rules, which judge accounts in aws, \
         aws-cn, aws-us-gov and aws-eusc"
    )]
    UnknownPartition(String),
    #[error("invokingEvent.awsAccountId differs from accountId")]
    AccountsDiffer,
}

/// What AWS Config sends to the function of a custom rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ConfigEvent {
    pub(crate) account: AccountId,
    pub(crate) request: Request,
}

/// What the event asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Request {
    /// Judge the account: a periodic run, or a delivered snapshot, the other trigger for the
    /// account rather than for one of its resources.
    Evaluate(Evaluate),
    Nothing(Because),
}

/// What an evaluation needs of the event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Evaluate {
    pub(crate) partition: Partition,
    pub(crate) rule_name: String,
    /// As in the event; see [`crate::GivenParameters`].
    pub(crate) rule_parameters: Option<Value>,
    pub(crate) result_token: String,
    /// `notificationCreationTime`, which orders evaluations.
    pub(crate) created: DateTime,
}

/// Why there is nothing to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Because {
    /// A resource has changed, and these rules judge the account. A change is what AWS Config
    /// sends if somebody adds a trigger to the rule.
    ResourceChanged,
    /// The account has left the rule's scope. A verdict would stay in the console.
    LeftScope,
}

impl Because {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::ResourceChanged => {
                "the rule judges the account periodically, not a resource that changed"
            }
            Self::LeftScope => "the account has left the rule's scope",
        }
    }
}

impl ConfigEvent {
    /// Reads first what says whether there is anything to judge: other messages than those that
    /// ask for it lack some of what an evaluation needs.
    pub(crate) fn parse(event: &Value) -> Result<Self, EventError> {
        let event = Fields(event.as_object().ok_or(EventError::NoObject)?);
        let account = account(&event, "accountId")?.ok_or(EventError::Missing("accountId"))?;
        let invoking = event.text("invokingEvent")?;
        let invoking: Value = serde_json::from_str(invoking).map_err(|_| EventError::Invalid {
            field: "invokingEvent",
            expected: "JSON text",
        })?;
        let invoking = Fields(invoking.as_object().ok_or(EventError::Invalid {
            field: "invokingEvent",
            expected: "a JSON object",
        })?);
        if account_differs(&invoking, &account)? {
            return Err(EventError::AccountsDiffer);
        }
        let request = match because(&event, &invoking)? {
            Some(because) => Request::Nothing(because),
            None => Request::Evaluate(Evaluate::parse(&event, &invoking)?),
        };
        Ok(Self { account, request })
    }
}

fn because(event: &Fields<'_>, invoking: &Fields<'_>) -> Result<Option<Because>, EventError> {
    let left_scope = match event.0.get("eventLeftScope") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(left)) => *left,
        Some(_) => {
            return Err(EventError::Invalid {
                field: "eventLeftScope",
                expected: "true or false",
            });
        }
    };
    match invoking.text("messageType")? {
        _ if left_scope => Ok(Some(Because::LeftScope)),
        "ScheduledNotification" | "ConfigurationSnapshotDeliveryCompleted" => Ok(None),
        "ConfigurationItemChangeNotification" | "OversizedConfigurationItemChangeNotification" => {
            Ok(Some(Because::ResourceChanged))
        }
        _ => Err(EventError::Invalid {
            field: "messageType",
            expected: "a message type of AWS Config",
        }),
    }
}

impl Evaluate {
    fn parse(event: &Fields<'_>, invoking: &Fields<'_>) -> Result<Self, EventError> {
        let partition = partition(event)?;
        let created = DateTime::from_str(
            invoking.text("notificationCreationTime")?,
            Format::DateTimeWithOffset,
        )
        .map_err(|_| EventError::Invalid {
            field: "notificationCreationTime",
            expected: "an RFC 3339 time",
        })?;
        Ok(Self {
            partition,
            rule_name: event.text("configRuleName")?.to_owned(),
            rule_parameters: event.0.get("ruleParameters").cloned(),
            result_token: event.text("resultToken")?.to_owned(),
            created,
        })
    }
}

struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    fn text(&self, field: &'static str) -> Result<&'a str, EventError> {
        match self.0.get(field) {
            None | Some(Value::Null) => Err(EventError::Missing(field)),
            Some(Value::String(text)) if text.is_empty() => Err(EventError::Missing(field)),
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(EventError::Invalid {
                field,
                expected: "text",
            }),
        }
    }
}

/// Read from the rule's ARN, never assumed.
fn partition(event: &Fields<'_>) -> Result<Partition, EventError> {
    let name = arn::field(event.text("configRuleArn")?, 1)
        .filter(|name| !name.is_empty())
        .ok_or(EventError::Invalid {
            field: "configRuleArn",
            expected: "an ARN",
        })?;
    Partition::named(name).ok_or_else(|| EventError::UnknownPartition(name.to_owned()))
}

fn account(fields: &Fields<'_>, field: &'static str) -> Result<Option<AccountId>, EventError> {
    if fields.0.get(field).is_none_or(Value::is_null) {
        return Ok(None);
    }
    let invalid = EventError::Invalid {
        field,
        expected: "an account id",
    };
    fields.text(field)?.parse().map(Some).map_err(|_| invalid)
}

/// Change notifications have the account only inside the configuration item.
fn account_differs(invoking: &Fields<'_>, own: &AccountId) -> Result<bool, EventError> {
    Ok(account(invoking, "awsAccountId")?.is_some_and(|account| account != *own))
}

#[cfg(test)]
mod tests {
    use case_table::rows;
    use serde_json::json;

    use super::*;

    fn event(message_type: &str) -> Value {
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
            "configRuleArn": "arn:aws-cn:config:cn-north-1:111111111111:config-rule/config-rule-abc",
            "executionRoleArn": "arn:aws-cn:iam::111111111111:role/config-role",
            "eventLeftScope": false,
            "resultToken": "token",
            "ruleParameters": "{\"k\":\"v\"}",
            "invokingEvent": invoking.to_string(),
        })
    }

    fn with(field: &str, value: Value) -> Value {
        let mut event = event("ScheduledNotification");
        event[field] = value;
        event
    }

    fn with_invoking(field: &str, value: Value) -> Value {
        let mut event = event("ScheduledNotification");
        let mut invoking: Value =
            serde_json::from_str(event["invokingEvent"].as_str().unwrap()).unwrap();
        invoking[field] = value;
        event["invokingEvent"] = invoking.to_string().into();
        event
    }

    #[test]
    fn a_periodic_event_is_read() {
        let event = ConfigEvent::parse(&event("ScheduledNotification")).unwrap();
        assert_eq!(event.account.as_str(), "111111111111");
        let Request::Evaluate(evaluate) = event.request else {
            panic!("{event:?}");
        };
        assert_eq!(evaluate.partition.as_str(), "aws-cn");
        assert_eq!(evaluate.rule_name, "root-mfa-enabled");
        assert_eq!(evaluate.result_token, "token");
        assert_eq!(evaluate.created.as_nanos(), 1_783_979_400_373_000_000);
    }

    #[test]
    fn the_partition_is_read_from_the_arn_and_must_be_known() {
        let parsed = |arn: String| {
            ConfigEvent::parse(&with("configRuleArn", arn.into())).map(|event| {
                match event.request {
                    Request::Evaluate(evaluate) => evaluate.partition,
                    Request::Nothing(because) => panic!("{because:?}"),
                }
            })
        };
        for partition in Partition::ALL {
            let region = partition.global_region();
            let arn = format!("arn:{partition}:config:{region}:111111111111:config-rule/x");
            assert_eq!(parsed(arn), Ok(partition));
        }
        for unknown in ["aws-iso", "aws-cnx", "AWS", "azure"] {
            assert_eq!(
                parsed(format!("arn:{unknown}:config:x:111111111111:config-rule/x")),
                Err(EventError::UnknownPartition(unknown.to_owned()))
            );
        }
        for wrong in [
            "arn::config:us-east-1:111111111111:config-rule/x",
            "config-rule/x",
        ] {
            let invalid = EventError::Invalid {
                field: "configRuleArn",
                expected: "an ARN",
            };
            assert_eq!(parsed(wrong.to_owned()), Err(invalid), "{wrong}");
        }
        let missing = EventError::Missing("configRuleArn");
        assert_eq!(parsed(String::new()), Err(missing));
    }

    #[test]
    fn every_message_type_is_known() {
        let changed = Some(Because::ResourceChanged);
        let table = [
            ("ScheduledNotification", None),
            ("ConfigurationSnapshotDeliveryCompleted", None),
            ("ConfigurationItemChangeNotification", changed),
            ("OversizedConfigurationItemChangeNotification", changed),
        ];
        for (message_type, expected) in table {
            let parsed = ConfigEvent::parse(&event(message_type)).unwrap();
            assert_eq!(nothing(&parsed), expected, "{message_type}");
        }
        let left = ConfigEvent::parse(&with("eventLeftScope", true.into())).unwrap();
        assert_eq!(nothing(&left), Some(Because::LeftScope));
    }

    fn nothing(event: &ConfigEvent) -> Option<Because> {
        match event.request {
            Request::Nothing(because) => Some(because),
            Request::Evaluate(_) => None,
        }
    }

    /// As in the sample events of AWS SAM, whose changes have no time of their own.
    #[test]
    fn a_change_needs_nothing_that_only_an_evaluation_does() {
        for message_type in [
            "ConfigurationItemChangeNotification",
            "OversizedConfigurationItemChangeNotification",
        ] {
            let mut event = event(message_type);
            event["invokingEvent"] = json!({ "messageType": message_type }).to_string().into();
            event["resultToken"] = Value::Null;
            let parsed = ConfigEvent::parse(&event).unwrap();
            assert_eq!(nothing(&parsed), Some(Because::ResourceChanged));
        }
    }

    #[test]
    fn a_change_has_its_account_inside_the_item_only() {
        let parsed = ConfigEvent::parse(&with_invoking("awsAccountId", Value::Null));
        assert!(parsed.is_ok());
    }

    #[test]
    fn what_is_malformed_is_named() {
        // A field of the event or, behind a slash, of its invokingEvent, and a value for it.
        let table = r#"
            accountId | null | accountId is missing
            accountId | "1" | accountId must be an account id
            configRuleArn | "x" | configRuleArn must be an ARN
            configRuleName | 3 | configRuleName must be text
            resultToken | "" | resultToken is missing
            eventLeftScope | "no" | eventLeftScope must be true or false
            invokingEvent | {} | invokingEvent must be text
            invokingEvent | "{" | invokingEvent must be JSON text
            invokingEvent | "[]" | invokingEvent must be a JSON object
            /messageType | "New" | messageType must be a message type
            /messageType | null | messageType is missing
            /notificationCreationTime | "yesterday" | notificationCreationTime must be an RFC 3339 time
            /awsAccountId | "222222222222" | awsAccountId differs from accountId
        "#;
        let error = |event: &Value| ConfigEvent::parse(event).unwrap_err().to_string();
        for [field, value, expected] in rows(table) {
            let value = value.parse().unwrap();
            let error = error(&match field.strip_prefix('/') {
                Some(field) => with_invoking(field, value),
                None => with(field, value),
            });
            assert!(error.contains(expected), "{expected}: {error}");
        }
        assert!(error(&json!([])).contains("must be a JSON object"));
    }

    #[test]
    fn a_deeply_nested_invoking_event_is_an_error() {
        let deep = "[".repeat(10_000);
        assert!(ConfigEvent::parse(&with("invokingEvent", deep.into())).is_err());
    }
}
