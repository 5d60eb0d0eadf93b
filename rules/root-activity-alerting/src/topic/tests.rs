use serde_json::{Value, json};

use super::*;

const ACCOUNT: &str = "111111111111";
const TOPIC: &str = "arn:aws:sns:us-east-1:111111111111:security";
const KEY: &str = "arn:aws:kms:us-east-1:111111111111:key/11111111-0000-4000-8000-000000000000";
const EVENTS: &str = "events.amazonaws.com";
const CLOUDWATCH: &str = "cloudwatch.amazonaws.com";

fn rule() -> Publisher {
    Publisher::EventBridgeRule {
        arn: "arn:aws:events:us-east-1:111111111111:rule/root".to_owned(),
    }
}

fn alarm() -> Publisher {
    Publisher::CloudWatchAlarm {
        arn: "arn:aws:cloudwatch:us-east-1:111111111111:alarm:root".to_owned(),
    }
}

fn policy(statements: &Value) -> Policy {
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    Policy::parse(&document.to_string()).unwrap()
}

/// The statement that SNS gives every topic.
fn default_statement() -> Value {
    json!({
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": { "AWS": "*" },
        "Action": ["SNS:GetTopicAttributes", "SNS:Subscribe", "SNS:Publish"],
        "Resource": TOPIC,
        "Condition": { "StringEquals": { "AWS:SourceOwner": ACCOUNT } },
    })
}

fn lets_in(service: &str, condition: &Value) -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "Service": service },
        "Action": "sns:Publish",
        "Resource": TOPIC,
        "Condition": condition,
    })
}

fn topic(statements: &Value, key: Key) -> Topic {
    Topic::There {
        arn: TOPIC.to_owned(),
        policy: policy(statements),
        key,
        confirmed: 1,
    }
}

/// What is left for it in an annotation that says which event is unheard, and where.
const LONGEST: usize = 128;

/// In one word, for tables.
fn said(link: &Carried) -> &'static str {
    let why = match link {
        Link::Works => String::new(),
        Link::Broken(fault) => fault.to_string(),
        Link::Unseen(unseen) => unseen.to_string(),
    };
    assert!(why.len() <= LONGEST, "{why}");
    match link {
        Link::Works => "works",
        Link::Broken(TopicFault::NotAllowed(_)) => "not allowed",
        Link::Broken(TopicFault::Denied(_)) => "denied",
        Link::Broken(TopicFault::KeyOfAws(_)) => "key of AWS",
        Link::Broken(TopicFault::KeyNotAllowed { .. }) => "key not allowed",
        Link::Broken(TopicFault::KeyDenied(_)) => "key denied",
        Link::Broken(_) => "broken",
        Link::Unseen(_) => "unseen",
    }
}

#[test]
fn a_topics_policy_must_let_the_service_publish() {
    let any = json!({});
    let on = |condition: Value| lets_in(EVENTS, &condition);
    let secure = json!({
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": TOPIC,
        "Condition": { "Bool": { "aws:SecureTransport": "false" } },
    });
    let table = [
        (
            "terraform-aws-eventbridge#88, terraform-provider-aws#5946: the default policy",
            json!([default_statement()]),
            "not allowed",
            "works",
        ),
        (
            "EventBridge",
            json!([lets_in(EVENTS, &any)]),
            "works",
            "not allowed",
        ),
        (
            "CloudWatch",
            json!([lets_in(CLOUDWATCH, &any)]),
            "not allowed",
            "works",
        ),
        (
            "default and EventBridge, no list",
            json!([default_statement(), lets_in(EVENTS, &any)]),
            "works",
            "works",
        ),
        (
            "anyone",
            json!([{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }]),
            "works",
            "works",
        ),
        (
            "services in a list, actions by wildcard",
            json!({
                "Effect": "Allow",
                "Principal": { "Service": [CLOUDWATCH, EVENTS] },
                "Action": ["SNS:Pub*"],
                "Resource": "arn:aws:sns:*:*:security",
            }),
            "works",
            "works",
        ),
        (
            "another topic",
            json!({
                "Effect": "Allow",
                "Principal": { "Service": [CLOUDWATCH, EVENTS] },
                "Action": "sns:Publish",
                "Resource": "arn:aws:sns:us-east-1:111111111111:other",
            }),
            "not allowed",
            "not allowed",
        ),
        (
            "another action",
            json!({
                "Effect": "Allow",
                "Principal": "*",
                "Action": "sns:Subscribe",
                "Resource": TOPIC,
            }),
            "not allowed",
            "not allowed",
        ),
        (
            "the account alone",
            json!({
                "Effect": "Allow",
                "Principal": { "AWS": "arn:aws:iam::111111111111:root" },
                "Action": "sns:*",
                "Resource": TOPIC,
            }),
            "not allowed",
            "not allowed",
        ),
        (
            "a denial of what is sent in the clear",
            json!([default_statement(), lets_in(EVENTS, &any), secure]),
            "works",
            "works",
        ),
        (
            "a denial to all but this account's people",
            json!([default_statement(), lets_in(EVENTS, &any), {
                "Effect": "Deny",
                "NotPrincipal": { "AWS": "arn:aws:iam::111111111111:root" },
                "NotAction": "sns:Subscribe",
                "Resource": "*",
            }]),
            "denied",
            "denied",
        ),
        (
            "a denial outside the organization, which holds for services, too",
            json!([default_statement(), lets_in(EVENTS, &any), {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": "*",
                "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-exampleorgid" } },
            }]),
            "denied",
            "denied",
        ),
        (
            "the same, services excepted",
            json!([default_statement(), lets_in(EVENTS, &any), {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": "*",
                "Condition": {
                    "StringNotEquals": { "aws:PrincipalOrgID": "o-exampleorgid" },
                    "BoolIfExists": { "aws:PrincipalIsAWSService": "false" },
                },
            }]),
            "works",
            "works",
        ),
        (
            "a statement that isn't understood",
            json!([default_statement(), lets_in(EVENTS, &any), { "Effect": "Deny", "Odd": 1 }]),
            "unseen",
            "unseen",
        ),
    ];
    for (case, statements, by_rule, by_alarm) in table {
        let topic = topic(&statements, Key::None);
        assert_eq!(said(&topic.carries(&rule(), ACCOUNT)), by_rule, "{case}");
        assert_eq!(said(&topic.carries(&alarm(), ACCOUNT)), by_alarm, "{case}");
    }
    let arn = "arn:aws:events:us-east-1:111111111111:rule/root";
    let conditions = [
        (
            json!({ "StringEquals": { "aws:SourceAccount": ACCOUNT } }),
            "works",
        ),
        (
            json!({ "StringEquals": { "AWS:SourceAccount": [ACCOUNT] } }),
            "works",
        ),
        (
            json!({ "StringEquals": { "aws:SourceAccount": "222222222222" } }),
            "not allowed",
        ),
        (json!({ "ArnEquals": { "aws:SourceArn": arn } }), "works"),
        (
            json!({ "ArnLike": { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } }),
            "works",
        ),
        (
            json!({ "StringLike": { "aws:SourceArn": "arn:aws:events:*:rule/r??t" } }),
            "works",
        ),
        (
            json!({ "StringEquals": { "aws:SourceArn": format!("{arn}s") } }),
            "not allowed",
        ),
        (
            json!({ "ArnLike": { "aws:SourceArn": "arn:aws:events:eu-west-1:*:rule/*" } }),
            "not allowed",
        ),
        (
            json!({
                "ArnEquals": { "aws:SourceArn": arn },
                "StringEquals": { "aws:SourceAccount": "222222222222" },
            }),
            "not allowed",
        ),
        (
            json!({ "StringEquals": { "aws:PrincipalOrgID": "o-exampleorgid" } }),
            "not allowed",
        ),
        (
            json!({ "StringEquals": { "aws:SourceOrgID": "o-exampleorgid" } }),
            "unseen",
        ),
        (
            json!({ "DateLessThan": { "aws:CurrentTime": "2027-01-01T00:00:00Z" } }),
            "unseen",
        ),
    ];
    for (condition, expected) in conditions {
        let topic = topic(&json!([on(condition.clone())]), Key::None);
        assert_eq!(
            said(&topic.carries(&rule(), ACCOUNT)),
            expected,
            "{condition}"
        );
    }
}

fn customer(statements: &Value, state: &str) -> Key {
    Key::Customer(CustomerKey {
        arn: KEY.to_owned(),
        state: KeyState::from(state),
        policy: policy(statements),
    })
}

#[test]
fn a_key_must_let_the_service_use_it() {
    let account = json!({
        "Effect": "Allow",
        "Principal": { "AWS": "arn:aws:iam::111111111111:root" },
        "Action": "kms:*",
        "Resource": "*",
    });
    let lets_in = |actions: Value, condition: Value| {
        json!([account, {
            "Effect": "Allow",
            "Principal": { "Service": [EVENTS, CLOUDWATCH] },
            "Action": actions,
            "Resource": "*",
            "Condition": condition,
        }])
    };
    let both = || json!(["kms:Decrypt", "kms:GenerateDataKey*"]);
    let source = json!({ "StringEquals": { "aws:SourceAccount": ACCOUNT } });
    let data = json!({ "StringLike": { "kms:EncryptionContext:aws:sns:topicArn": TOPIC } });
    let via = json!({ "StringEquals": { "kms:ViaService": "sns.us-east-1.amazonaws.com" } });
    let enabled = |statements: Value| customer(&statements, "Enabled");
    let table = [
        ("no key", Key::None, "works", "works"),
        (
            "hyp3#762, terraform-aws-guardduty#10: AWS's own key",
            Key::OfAws,
            "key of AWS",
            "key of AWS",
        ),
        (
            "a key's first policy",
            enabled(json!([account])),
            "key not allowed",
            "key not allowed",
        ),
        (
            "both actions",
            enabled(lets_in(both(), json!({}))),
            "works",
            "works",
        ),
        (
            "every action",
            enabled(lets_in(json!("kms:*"), json!({}))),
            "works",
            "works",
        ),
        (
            "one action",
            enabled(lets_in(json!("kms:GenerateDataKey*"), json!({}))),
            "key not allowed",
            "key not allowed",
        ),
        (
            "a condition on the source, which EventBridge does not tell KMS",
            enabled(lets_in(both(), source)),
            "key not allowed",
            "works",
        ),
        (
            "a condition on the topic",
            enabled(lets_in(both(), data)),
            "works",
            "works",
        ),
        (
            "a condition on the caller",
            enabled(lets_in(both(), via)),
            "unseen",
            "unseen",
        ),
        (
            "a denial",
            enabled(
                json!([{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }, {
                    "Effect": "Deny",
                    "Principal": { "Service": [EVENTS, CLOUDWATCH] },
                    "Action": "kms:Decrypt",
                    "Resource": "*",
                }]),
            ),
            "key denied",
            "key denied",
        ),
        (
            "disabled",
            customer(&lets_in(both(), json!({})), "Disabled"),
            "broken",
            "broken",
        ),
        (
            "to be deleted",
            customer(&lets_in(both(), json!({})), "PendingDeletion"),
            "broken",
            "broken",
        ),
        ("deleted", Key::Gone, "broken", "broken"),
        (
            "elsewhere",
            Key::OfAccount("222222222222".to_owned()),
            "unseen",
            "unseen",
        ),
        ("hidden", Key::Hidden("kms:DescribeKey"), "unseen", "unseen"),
    ];
    let open = json!({ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" });
    for (case, key, by_rule, by_alarm) in table {
        let topic = topic(&open, key);
        assert_eq!(said(&topic.carries(&rule(), ACCOUNT)), by_rule, "{case}");
        assert_eq!(said(&topic.carries(&alarm(), ACCOUNT)), by_alarm, "{case}");
    }
}

#[test]
fn a_topic_needs_somebody_who_hears() {
    let nobody = Topic::There {
        arn: TOPIC.to_owned(),
        policy: policy(&json!([default_statement()])),
        key: Key::None,
        confirmed: 0,
    };
    let carried = nobody.carries(&alarm(), ACCOUNT);
    assert_eq!(carried, Link::Broken(TopicFault::NobodyConfirmed));
    let gone = Topic::Gone.carries(&alarm(), ACCOUNT);
    assert_eq!(gone, Link::Broken(TopicFault::Gone));
}

#[test]
fn what_is_no_policy_is_not_read() {
    for text in ["", "[]", "{}", r#"{"Statement":1}"#, "null"] {
        let policy = Policy::parse(text);
        let permitted = policy.as_ref().map(|policy| {
            policy.permits(&Request {
                service: EVENTS,
                action: PUBLISH,
                resource: TOPIC,
                keys: &[],
                absent: &[],
            })
        });
        assert_ne!(permitted, Some(Permission::Allowed), "{text}");
    }
}
