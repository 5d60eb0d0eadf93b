//! Use records: what is accepted, and the error for what isn't.

#![cfg(test)]

use attestation::{Purpose, UseRecord, schemas, use_record_template};
use case_table::rows;
use jiff::Timestamp;
use serde_json::{Value, json};

const NOW: &str = "2026-10-02T09:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn good() -> Value {
    json!({
        "schemaVersion": 1,
        "from": "2026-10-01T09:00:00Z",
        "to": "2026-10-01T12:30:00+02:00",
        "purpose": "use-root",
        "people": ["Ana Ruiz", "Bo Lind"],
        "reference": "https://tickets.example.com/1",
    })
}

fn parse(document: &Value) -> Result<UseRecord, String> {
    UseRecord::parse(&document.to_string(), at(NOW)).map_err(|flaw| flaw.to_string())
}

fn schema_accepts(document: &Value) -> bool {
    let (name, text) = schemas([]).remove(0);
    assert_eq!(name, "use-record.schema.json");
    jsonschema::options()
        .should_validate_formats(true)
        .build(&text.parse().unwrap())
        .unwrap()
        .is_valid(document)
}

#[test]
fn a_good_record_covers_its_time_with_both_ends() {
    assert!(schema_accepts(&good()));
    let record = parse(&good()).unwrap();
    assert_eq!(record.purpose, Purpose::UseRoot);
    for (moment, covered) in [
        ("2026-10-01T08:59:59Z", false),
        ("2026-10-01T09:00:00Z", true),
        ("2026-10-01T10:30:00Z", true),
        ("2026-10-01T10:30:01Z", false),
    ] {
        assert_eq!(record.covers(at(moment)), covered, "{moment}");
    }
}

/// A field, a value that it must not have, and what is said of it.
const FIELDS: &str = r#"
    schemaVersion | 0 | its schemaVersion must be 1, the only version
    from | null | field from is not filled in
    from | "yesterday" | field from must be a time with an offset, such as 2026-10-01T09:00:00Z
    purpose | "fun" | field purpose must be one of the purposes that the guide lists
    purpose | "Use-Root" | field purpose must be one of the purposes that the guide lists
    people | ["Ana Ruiz"] | field people must name two or more people
    reference | "ticket 1" | field reference must be an https link that others can open: a host name with a dot, no IP address or user name
    note | "fine" | field note is unknown
"#;

/// The same, where a schema can't tell.
const BEYOND_SCHEMAS: &str = r#"
    from | "2026-10-02T09:05:01Z" | field from is in the future
    from | "2026-10-01T10:30:01Z" | it ends before it begins: field to is before field from
    to | "2026-10-03T09:00:00Z" | field to is in the future
    people | ["Ana Ruiz", "ana ruiz"] | field people names one person twice
"#;

#[test]
fn each_field_is_judged() {
    for (table, schema_tells) in [(FIELDS, true), (BEYOND_SCHEMAS, false)] {
        for [field, value, expected] in rows(table) {
            let mut document = good();
            document[field] = value.parse().unwrap();
            assert_eq!(parse(&document).unwrap_err(), expected);
            assert_eq!(schema_accepts(&document), !schema_tells, "{document}");
        }
    }
    for field in [
        "schemaVersion",
        "from",
        "to",
        "purpose",
        "people",
        "reference",
    ] {
        let mut document = good();
        document.as_object_mut().unwrap().remove(field);
        assert_eq!(
            parse(&document).unwrap_err(),
            format!("field {field} is missing")
        );
        assert!(!schema_accepts(&document), "{field}");
    }
}

#[test]
fn a_use_that_is_just_over_is_accepted_with_a_clock_that_is_ahead() {
    let mut document = good();
    document["to"] = json!("2026-10-02T09:05:00Z");
    assert!(parse(&document).is_ok());
}

#[test]
fn every_purpose_is_read_as_it_is_written() {
    for purpose in Purpose::ALL {
        let mut document = good();
        document["purpose"] = json!(purpose.name());
        assert_eq!(parse(&document).unwrap().purpose, purpose);
        assert!(schema_accepts(&document));
    }
}

#[test]
fn only_a_lost_password_or_an_incident_explains_a_new_password() {
    let covering: Vec<&str> = Purpose::ALL
        .into_iter()
        .filter(|purpose| purpose.covers_password_change())
        .map(Purpose::name)
        .collect();
    assert_eq!(covering, ["reset-password", "suspected-compromise"]);
}

#[test]
fn a_template_is_not_accepted_before_it_is_filled_in() {
    let template = use_record_template(Some(Purpose::QuarterlyTest), at(NOW));
    assert!(template.contains("\"purpose\": \"quarterly-test\""));
    assert_eq!(
        UseRecord::parse(&template, at(NOW))
            .unwrap_err()
            .to_string(),
        "field people must name two or more people"
    );
}
