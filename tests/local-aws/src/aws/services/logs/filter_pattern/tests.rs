//! The examples of the user guide's page "Filter pattern syntax for metric filters", and what they
//! leave open.

use super::{FilterPattern, PatternError};

fn check(pattern: &str, message: &str, expected: bool) {
    let parsed: FilterPattern = pattern.parse().unwrap();
    assert_eq!(parsed.matches(message), expected, "{pattern} {message}");
}

/// As CloudTrail writes them.
#[test]
fn conditions_hold_or_do_not() {
    const MESSAGE: &str = r#"{
        "eventName": "ConsoleLogin",
        "eventType": "AwsConsoleSignIn",
        "userIdentity": { "type": "Root", "accountId": "111111111111" },
        "additionalEventData": { "MFAUsed": "No" },
        "attempts": 3,
        "readOnly": false,
        "errorMessage": null,
        "resources": [{ "type": "a" }]
    }"#;
    for (pattern, expected) in [
        (r#"{ $.userIdentity.type = "Root" }"#, true),
        (r#"{$.userIdentity.type="Root"}"#, true),
        ("{ $.userIdentity.type = Root }", true),
        (r#"{ $.userIdentity.type = "root" }"#, false),
        (
            r#"{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }"#,
            true,
        ),
        (
            r#"{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }"#,
            true,
        ),
        (
            r#"{ $.eventName = "A" || $.eventName = "B" && $.attempts = 3 }"#,
            false,
        ),
        (
            r#"{ $.attempts = 3 || $.eventName = "B" && $.attempts = 4 }"#,
            true,
        ),
        (
            r#"{ ($.attempts = 3 || $.eventName = "B") && $.attempts = 4 }"#,
            false,
        ),
        (r#"{ $.eventName = "Console*" }"#, true),
        ("{ $.eventName = *Login }", true),
        (r#"{ $.eventName = "*sole*in" }"#, true),
        (r#"{ $.eventName = "*Logout*" }"#, false),
        (r#"{ $.eventName != "Console*" }"#, false),
        ("{ $.attempts >= 3 && $.attempts < 4 }", true),
        ("{ $.attempts > 3 || $.attempts <= 2 }", false),
        ("{ $.attempts = * }", true),
        ("{ $.attempts = %[1-3]% }", true),
        ("{ $.readOnly IS FALSE && $.errorMessage IS NULL }", true),
        ("{ $.readOnly is true }", false),
        ("{ $.errorMessage EXISTS && $.errorCode NOT EXISTS }", true),
        (
            r#"{ $.resources[0].type = "a" && $.resources[1] NOT EXISTS }"#,
            true,
        ),
        (r#"{ $.userIdentity.type = %^Ro+t$% }"#, true),
        (
            r#"{ $.userIdentity.type = %Root|Admin% && $.eventName != %^Get% }"#,
            true,
        ),
        (r#"{ $.userIdentity.type != %oo% }"#, false),
        (r#"{ $.eventName = NaN }"#, false),
        // A field that is not there, an array and an object have no value.
        (r#"{ $.missing != "a" }"#, false),
        ("{ $.missing != 1 }", false),
        ("{ $.missing != %a% }", false),
        ("{ $.resources != 1 }", false),
        ("{ $.userIdentity != Root }", false),
    ] {
        check(pattern, MESSAGE, expected);
    }
    check("{ $.a EXISTS }", "no JSON", false);
}

/// The section "Using filter patterns to match terms in JSON log events".
#[test]
fn examples_for_json() {
    const EVENT: &str = r#"{
        "eventType": "UpdateTrail",
        "sourceIPAddress": "111.111.111.111",
        "arrayKey": ["value", "another value"],
        "objectList": [{ "name": "a", "id": 1 }, { "name": "b", "id": 2 }],
        "SomeObject": null,
        "cluster.name": "c",
        "number": [1000]
    }"#;
    const USERS: &str = r#"{
        "user": { "id": 1, "email": "John.Stiles@example.com" },
        "users": [
            { "id": 2, "email": "John.Doe@example.com" },
            { "id": 3, "email": "Jane.Doe@example.com" }
        ],
        "actions": ["GET", "PUT", "DELETE"],
        "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]]
    }"#;
    for (pattern, expected) in [
        (r#"{ $.eventType = "UpdateTrail" }"#, true),
        ("{ $.sourceIPAddress != 123.123.* }", true),
        ("{ $.sourceIPAddress != 111.111.* }", false),
        (r#"{ $.arrayKey[0] = "value" }"#, true),
        ("{ $.eventType = %Trail% }", true),
        ("{ $.arrayKey[*] = %val.{2}% }", true),
        ("{ $.arrayKey[*] = %none% }", false),
        (r"{ $.* = %111\.111\.111\.1[0-9]{1,2}% }", true),
        (r"{ $.* = %112\.111% }", false),
        ("{ $.objectList[*].id = 2 }", true),
        ("{ $.objectList[*].id > 2 }", false),
        ("{ $.objectList[1].id = 2 }", true),
        ("{ $.['cluster.name'] = \"c\" }", true),
        ("{ $['cluster.name'] = \"d\" }", false),
        ("{ $.SomeObject IS NULL }", true),
        ("{ $.eventType IS NULL }", false),
        ("{ $.SomeOtherObject NOT EXISTS }", true),
        ("{ $.SomeObject NOT EXISTS }", false),
        ("{ $.number[0] = 1e+3 }", true),
        ("{ $.number[0] != 1e-3 }", true),
        ("{ $.number[0] > +1000 }", false),
    ] {
        check(pattern, EVENT, expected);
    }
    for (pattern, expected) in [
        (
            r#"{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }"#,
            true,
        ),
        (
            r#"{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }"#,
            true,
        ),
        (
            r#"{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }"#,
            false,
        ),
        (
            r#"{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }"#,
            false,
        ),
        ("{ $.coordinates[1][2] = 6 }", true),
    ] {
        check(pattern, USERS, expected);
    }
}

/// The sections on regular expressions and on unstructured log events.
#[test]
fn terms_stand_in_the_message_or_do_not() {
    for (pattern, message, expected) in [
        ("", "anything", true),
        ("\" \"", "[ERROR 400] BAD REQUEST", true),
        ("ERROR", "[ERROR 400] BAD REQUEST", true),
        ("ERROR", "[error 400] bad request", false),
        ("ERROR ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", true),
        ("ERROR ARGUMENTS", "[ERROR 400] BAD REQUEST", false),
        ("?ERROR ?ARGUMENTS", "[ERROR 400] BAD REQUEST", true),
        ("?ERROR ?ARGUMENTS", "[INFO] REQUEST FAILED", false),
        ("?ERROR ?ARGUMENTS REQUEST", "[INFO] REQUEST FAILED", true),
        ("?ERROR -REQUEST", "[INFO] FAILED", true),
        (
            "\"INTERNAL SERVER ERROR\"",
            "[ERROR 500] INTERNAL SERVER ERROR",
            true,
        ),
        ("\"INTERNAL SERVER ERROR\"", "INTERNAL ERROR", false),
        ("ERROR -ARGUMENTS", "[ERROR 400] BAD REQUEST", true),
        ("ERROR -ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", false),
        ("ERROR -\"BAD REQUEST\"", "[ERROR 400] BAD REQUEST", false),
        ("?\"BAD REQUEST\" ?WARN", "[ERROR 400] BAD REQUEST", true),
        ("%AUTHORIZED%", "[ERROR 401] UNAUTHORIZED REQUEST", true),
        ("%AUTHORIZED%", "[ERROR 400] BAD REQUEST", false),
        ("ERROR %40[13]%", "[ERROR 401] UNAUTHORIZED REQUEST", true),
        ("ERROR -%40[13]%", "[ERROR 401] UNAUTHORIZED REQUEST", false),
        ("?%40[13]% ?WARN", "[ERROR 403] FORBIDDEN", true),
        ("\"a \\\"b\\\"\"", "a \"b\"", true),
    ] {
        check(pattern, message, expected);
    }
}

/// The section "Using filter patterns to match terms in space-delimited log events".
#[test]
fn columns_are_compared_by_place() {
    const ACCESS: &str =
        r#"127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534"#;
    for (pattern, expected) in [
        (
            r"[ip=%127\.0\.0\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]",
            true,
        ),
        (
            r"[ip=%127\.0\.1\.[1-9]%, user, username, timestamp, request, status_code, bytes]",
            false,
        ),
        ("[..., request =*.html*, status_code = 4*, bytes]", true),
        ("[..., request =*.html*, status_code = 4*,]", true),
        ("[..., request =*.gif*, status_code = 4*, bytes]", false),
        (
            "[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]",
            true,
        ),
        (
            "[ip, user, username, timestamp, request, status_code = 4* && status_code != 404, bytes]",
            false,
        ),
        ("[ip, user, ..., status_code, bytes > 1000]", true),
        ("[ip, user, ..., status_code, bytes > 2000]", false),
        ("[ip = 127.0.0.1, user, ...]", true),
        (
            "[ip, user, username, timestamp = \"10/Oct/2000*\", ...]",
            true,
        ),
        ("[a, b, c, d, e, f, g, h]", false),
        ("[ip, (user = Prod || user = Test), ...]", true),
    ] {
        check(pattern, ACCESS, expected);
    }
    let part = "INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310";
    let top = "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200";
    let warning = "WARNING 09/25/2014 12:00:02 Invalid user request";
    let error = "ERROR 09/25/2014 12:00:02 Failed to process request";
    for (pattern, matching) in [
        ("[w1=ERROR, w2]", vec![error]),
        ("[w1=ERROR || w1=WARNING, w2]", vec![warning, error]),
        ("[w1!=ERROR && w1!=WARNING, w2]", vec![part, top]),
        (
            "[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]",
            vec![top],
        ),
        (
            "[logLevel, date, time, method, url=%/service/resource/[0-9]+/part/[0-9]+$%, response_time]",
            vec![part],
        ),
        ("[w1=ERROR]", vec![]),
    ] {
        for message in [part, top, warning, error] {
            check(pattern, message, matching.contains(&message));
        }
    }
}

#[test]
fn what_cloudwatch_logs_refuses_is_invalid() {
    for pattern in [
        "{",
        "{ }",
        "{ $.a }",
        "{ $.a = }",
        "{ $.a = 1 } x",
        "{ a = 1 }",
        "{ $ = 1 }",
        "{ $. = 1 }",
        "{ $.a[b] = 1 }",
        "{ $.a = \"b }",
        "{ $.a NOT 1 }",
        "{ $.a IS NOT NULL }",
        "{ ($.a = 1 }",
        "{ $.a = %b }",
        "{ $.a = %(b)% }",
        "{ $.*.* = 1 }",
        "{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.d[*] = 1 }",
        "{ $.a = %b% || $.a = %c% || $.a = %d% }",
        "[a, b",
        "[a = ]",
        "[a b]",
        "[a] b",
        "[a = %b%, c = %d%, e = %f%]",
        "%a",
        "%something!%",
        "user@example.com",
        "\"a",
        "-",
        &"a".repeat(1_025),
    ] {
        let error = pattern.parse::<FilterPattern>().map(drop).unwrap_err();
        assert!(
            matches!(error, PatternError::Invalid(_)),
            "{pattern}: {error}"
        );
    }
}

#[test]
fn what_only_cloudwatch_logs_can_judge_is_not_supported() {
    for pattern in [
        "{ $.a > \"b\" }",
        "{ $.a >= %b% }",
        r"{ $.a = %\bb% }",
        "[..., a, ...]",
        "[a, status = 4* && bytes > 1000]",
    ] {
        let error = pattern.parse::<FilterPattern>().map(drop).unwrap_err();
        assert!(
            matches!(error, PatternError::NotSupported(_)),
            "{pattern}: {error}"
        );
    }
}
