use serde_json::json;

use super::*;

const AT: &str = "2026-10-01T09:00:00Z";

fn record() -> Value {
    json!({
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "Root",
            "principalId": "111111111111",
            "arn": "arn:aws:iam::111111111111:root",
            "accountId": "111111111111",
            "accessKeyId": "",
        },
        "eventTime": AT,
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.1",
        "requestParameters": null,
        "responseElements": { "ConsoleLogin": "Success" },
        "additionalEventData": { "MFAUsed": "Yes" },
        "eventID": "11111111-1111-4111-8111-111111111111",
        "readOnly": false,
        "eventType": "AwsConsoleSignIn",
        "recipientAccountId": "111111111111",
    })
}

fn with(changes: &[(&str, Value)]) -> Value {
    let mut record = record();
    for (pointer, value) in changes {
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        record.pointer_mut(parent).unwrap()[field] = value.clone();
    }
    record
}

fn envelope() -> Envelope {
    Envelope {
        at: AT.parse().ok(),
        name: Some("ConsoleLogin".to_owned()),
    }
}

fn read(record: &Value) -> Option<RootEvent> {
    RootEvent::read(Some(&record.to_string()), envelope())
}

#[test]
fn the_kind_follows_from_name_and_outcome() {
    let named = |name: &str, answer: Value| {
        with(&[
            ("/eventName", name.into()),
            ("/responseElements", json!({ name: answer })),
        ])
    };
    let table = [
        ("a sign-in", record(), EventKind::SignIn),
        (
            "a sign-in that failed",
            with(&[
                ("/responseElements/ConsoleLogin", "Failure".into()),
                ("/errorMessage", "Failed authentication".into()),
            ]),
            EventKind::FailedSignIn,
        ),
        (
            "a sign-in without an outcome opens nothing",
            with(&[("/responseElements", Value::Null)]),
            EventKind::FailedSignIn,
        ),
        (
            "a changed password",
            named("PasswordUpdated", "Success".into()),
            EventKind::PasswordChange,
        ),
        (
            "a change that failed",
            named("PasswordUpdated", "Failure".into()),
            EventKind::Call,
        ),
        (
            "a password set by who had lost it",
            named("PasswordRecoveryCompleted", "Success".into()),
            EventKind::PasswordChange,
        ),
        (
            "a change whose outcome isn't told",
            with(&[
                ("/eventName", "PasswordRecoveryCompleted".into()),
                ("/responseElements", Value::Null),
            ]),
            EventKind::PasswordChange,
        ),
        (
            "a recovery that was asked for changes nothing yet",
            named("PasswordRecoveryRequested", "Success".into()),
            EventKind::Call,
        ),
        (
            "a change through IAM",
            with(&[
                ("/eventName", "ChangePassword".into()),
                ("/eventType", "AwsApiCall".into()),
                ("/responseElements", Value::Null),
            ]),
            EventKind::PasswordChange,
        ),
        (
            "a change through IAM that was denied",
            with(&[
                ("/eventName", "ChangePassword".into()),
                ("/errorCode", "AccessDenied".into()),
            ]),
            EventKind::Call,
        ),
        (
            "elastic/detection-rules#4277: root gives itself a password",
            with(&[
                ("/eventName", "CreateLoginProfile".into()),
                ("/eventSource", "iam.amazonaws.com".into()),
                ("/eventType", "AwsApiCall".into()),
                (
                    "/requestParameters",
                    json!({ "passwordResetRequired": false }),
                ),
            ]),
            EventKind::PasswordChange,
        ),
        (
            "root changes its own login profile",
            with(&[
                ("/eventName", "UpdateLoginProfile".into()),
                ("/requestParameters", Value::Null),
            ]),
            EventKind::PasswordChange,
        ),
        (
            "root gives a user a password",
            with(&[
                ("/eventName", "CreateLoginProfile".into()),
                ("/requestParameters", json!({ "userName": "ana" })),
            ]),
            EventKind::Call,
        ),
        (
            "an API call",
            with(&[
                ("/eventName", "CreateAccessKey".into()),
                ("/eventType", "AwsApiCall".into()),
                ("/responseElements", json!({ "accessKey": {} })),
            ]),
            EventKind::Call,
        ),
    ];
    for (case, record, expected) in table {
        let event = read(&record).unwrap();
        assert_eq!(event.kind, expected, "{case}");
        assert_eq!(event.at, AT.parse().ok(), "{case}");
        assert!(!event.root_session, "{case}");
    }
}

#[test]
fn what_is_not_the_root_users_doing_is_left_out() {
    let table = [
        (
            "an IAM user that is called root",
            with(&[("/userIdentity/type", "IAMUser".into())]),
        ),
        (
            "a session that is called root",
            with(&[("/userIdentity/type", "AssumedRole".into())]),
        ),
        (
            "a service that acts for root",
            with(&[("/userIdentity/invokedBy", "support.amazonaws.com".into())]),
        ),
        (
            "an event of a service",
            with(&[("/eventType", "AwsServiceEvent".into())]),
        ),
        (
            "an identity of an odd type whose ARN tells of a user",
            with(&[
                ("/userIdentity/type", "".into()),
                (
                    "/userIdentity/arn",
                    "arn:aws:iam::111111111111:user/root".into(),
                ),
            ]),
        ),
        (
            "panther-analysis: a failed sign-in to a directory outside of AWS",
            with(&[
                ("/eventName", "ExternalIdPDirectoryLogin".into()),
                ("/userIdentity/arn", "".into()),
                (
                    "/responseElements",
                    json!({ "ExternalIdPDirectoryLogin": "Failure" }),
                ),
            ]),
        ),
    ];
    for (case, record) in table {
        assert_eq!(read(&record), None, "{case}");
    }
}

#[test]
fn what_is_not_shown_to_be_someone_elses_is_roots() {
    let table = [
        (
            "root in the console, as one of its services passes it on",
            with(&[("/userIdentity/invokedBy", "signin.amazonaws.com".into())]),
        ),
        (
            "root in the console, as AWS passes it on",
            with(&[("/userIdentity/invokedBy", "AWS Internal".into())]),
        ),
        (
            "an empty invokedBy",
            with(&[("/userIdentity/invokedBy", "".into())]),
        ),
        (
            "a blank invokedBy",
            with(&[("/userIdentity/invokedBy", " ".into())]),
        ),
        ("an empty type", with(&[("/userIdentity/type", "".into())])),
        (
            "an odd type",
            with(&[("/userIdentity/type", "ROOT".into())]),
        ),
        (
            "a type that CloudTrail does not know",
            with(&[("/userIdentity/type", "Unknown".into())]),
        ),
        (
            "an empty ARN, and nothing else that tells",
            with(&[("/userIdentity/arn", "".into())]),
        ),
        (
            "a sign-in to a directory that did not fail",
            with(&[
                ("/eventName", "ExternalIdPDirectoryLogin".into()),
                ("/userIdentity/arn", "".into()),
                (
                    "/responseElements",
                    json!({ "ExternalIdPDirectoryLogin": "Success" }),
                ),
            ]),
        ),
    ];
    for (case, record) in table {
        assert!(read(&record).is_some(), "{case}");
    }
}

#[test]
fn modernisation_platform_10145_a_centralized_root_session_is_told_apart() {
    let table = [
        (json!({ "assumedRoot": "true" }), true),
        (json!({ "assumedRoot": true }), true),
        (json!({ "assumedRoot": "false" }), false),
        (json!({ "assumedRoot": null }), false),
        (
            json!({ "attributes": { "mfaAuthenticated": "true" } }),
            false,
        ),
        (Value::Null, false),
    ];
    for (context, expected) in table {
        let event = read(&with(&[("/userIdentity/sessionContext", context.clone())]));
        assert_eq!(event.unwrap().root_session, expected, "{context}");
    }
}

#[test]
fn a_record_that_is_not_understood_counts_as_root_event() {
    let records = [
        None,
        Some(String::new()),
        Some("{".to_owned()),
        Some("[]".to_owned()),
        Some(with(&[("/userIdentity", Value::Null)]).to_string()),
        Some(with(&[("/userIdentity/type", Value::Null)]).to_string()),
        Some(with(&[("/eventTime", "N/A".into())]).to_string()),
        Some(with(&[("/eventName", json!(1))]).to_string()),
        Some(
            with(&[(
                "/userIdentity/sessionContext",
                json!({ "assumedRoot": "perhaps" }),
            )])
            .to_string(),
        ),
    ];
    for record in records {
        let event = RootEvent::read(record.as_deref(), envelope()).unwrap();
        assert_eq!(event.kind, EventKind::Unreadable, "{record:?}");
        assert_eq!(event.at, AT.parse().ok(), "{record:?}");
        assert!(!event.root_session, "{record:?}");
    }
}

#[test]
fn an_unreadable_record_may_be_a_password_change_unless_its_name_tells_otherwise() {
    let table = [
        (None, true),
        (Some("PasswordUpdated"), true),
        (Some("ConsoleLogin"), false),
    ];
    for (name, expected) in table {
        let envelope = Envelope {
            at: None,
            name: name.map(str::to_owned),
        };
        let event = RootEvent::read(None, envelope).unwrap();
        assert_eq!(event.may_change_password(), expected, "{name:?}");
    }
}

#[test]
fn an_event_is_described_by_name_and_time() {
    let event = read(&record()).unwrap();
    assert_eq!(event.described(), "ConsoleLogin at 2026-10-01T09:00:00Z");
    let unknown = RootEvent::read(None, Envelope::default()).unwrap();
    assert_eq!(
        unknown.described(),
        "an unreadable event at an unknown time"
    );
}
