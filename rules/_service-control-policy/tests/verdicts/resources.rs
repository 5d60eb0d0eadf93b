//! Resources that a denial exempts, and statements that still deny them.

use crate::{denied_together, exempted_resources, judge_apart, judge_statements, partial};
use service_control_policy::Decision;

#[test]
fn resources_that_no_two_denials_exempt_under_any_reading() {
    for (one, two) in [
        // An asterisk inside a segment that matches colons, beside an ARN that AWS completes.
        ("arn:aws:s3", "arn:aws:*3x:*:::foo"),
        ("arn:aws:s3", "arn:aws:s3:::foo"),
        ("arn:aws:s3:", "arn:aws:s*x:::::foo"),
        ("arn:aws", "arn:aws:sqs:eu-west-1:1:q"),
        ("arn:aws:s3::", "arn:*:sqs:*:*:q"),
        ("arn:aws:s3*", "arn:aws:*9:::1:a"),
        // An asterisk at a segment's end.
        ("arn:aws:sns:*:1:a", "arn:aws:sns:eu:*:1:a"),
        ("arn:aws:s3*:::a", "arn:aws:s3:x*:::a"),
        // A question mark.
        ("arn:aws:s3?a::::b", "arn:aws:s3:a*::b"),
        // Letter case.
        ("arn:aws:s3:::Foo*", "arn:aws:s3:::fooBar"),
        // Not an ARN.
        ("*foo", "arn:aws:s3:::bar/*"),
        ("foo", "f?o"),
    ] {
        let [first, second] = [one, two]
            .map(|but| format!(r#"{{"Effect":"Deny","Action":"*","NotResource":"{but}"}}"#));
        for verdict in [
            judge_apart(&[&first, &second]),
            judge_statements(&format!("{first},{second}")),
        ] {
            assert!(matches!(verdict, Decision::NotDenied(_)), "{one} and {two}");
        }
    }
    for (one, two) in [
        ("arn:aws:s3:::foo", "arn:aws:s3:::bar"),
        ("arn:aws:s3:::foo/*", "arn:aws:iam::*:role/a"),
        ("arn:aws:s3", "arn:aws:sns"),
    ] {
        let verdict = judge_apart(
            &[one, two]
                .map(|but| format!(r#"{{"Effect":"Deny","Action":"*","NotResource":"{but}"}}"#))
                .each_ref()
                .map(String::as_str),
        );
        assert_eq!(
            verdict,
            denied_together(&["p-test1", "p-test2"]),
            "{one} and {two}"
        );
    }
}

#[test]
fn a_short_arn_covers_nothing() {
    let but = r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::logs/*"}"#;
    for (short, denied) in [
        ("arn:aws:s3", false),
        ("arn:aws:s3:*", false),
        ("arn*", false),
        ("**", false),
        ("arn:aws:s3:*:*:*", true),
    ] {
        let cover = format!(r#"{{"Effect":"Deny","Action":"*","Resource":"{short}"}}"#);
        let verdict = judge_apart(&[but, &cover]);
        assert_eq!(matches!(verdict, Decision::Denied(_)), denied, "{short}");
    }
}

#[test]
fn exempted_resources_are_named() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","Action":"*","NotResource":["arn:aws:s3:::logs/*","arn:aws:iam::*:role/a"]}"#,
    );
    let exempted = ["arn:aws:s3:::logs/*", "arn:aws:iam::*:role/a"];
    assert_eq!(verdict, partial(&[exempted_resources(&exempted)]));
}

#[test]
fn another_denial_covers_an_exempted_resource() {
    let but = r#"{"Effect":"Deny","Action":"*","NotResource":["arn:aws:s3:::logs/*","arn:aws:iam::*:role/a"]}"#;
    let logs = r#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::*"}"#;
    let role = r#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:iam::*:role/?"}"#;
    assert_eq!(
        judge_apart(&[but, logs, role]),
        denied_together(&["p-test1", "p-test2", "p-test3"]),
    );
    assert_eq!(
        judge_apart(&[but, logs]),
        partial(&[exempted_resources(&["arn:aws:iam::*:role/a"])]),
    );
    let s3_only = r#"{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::logs/*"}"#;
    assert_eq!(
        judge_apart(&[but, s3_only, role]),
        partial(&[exempted_resources(&["arn:aws:s3:::logs/*"])]),
        "another action may be asked for on the same resource",
    );
}

#[test]
fn a_resource_is_denied_only_if_every_reading_of_its_wildcards_denies_it() {
    // Under the loose reading the asterisk spans segments, and the Deny covers the exemption.
    let but = r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:sns:eu-west-1:1:a"}"#;
    for spanning in ["arn:aws:sns*a", "arn:aws:sns:EU-west-1:1:a"] {
        let denial = format!(r#"{{"Effect":"Deny","Action":"*","Resource":"{spanning}"}}"#);
        let exempted = exempted_resources(&["arn:aws:sns:eu-west-1:1:a"]);
        assert_eq!(
            judge_apart(&[but, &denial]),
            partial(&[exempted]),
            "{spanning}"
        );
    }
    // Under the strict reading nothing is in both, under the loose one something is.
    let one = r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:sns:*:1:a"}"#;
    let two = r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:sns:eu:*:1:a"}"#;
    assert!(matches!(judge_apart(&[one, two]), Decision::NotDenied(_)));
}

#[test]
fn a_variable_in_an_exempted_resource_may_exempt_anything() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::${aws:PrincipalAccount}"}"#,
    );
    assert_eq!(
        verdict,
        partial(&[exempted_resources(&[
            "arn:aws:s3:::${aws:PrincipalAccount}"
        ])])
    );
    let with_others = judge_apart(&[
        r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::${aws:PrincipalAccount}"}"#,
        r#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::*"}"#,
    ]);
    assert!(matches!(with_others, Decision::NotDenied(_)));
}

#[test]
fn an_escaped_asterisk_is_not_a_wildcard() {
    let verdict = judge_statements(r#"{"Effect":"Deny","Action":"*","Resource":"${*}"}"#);
    assert!(matches!(verdict, Decision::NotDenied(_)));
}
