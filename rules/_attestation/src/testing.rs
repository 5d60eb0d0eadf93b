//! A table for the tests of a rule's claims.
//!
//! A row changes one claim of a document that is accepted, and names what the first thing
//! to mend must then say. That a claim is missing or has another type is tried for each
//! claim without being asked for. The JSON Schema must agree in each case, as far as a
//! schema can tell.

#![allow(clippy::panic)]

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::schema::claims_schema;
use crate::{AccountKind, Claim, ClaimType, Demand, Finding, Flaw, Presence, Problem, Scope};

/// When the documents of a table are judged.
pub const NOW: &str = "2026-10-02T09:00:00Z";
const MAX_AGE_DAYS: u32 = 92;
/// AWS Config's limit, in characters.
const ANNOTATION_LENGTH: usize = 256;

/// Checks that the good claims are accepted, that each row breaks just the claim that it
/// names, and that every claim that is asked for stands in some row.
///
/// # Panics
///
/// When the table doesn't hold.
pub fn check_claims(
    claims: &[Claim],
    kinds: &[AccountKind],
    good: &Value,
    rows: &[(&str, Value, &str)],
) {
    for kind in kinds {
        check_kind(claims, *kind, good, rows);
    }
}

fn check_kind(claims: &[Claim], kind: AccountKind, good: &Value, rows: &[(&str, Value, &str)]) {
    let name = kind.name();
    if let Err(flaw) = judge(claims, kind, good) {
        panic!("{name}: the good document is not accepted: {flaw}");
    }
    assert!(
        schema_accepts(claims, kind, good),
        "{name}: the good claims"
    );
    for (claim, value, expected) in rows {
        broken(claims, kind, good, claim, Some(value.clone()), expected);
    }
    for claim in claims.iter().filter(|claim| claim.applies_to(kind)) {
        let listed = rows.iter().any(|(row, ..)| *row == claim.name);
        let free = claim.kind == ClaimType::Boolean { must: None };
        assert!(listed || free, "{name}: no row breaks {}", claim.name);
        let null = Some(Value::Null);
        broken(claims, kind, good, &claim.name, null, "is not filled in");
        let other = Some(json!([0]));
        broken(claims, kind, good, &claim.name, other, "must be ");
        if claim.presence != Presence::Optional {
            broken(claims, kind, good, &claim.name, None, "is missing");
        }
    }
}

fn broken(
    claims: &[Claim],
    kind: AccountKind,
    good: &Value,
    claim: &str,
    value: Option<Value>,
    expected: &str,
) {
    let mut given = good.clone();
    match (given.as_object_mut(), value) {
        (Some(given), Some(value)) => given.insert(claim.to_owned(), value),
        (Some(given), None) => given.remove(claim),
        (None, _) => panic!("the good claims are an object"),
    };
    let row = format!("{}: {claim} with {given}", kind.name());
    match judge(claims, kind, &given) {
        Err(Flaw::Claim { name, problem, .. }) if name == claim => {
            let text = problem.to_string();
            assert!(
                text.contains(expected),
                "{row}: {text:?} lacks {expected:?}"
            );
            // A schema knows no clock.
            let schema_can_tell = !matches!(problem, Problem::Future | Problem::TooOld { .. });
            assert_eq!(
                schema_accepts(claims, kind, &given),
                !schema_can_tell,
                "{row}"
            );
        }
        other => panic!("{row}: {other:?}"),
    }
    let reason = reason(claims, kind, &given);
    assert!(
        reason.chars().count() <= ANNOTATION_LENGTH,
        "{row}: {reason}"
    );
}

fn schema_accepts(claims: &[Claim], kind: AccountKind, given: &Value) -> bool {
    let schema = claims_schema(claims, kind);
    match jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
    {
        Ok(schema) => schema.is_valid(given),
        Err(error) => panic!("the schema is none: {error}"),
    }
}

/// What the rule would say of an account's own document.
fn reason(claims: &[Claim], kind: AccountKind, given: &Value) -> String {
    let Ok(account) = "111111111111".parse() else {
        panic!("it is an account id");
    };
    let judged = demand(claims, kind).judge(&document(given));
    Finding::of(&Scope::Account(account), &judged, now()).reason
}

fn demand(claims: &[Claim], kind: AccountKind) -> Demand<'_> {
    Demand {
        claims,
        kind,
        max_age_days: MAX_AGE_DAYS,
        now: now(),
    }
}

/// Judges claims inside an otherwise good document.
///
/// # Errors
///
/// The first thing to mend.
pub fn judge(claims: &[Claim], kind: AccountKind, given: &Value) -> Result<(), Flaw> {
    demand(claims, kind).judge(&document(given)).map(|_| ())
}

/// [`NOW`] as a time.
///
/// # Panics
///
/// Never: it is one.
#[must_use]
pub fn now() -> Timestamp {
    match NOW.parse() {
        Ok(now) => now,
        Err(error) => panic!("{NOW}: {error}"),
    }
}

/// A document, a day old at [`NOW`], that is accepted if its claims are.
#[must_use]
pub fn document(claims: &Value) -> String {
    let document = json!({
        "schemaVersion": 1,
        "attestedAt": "2026-10-01T09:00:00Z",
        "attestedBy": ["Ana Ruiz", "Bo Lind"],
        "evidence": "https://wiki.example.com/evidence",
        "claims": claims,
    });
    document.to_string()
}
