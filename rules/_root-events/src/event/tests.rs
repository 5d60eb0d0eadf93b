use case_table::rows;
use serde_json::{Map, json};

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

/// The good record with the changes of a row: values by JSON pointer.
fn changed(changes: &str) -> Value {
    let changes: Map<String, Value> = serde_json::from_str(changes).unwrap();
    let changes = changes
        .iter()
        .map(|(to, value)| (to.as_str(), value.clone()));
    with(&changes.collect::<Vec<_>>())
}

#[test]
fn the_kind_follows_from_name_and_outcome() {
    let table = r#"
        a sign-in | {} | SignIn
        a sign-in that failed | { "/responseElements/ConsoleLogin": "Failure", "/errorMessage": "Failed authentication" } | FailedSignIn
        a sign-in without an outcome gives no access | { "/responseElements": null } | FailedSignIn
        a changed password | { "/eventName": "PasswordUpdated", "/responseElements": { "PasswordUpdated": "Success" } } | PasswordChange
        a change that failed | { "/eventName": "PasswordUpdated", "/responseElements": { "PasswordUpdated": "Failure" } } | Call
        a reset of a lost password | { "/eventName": "PasswordRecoveryCompleted", "/responseElements": { "PasswordRecoveryCompleted": "Success" } } | PasswordChange
        a change with an unknown outcome | { "/eventName": "PasswordRecoveryCompleted", "/responseElements": null } | PasswordChange
        a requested recovery changes nothing yet | { "/eventName": "PasswordRecoveryRequested", "/responseElements": { "PasswordRecoveryRequested": "Success" } } | Call
        a change through IAM | { "/eventName": "ChangePassword", "/eventType": "AwsApiCall", "/responseElements": null } | PasswordChange
        a change through IAM that was denied | { "/eventName": "ChangePassword", "/errorCode": "AccessDenied" } | Call
        elastic/detection-rules#4277: root gives itself a password | { "/eventName": "CreateLoginProfile", "/eventSource": "iam.amazonaws.com", "/eventType": "AwsApiCall", "/requestParameters": { "passwordResetRequired": false } } | PasswordChange
        root changes its own login profile | { "/eventName": "UpdateLoginProfile", "/requestParameters": null } | PasswordChange
        root gives a user a password | { "/eventName": "CreateLoginProfile", "/requestParameters": { "userName": "ana" } } | Call
        an API call | { "/eventName": "CreateAccessKey", "/eventType": "AwsApiCall", "/responseElements": { "accessKey": {} } } | Call
    "#;
    for [case, changes, expected] in rows(table) {
        let event = read(&changed(changes)).unwrap();
        assert_eq!(format!("{:?}", event.kind), expected, "{case}");
        assert_eq!(event.at, AT.parse().ok(), "{case}");
        assert!(!event.root_session, "{case}");
    }
}

#[test]
fn other_users_activity_is_left_out() {
    let table = r#"
        an IAM user called root | { "/userIdentity/type": "IAMUser" }
        a session called root | { "/userIdentity/type": "AssumedRole" }
        a service that acts for root | { "/userIdentity/invokedBy": "support.amazonaws.com" }
        an event of a service | { "/eventType": "AwsServiceEvent" }
        an identity of an odd type whose ARN tells of a user | { "/userIdentity/type": "", "/userIdentity/arn": "arn:aws:iam::111111111111:user/root" }
        panther-analysis: a failed sign-in to a directory outside of AWS | { "/eventName": "ExternalIdPDirectoryLogin", "/userIdentity/arn": "", "/responseElements": { "ExternalIdPDirectoryLogin": "Failure" } }
    "#;
    for [case, changes] in rows(table) {
        assert_eq!(read(&changed(changes)), None, "{case}");
    }
}

#[test]
fn what_is_not_shown_to_be_someone_elses_is_roots() {
    let table = r#"
        root in the console, as one of its services passes it on | { "/userIdentity/invokedBy": "signin.amazonaws.com" }
        root in the console, as AWS passes it on | { "/userIdentity/invokedBy": "AWS Internal" }
        an empty invokedBy | { "/userIdentity/invokedBy": "" }
        a blank invokedBy | { "/userIdentity/invokedBy": " " }
        an empty type | { "/userIdentity/type": "" }
        an odd type | { "/userIdentity/type": "ROOT" }
        a type that CloudTrail does not know | { "/userIdentity/type": "Unknown" }
        an empty ARN, and nothing else to go by | { "/userIdentity/arn": "" }
        a successful sign-in to a directory | { "/eventName": "ExternalIdPDirectoryLogin", "/userIdentity/arn": "", "/responseElements": { "ExternalIdPDirectoryLogin": "Success" } }
    "#;
    for [case, changes] in rows(table) {
        assert!(read(&changed(changes)).is_some(), "{case}");
    }
}

#[test]
fn modernisation_platform_10145_a_centralized_root_session_is_recognized() {
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
fn an_unreadable_record_may_be_a_password_change_unless_its_name_says_otherwise() {
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
