//! Breaks one claim of claims that are accepted, and checks that it is the one that is named: by
//! the judgement, and by the schema as far as a schema can tell.

use attestation::{AccountKind, Assessment, Demand, Flaw, Problem, Scope, schemas};
use jiff::Timestamp;
use rule_metadata::Rule;
use serde_json::{Value, json};

/// When documents are judged, a day after they were written.
pub(crate) const NOW: &str = "2026-10-02T09:00:00Z";
/// AWS Config's limit, in characters.
const ANNOTATION_LENGTH: usize = 256;

/// What an account of a kind claims to a rule.
pub(crate) struct Claims {
    rule: Rule,
    kind: AccountKind,
    schema: jsonschema::Validator,
    good: Value,
}

impl Claims {
    /// Checks that the claims are accepted.
    pub(crate) fn good(rule: &Rule, kind: AccountKind, good: &Value) -> Self {
        let rule = Rule {
            kinds: vec![kind],
            ..rule.clone()
        };
        let (_, schema) = schemas([&rule]).remove(0);
        let schema = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema.parse().unwrap())
            .unwrap();
        let claims = Self {
            rule,
            kind,
            schema,
            good: good.clone(),
        };
        let document = document(good);
        assert_eq!(claims.judge(&document).0, Ok(()), "{document}");
        assert!(claims.schema.is_valid(&document), "{document}");
        claims
    }

    fn judge(&self, document: &Value) -> (Result<(), Flaw>, String) {
        let demand = Demand {
            claims: &self.rule.claims,
            kind: self.kind,
            max_age_days: 92,
            now: now(),
        };
        let judged = demand.judge(&document.to_string());
        let scope = Scope::Account("111111111111".parse().unwrap());
        let reason = Assessment::of(&scope, &judged, now()).reason;
        (judged.map(|_| ()), reason)
    }

    /// Checks what is said of the claims with another value for a claim or, with none, without it.
    pub(crate) fn broken(&self, claim: &str, value: Option<Value>, expected: &str) {
        let mut claims = self.good.clone();
        let fields = claims.as_object_mut().unwrap();
        match value {
            Some(value) => fields.insert(claim.to_owned(), value),
            None => fields.remove(claim),
        };
        let row = format!("{}: {claim} with {claims}", self.kind.name());
        let document = document(&claims);
        let (judged, reason) = self.judge(&document);
        let Err(Flaw::Claim { name, problem, .. }) = judged else {
            panic!("{row}: {judged:?}");
        };
        assert_eq!(name, claim, "{row}");
        let text = problem.to_string();
        assert!(text.contains(expected), "{row}: {text} lacks {expected}");
        // A schema has no clock.
        let schema_can_tell = !matches!(problem, Problem::Future | Problem::TooOld { .. });
        assert_eq!(self.schema.is_valid(&document), !schema_can_tell, "{row}");
        assert!(reason.chars().count() <= ANNOTATION_LENGTH, "{reason}");
    }

    /// Checks what is said of a claim that is empty, of another type or, unless it may be left
    /// out, missing.
    pub(crate) fn broken_in_any_type(&self, claim: &str, optional: bool) {
        self.broken(claim, Some(Value::Null), "is not filled in");
        self.broken(claim, Some(json!([0])), "must be ");
        if !optional {
            self.broken(claim, None, "is missing");
        }
    }
}

pub(crate) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn document(claims: &Value) -> Value {
    json!({
        "schemaVersion": 1,
        "attestedAt": "2026-10-01T09:00:00Z",
        "attestedBy": ["Ana Ruiz", "Bo Lind"],
        "evidence": "https://wiki.example.com/evidence",
        "claims": claims,
    })
}
