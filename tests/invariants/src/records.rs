//! What AWS reports about the root user's activity.

use jiff::Timestamp;
use root_events::{CredentialUse, EventKind, testing};
use serde_json::{Value, json};

const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,\
    password_last_changed,password_next_rotation,mfa_active,access_key_1_active,\
    access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
    access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
    cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

/// A report that is read has a row for the root user, the latest use is the latest of all, and
/// other users' rows before it change nothing. An error names the call.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn credential_report(data: &[u8]) {
    match testing::credential_use(data) {
        Ok(used) => {
            let lines = || data.split(|byte| *byte == b'\n');
            assert!(lines().any(|line| line.starts_with(b"<root_account>,")));
            let CredentialUse {
                password,
                access_keys: [first, second],
            } = used;
            assert_eq!(used.latest(), password.max(first).max(second));
            let mut again: Vec<&[u8]> = lines().collect();
            again.insert(
                1,
                b"jo,arn:aws:iam::111111111111:user/jo,,,2026-10-02T09:00:00Z",
            );
            assert_eq!(testing::credential_use(&again.join(&b'\n')), Ok(used));
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.starts_with("iam:GetCredentialReport"), "{message}");
        }
    }
}

pub(crate) fn credential_reports() -> Vec<String> {
    let row = |user: &str, password: &str, key: &str| {
        format!(
            "{user},arn:aws:iam::111111111111:root,2020-01-01T00:00:00+00:00,not_supported,\
             {password},not_supported,not_supported,true,true,N/A,{key},us-east-1,iam,false,N/A,\
             N/A,N/A,N/A,false,N/A,false,N/A"
        )
    };
    let root = "<root_account>";
    let time = "2026-10-01T09:00:00+00:00";
    vec![
        format!("{HEADER}\n{}", row(root, time, "N/A")),
        format!("{HEADER}\r\n{}\r\n", row(root, "no_information", time)),
        format!(
            "{HEADER}\n{}\n{}\n",
            row(root, "not_supported", "N/A"),
            row("jo", time, time)
        ),
    ]
}

/// A record is skipped only if it is understood and the root user didn't do it. An unreadable one
/// counts as use, and a changed password as a changed password.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn cloudtrail_record(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let event = testing::root_event(&text);
    if let Some(event) = &event
        && event.kind == EventKind::Unreadable
    {
        // Nothing else is known about it, so it could be anything.
        assert!(event.may_change_password());
    }
    // Fields that aren't read may hold what others reject as JSON, such as half a character.
    let Ok(json) = serde_json::from_str::<Value>(&text) else {
        return;
    };
    let identity = &json["userIdentity"];
    match event {
        None => {
            let invoked_by = identity["invokedBy"].as_str().unwrap_or_default();
            let arn = identity["arn"].as_str().unwrap_or_default();
            // A field that shows it is somebody else's must be present.
            assert!(
                !["", "Root", "Unknown"].contains(&identity["type"].as_str().unwrap_or_default())
                    || invoked_by.contains(".amazonaws")
                    || json["eventType"] == "AwsServiceEvent"
                    || (!arn.is_empty() && !arn.ends_with(":root"))
                    || (arn.is_empty() && json["eventName"] != "ConsoleLogin")
            );
        }
        Some(event) if event.kind == EventKind::Unreadable => {}
        Some(event) => {
            assert_ne!(identity["type"], "IAMUser");
            assert_ne!(identity["type"], "AssumedRole");
            let told: Option<Timestamp> = json["eventTime"].as_str().unwrap().parse().ok();
            assert!(event.at.is_some() && event.at == told);
            let is_told = |error: &str| json[error].is_string();
            let failed = is_told("errorCode") || is_told("errorMessage");
            assert!(!failed || event.kind != EventKind::SignIn);
            assert!(!failed || event.kind != EventKind::PasswordChange);
        }
    }
}

pub(crate) fn cloudtrail_records() -> Vec<String> {
    let record = |name: &str, kind: &str, answer: Value, session: Value| {
        json!({
            "eventVersion": "1.11",
            "userIdentity": {
                "type": "Root",
                "principalId": "111111111111",
                "arn": "arn:aws:iam::111111111111:root",
                "accountId": "111111111111",
                "accessKeyId": "",
                "sessionContext": session,
            },
            "eventTime": "2026-10-01T09:00:00Z",
            "eventSource": "signin.amazonaws.com",
            "eventName": name,
            "awsRegion": "us-east-1",
            "sourceIPAddress": "192.0.2.1",
            "requestParameters": null,
            "responseElements": answer,
            "additionalEventData": { "MFAUsed": "Yes" },
            "eventID": "11111111-1111-4111-8111-111111111111",
            "readOnly": false,
            "eventType": kind,
            "recipientAccountId": "111111111111",
        })
        .to_string()
    };
    vec![
        record(
            "ConsoleLogin",
            "AwsConsoleSignIn",
            json!({ "ConsoleLogin": "Success" }),
            Value::Null,
        ),
        record(
            "PasswordUpdated",
            "AwsConsoleSignIn",
            json!({ "PasswordUpdated": "Success" }),
            Value::Null,
        ),
        record(
            "DeleteLoginProfile",
            "AwsApiCall",
            Value::Null,
            json!({ "assumedRoot": "true" }),
        ),
    ]
}
