//! The examples in the user guide, and cases that they don't cover.

use serde_json::{Map, Value, json};

use super::{Pattern, PatternError};

fn event() -> Map<String, Value> {
    let event = json!({
        "source": "aws.signin",
        "detail-type": "AWS Console Sign In via CloudTrail",
        "region": "us-east-1",
        "resources": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
        "detail": {
            "eventName": "ConsoleLogin",
            "userIdentity": { "type": "Root", "arn": "arn:aws:iam::111111111111:root" },
            "responseElements": { "ConsoleLogin": "Success" },
            "attempts": 3,
            "ratio": 301.8,
            "sourceIPAddress": "10.0.0.33",
            "readOnly": false,
            "errorCode": null,
            "empty": "",
            "none": [],
            "path": "dir/*.png",
            "tags": [
                { "key": "team", "value": "red" },
                { "key": "stage", "value": "live", "note": "x" },
            ],
        }
    });
    event.as_object().unwrap().clone()
}

fn matches(pattern: &Value) -> Result<bool, PatternError> {
    Ok(pattern.to_string().parse::<Pattern>()?.matches(&event()))
}

/// The guide's page "Comparison operators for use in event patterns": each operator, on one field
/// of `detail`.
#[test]
fn operators_compare_a_field() {
    for (field, entry, expected) in [
        ("eventName", json!("ConsoleLogin"), true),
        ("eventName", json!("consolelogin"), false),
        ("eventName", json!({ "exactly": "ConsoleLogin" }), true),
        (
            "eventName",
            json!({ "equals-ignore-case": "CONSOLElogin" }),
            true,
        ),
        ("eventName", json!({ "prefix": "Console" }), true),
        ("eventName", json!({ "prefix": "console" }), false),
        (
            "eventName",
            json!({ "prefix": { "equals-ignore-case": "console" } }),
            true,
        ),
        ("eventName", json!({ "suffix": "Login" }), true),
        ("eventName", json!({ "suffix": "login" }), false),
        (
            "eventName",
            json!({ "suffix": { "equals-ignore-case": "LOGIN" } }),
            true,
        ),
        (
            "eventName",
            json!({ "suffix": { "equals-ignore-case": "Logout" } }),
            false,
        ),
        ("eventName", json!({ "wildcard": "Con*Lo*n" }), true),
        ("eventName", json!({ "wildcard": "Con*out" }), false),
        ("path", json!({ "wildcard": "dir/\\*.*" }), true),
        ("eventName", json!({ "wildcard": "Console\\*" }), false),
        ("attempts", json!(3), true),
        ("attempts", json!(3.0), true),
        ("attempts", json!("3"), false),
        ("attempts", json!({ "prefix": "3" }), false),
        ("attempts", json!({ "numeric": ["=", 3] }), true),
        ("attempts", json!({ "numeric": [">", 3] }), false),
        ("attempts", json!({ "numeric": [">=", 3] }), true),
        ("attempts", json!({ "numeric": ["<", 3] }), false),
        ("attempts", json!({ "numeric": ["<=", 3] }), true),
        ("attempts", json!({ "numeric": [">", 0, "<=", 5] }), true),
        ("attempts", json!({ "numeric": [">", 3, "<", 5] }), false),
        ("ratio", json!({ "numeric": ["=", 3.018e2] }), true),
        ("eventName", json!({ "numeric": [">", 0] }), false),
        ("sourceIPAddress", json!({ "cidr": "10.0.0.0/24" }), true),
        ("sourceIPAddress", json!({ "cidr": "10.0.1.0/24" }), false),
        ("eventName", json!({ "cidr": "10.0.0.0/8" }), false),
        ("readOnly", json!(false), true),
        ("readOnly", json!(true), false),
        ("errorCode", json!(null), true),
        ("eventName", json!(null), false),
        ("invokedBy", json!(null), false),
        ("empty", json!(""), true),
        ("errorCode", json!(""), false),
        ("eventName", json!({ "exists": true }), true),
        ("errorCode", json!({ "exists": true }), true),
        ("invokedBy", json!({ "exists": true }), false),
        ("invokedBy", json!({ "exists": false }), true),
        ("eventName", json!({ "exists": false }), false),
        ("none", json!({ "exists": false }), true),
        // Only leaves exist.
        ("userIdentity", json!({ "exists": true }), false),
        ("userIdentity", json!({ "exists": false }), true),
    ] {
        let pattern = json!({ "detail": { field: [entry] } });
        assert_eq!(matches(&pattern), Ok(expected), "{pattern}");
    }
}

#[test]
fn anything_but_excludes_a_value_or_a_list() {
    for (field, excluded, expected) in [
        ("eventName", json!("ConsoleLogin"), false),
        ("eventName", json!("CheckMfa"), true),
        ("eventName", json!(["CheckMfa", "ConsoleLogin"]), false),
        ("eventName", json!(["CheckMfa", "Logout"]), true),
        ("eventName", json!(3), true),
        ("attempts", json!(3), false),
        ("attempts", json!([1, 2]), true),
        ("attempts", json!([1, 2, 3]), false),
        ("attempts", json!("3"), true),
        ("eventName", json!({ "prefix": "Console" }), false),
        ("eventName", json!({ "prefix": "Get" }), true),
        ("eventName", json!({ "prefix": ["Get", "Console"] }), false),
        ("eventName", json!({ "prefix": ["Get", "List"] }), true),
        ("eventName", json!({ "suffix": "Login" }), false),
        ("eventName", json!({ "suffix": ["Logout", "Mfa"] }), true),
        (
            "eventName",
            json!({ "equals-ignore-case": "consolelogin" }),
            false,
        ),
        (
            "eventName",
            json!({ "equals-ignore-case": ["a", "CONSOLELOGIN"] }),
            false,
        ),
        (
            "eventName",
            json!({ "equals-ignore-case": ["a", "b"] }),
            true,
        ),
        ("eventName", json!({ "wildcard": "*Log*" }), false),
        ("eventName", json!({ "wildcard": ["Get*", "List*"] }), true),
        (
            "eventName",
            json!({ "wildcard": ["Get*", "*Login"] }),
            false,
        ),
        ("attempts", json!({ "prefix": "3" }), true),
        // A missing field is not another value.
        ("invokedBy", json!("a"), false),
        ("invokedBy", json!({ "prefix": "a" }), false),
    ] {
        let pattern = json!({ "detail": { field: [{ "anything-but": excluded }] } });
        assert_eq!(matches(&pattern), Ok(expected), "{pattern}");
    }
}

#[test]
fn fields_must_all_match_and_values_one() {
    for (pattern, expected) in [
        (
            json!({ "source": ["aws.iam", { "prefix": "aws.sign" }], "region": ["us-east-1"] }),
            true,
        ),
        (
            json!({ "source": ["aws.signin"], "region": ["eu-central-1"] }),
            false,
        ),
        (
            json!({ "detail": { "userIdentity": { "type": ["Root"] } } }),
            true,
        ),
        (
            json!({ "detail": { "userIdentity": { "invokedBy": [{ "exists": false }] } } }),
            true,
        ),
        (
            json!({ "detail": { "missing": { "type": [{ "exists": false }] } } }),
            true,
        ),
        (json!({ "detail": { "missing": { "type": ["a"] } } }), false),
        (json!({ "resources": ["arn:aws:s3:::b"] }), true),
        (
            json!({ "resources": [{ "anything-but": "arn:aws:s3:::b" }] }),
            true,
        ),
        (json!({ "resources": ["arn:aws:s3:::c"] }), false),
        // Fields of one object of an array.
        (
            json!({ "detail": { "tags": { "key": ["team"], "value": ["red"] } } }),
            true,
        ),
        (
            json!({ "detail": { "tags": { "key": ["team"], "value": ["live"] } } }),
            false,
        ),
        (
            json!({ "detail": { "tags": { "note": [{ "exists": false }] } } }),
            false,
        ),
        // The guide's page on `$or`.
        (
            json!({ "$or": [{ "source": ["aws.iam"] }, { "region": ["us-east-1"] }] }),
            true,
        ),
        (
            json!({ "$or": [{ "source": ["aws.iam"] }, { "region": ["us-west-1"] }] }),
            false,
        ),
        (
            json!({ "source": ["aws.iam"], "$or": [{ "region": ["us-east-1"] }, { "id": ["1"] }] }),
            false,
        ),
        (
            json!({ "detail": {
                "$or": [{ "eventName": ["A"] }, { "attempts": [{ "numeric": ["<", 10] }] }],
                "userIdentity": { "type": ["Root"] },
            } }),
            true,
        ),
        (
            json!({ "$or": [
                { "source": ["aws.iam"] },
                { "region": ["us-east-1"], "$or": [{ "id": ["1"] }, { "source": ["aws.signin"] }] },
            ] }),
            true,
        ),
    ] {
        assert_eq!(matches(&pattern), Ok(expected), "{pattern}");
    }
}

#[test]
fn what_event_bridge_refuses_is_invalid() {
    let of_field = |entry: Value| json!({ "detail": { "a": [entry] } }).to_string();
    for pattern in [
        String::new(),
        "[]".to_owned(),
        "{}".to_owned(),
        json!({ "source": "aws.signin" }).to_string(),
        json!({ "source": [] }).to_string(),
        json!({ "detail": {} }).to_string(),
        json!({ "$or": {} }).to_string(),
        json!({ "$or": [{ "source": ["a"] }] }).to_string(),
        json!({ "$or": ["a", "b"] }).to_string(),
        json!({ "$or": [{ "prefix": ["a"] }, { "source": ["a"] }] }).to_string(),
        json!({ "source": ["x".repeat(4_096)] }).to_string(),
        of_field(json!([])),
        of_field(json!({})),
        of_field(json!({ "regexp": "aws.*" })),
        of_field(json!({ "prefix": "a", "suffix": "b" })),
        of_field(json!({ "prefix": 1 })),
        of_field(json!({ "prefix": ["a"] })),
        of_field(json!({ "prefix": { "wildcard": "a" } })),
        of_field(json!({ "suffix": { "equals-ignore-case": 1 } })),
        of_field(json!({ "equals-ignore-case": ["a"] })),
        of_field(json!({ "wildcard": "a**b" })),
        of_field(json!({ "wildcard": "a\\b" })),
        of_field(json!({ "exists": "true" })),
        of_field(json!({ "cidr": "10.0.0.0" })),
        of_field(json!({ "cidr": "10.0.0.0/33" })),
        of_field(json!({ "numeric": ">" })),
        of_field(json!({ "numeric": [">"] })),
        of_field(json!({ "numeric": ["!=", 1] })),
        of_field(json!({ "numeric": [">", "1"] })),
        of_field(json!({ "numeric": [">", 5, "<", 1] })),
        of_field(json!({ "numeric": ["<", 5, ">", 1] })),
        of_field(json!({ "anything-but": [] })),
        of_field(json!({ "anything-but": null })),
        of_field(json!({ "anything-but": ["a", 1] })),
        of_field(json!({ "anything-but": [{ "prefix": "a" }] })),
        of_field(json!({ "anything-but": { "numeric": [">", 1] } })),
        of_field(json!({ "anything-but": { "prefix": "" } })),
        of_field(json!({ "anything-but": { "prefix": [1] } })),
        of_field(json!({ "anything-but": { "prefix": { "equals-ignore-case": "a" } } })),
        of_field(json!({ "anything-but": { "wildcard": ["a**"] } })),
    ] {
        let error = pattern.parse::<Pattern>().map(drop).unwrap_err();
        assert!(
            matches!(error, PatternError::Invalid(_)),
            "{pattern}: {error}"
        );
    }
}

#[test]
fn what_only_event_bridge_can_judge_is_not_supported() {
    for pattern in [
        json!({ "detail.eventName": ["ConsoleLogin"] }),
        json!({ "source": ["a"], "$or": [{ "source": ["b"] }, { "region": ["c"] }] }),
        json!({
            "detail": { "a": { "b": ["c"] } },
            "$or": [{ "detail": { "a": { "b": ["d"] } } }, { "region": ["c"] }],
        }),
    ] {
        let error = matches(&pattern).unwrap_err();
        assert!(
            matches!(error, PatternError::NotSupported(_)),
            "{pattern}: {error}"
        );
    }
}
