use case_table::rows;
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

/// The room that an annotation leaves after it names the event and the place.
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

/// Statements as a table has them: `DEFAULT` is the one that SNS gives every topic, `EVENTS` and
/// `CLOUDWATCH` let the service in.
fn statements(text: &str) -> Value {
    let any = json!({});
    let text = text
        .replace("DEFAULT", &default_statement().to_string())
        .replace("EVENTS", &lets_in(EVENTS, &any).to_string())
        .replace("CLOUDWATCH", &lets_in(CLOUDWATCH, &any).to_string())
        .replace("TOPIC", TOPIC);
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_topics_policy_must_let_the_service_publish() {
    let table = r#"
        terraform-aws-eventbridge#88, terraform-provider-aws#5946: the default policy | [DEFAULT] | not allowed | works
        EventBridge | [EVENTS] | works | not allowed
        CloudWatch | [CLOUDWATCH] | not allowed | works
        default and EventBridge, no list | [DEFAULT, EVENTS] | works | works
        anyone | [{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }] | works | works
        services in a list, actions by wildcard | { "Effect": "Allow", "Principal": { "Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"] }, "Action": ["SNS:Pub*"], "Resource": "arn:aws:sns:*:*:security" } | works | works
        another topic | { "Effect": "Allow", "Principal": { "Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"] }, "Action": "sns:Publish", "Resource": "arn:aws:sns:us-east-1:111111111111:other" } | not allowed | not allowed
        another action | { "Effect": "Allow", "Principal": "*", "Action": "sns:Subscribe", "Resource": "TOPIC" } | not allowed | not allowed
        only the account | { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111111111111:root" }, "Action": "sns:*", "Resource": "TOPIC" } | not allowed | not allowed
        a denial of unencrypted transport | [DEFAULT, EVENTS, { "Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "TOPIC", "Condition": { "Bool": { "aws:SecureTransport": "false" } } }] | works | works
        a denial for everyone outside this account | [DEFAULT, EVENTS, { "Effect": "Deny", "NotPrincipal": { "AWS": "arn:aws:iam::111111111111:root" }, "NotAction": "sns:Subscribe", "Resource": "*" }] | denied | denied
        a denial outside the organization, which also applies to services | [DEFAULT, EVENTS, { "Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-exampleorgid" } } }] | denied | denied
        the same, services excepted | [DEFAULT, EVENTS, { "Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-exampleorgid" }, "BoolIfExists": { "aws:PrincipalIsAWSService": "false" } } }] | works | works
        a statement that can't be understood | [DEFAULT, EVENTS, { "Effect": "Deny", "Odd": 1 }] | unseen | unseen
    "#;
    for [case, written, by_rule, by_alarm] in rows(table) {
        let topic = topic(&statements(written), Key::None);
        assert_eq!(said(&topic.carries(&rule(), ACCOUNT)), by_rule, "{case}");
        assert_eq!(said(&topic.carries(&alarm(), ACCOUNT)), by_alarm, "{case}");
    }
    let conditions = r#"
        { "StringEquals": { "aws:SourceAccount": "111111111111" } } | works
        { "StringEquals": { "AWS:SourceAccount": ["111111111111"] } } | works
        { "StringEquals": { "aws:SourceAccount": "222222222222" } } | not allowed
        { "ArnEquals": { "aws:SourceArn": "arn:aws:events:us-east-1:111111111111:rule/root" } } | works
        { "ArnLike": { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } } | works
        { "StringLike": { "aws:SourceArn": "arn:aws:events:*:rule/r??t" } } | works
        { "StringEquals": { "aws:SourceArn": "arn:aws:events:us-east-1:111111111111:rule/roots" } } | not allowed
        { "ArnLike": { "aws:SourceArn": "arn:aws:events:eu-west-1:*:rule/*" } } | not allowed
        { "ArnEquals": { "aws:SourceArn": "arn:aws:events:us-east-1:111111111111:rule/root" }, "StringEquals": { "aws:SourceAccount": "222222222222" } } | not allowed
        { "StringEquals": { "aws:PrincipalOrgID": "o-exampleorgid" } } | not allowed
        { "StringEquals": { "aws:SourceOrgID": "o-exampleorgid" } } | unseen
        { "DateLessThan": { "aws:CurrentTime": "2027-01-01T00:00:00Z" } } | unseen
    "#;
    for [condition, expected] in rows(conditions) {
        let allowance = lets_in(EVENTS, &condition.parse().unwrap());
        let topic = topic(&json!([allowance]), Key::None);
        let carried = topic.carries(&rule(), ACCOUNT);
        assert_eq!(said(&carried), expected, "{condition}");
    }
}

/// A key whose policy lets the account use it, and these statements.
fn customer(statements: &[Value], state: &str) -> Key {
    let account = json!({
        "Effect": "Allow",
        "Principal": { "AWS": "arn:aws:iam::111111111111:root" },
        "Action": "kms:*",
        "Resource": "*",
    });
    let mut all = vec![account];
    all.extend_from_slice(statements);
    Key::Customer(CustomerKey {
        arn: KEY.to_owned(),
        state: KeyState::from(state),
        policy: policy(&json!(all)),
    })
}

/// A statement for both services.
fn of_key(effect: &str, actions: &str, condition: &str) -> Value {
    json!({
        "Effect": effect,
        "Principal": { "Service": [EVENTS, CLOUDWATCH] },
        "Action": actions.split_whitespace().collect::<Vec<_>>(),
        "Resource": "*",
        "Condition": serde_json::from_str::<Value>(condition).unwrap(),
    })
}

#[test]
fn a_key_must_let_the_service_use_it() {
    let open = json!({ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" });
    let check = |case: &str, key: Key, by_rule: &str, by_alarm: &str| {
        let topic = topic(&open, key);
        assert_eq!(said(&topic.carries(&rule(), ACCOUNT)), by_rule, "{case}");
        assert_eq!(said(&topic.carries(&alarm(), ACCOUNT)), by_alarm, "{case}");
    };
    let allowances = r#"
        both actions | kms:Decrypt kms:GenerateDataKey* | {} | works | works
        every action | kms:* | {} | works | works
        one action | kms:GenerateDataKey* | {} | key not allowed | key not allowed
        a condition on the source, which EventBridge does not send to KMS | kms:Decrypt kms:GenerateDataKey* | { "StringEquals": { "aws:SourceAccount": "111111111111" } } | key not allowed | works
        a condition on the topic | kms:Decrypt kms:GenerateDataKey* | { "StringLike": { "kms:EncryptionContext:aws:sns:topicArn": "TOPIC" } } | works | works
        a condition on the caller | kms:Decrypt kms:GenerateDataKey* | { "StringEquals": { "kms:ViaService": "sns.us-east-1.amazonaws.com" } } | unseen | unseen
    "#;
    for [case, actions, condition, by_rule, by_alarm] in rows(allowances) {
        let allowance = of_key("Allow", actions, &condition.replace("TOPIC", TOPIC));
        check(case, customer(&[allowance], "Enabled"), by_rule, by_alarm);
    }
    let first = customer(&[], "Enabled");
    check(
        "a first policy",
        first,
        "key not allowed",
        "key not allowed",
    );
    let denial = of_key("Deny", "kms:Decrypt", "{}");
    let denied = customer(&[open.clone(), denial], "Enabled");
    check("a denial", denied, "key denied", "key denied");
    let both = || [of_key("Allow", "kms:Decrypt kms:GenerateDataKey*", "{}")];
    for state in ["Disabled", "PendingDeletion"] {
        check(state, customer(&both(), state), "broken", "broken");
    }
    check("no key", Key::None, "works", "works");
    let aws = "hyp3#762, terraform-aws-guardduty#10: AWS's own key";
    check(aws, Key::OfAws, "key of AWS", "key of AWS");
    check("deleted", Key::Gone, "broken", "broken");
    let elsewhere = Key::OfAccount("222222222222".to_owned());
    check("elsewhere", elsewhere, "unseen", "unseen");
    let hidden = Key::Hidden("kms:DescribeKey");
    check("hidden", hidden, "unseen", "unseen");
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
fn text_that_is_not_a_policy_is_not_read() {
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
