//! What holds for any text: nothing panics, and whatever is accepted the schema accepts.

#![cfg(test)]

mod made_up;

use attestation::{AccountKind, Demand, UseRecord, schemas};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::made_up::{good, rule};

fn now() -> Timestamp {
    "2026-10-02T09:00:00Z".parse().unwrap()
}

fn validator(text: &str) -> jsonschema::Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&text.parse().unwrap())
        .unwrap()
}

fn link() -> impl Strategy<Value = String> {
    "(https|HTTPS|http)://([a-z0-9@:._-]{0,12}|\\[::1\\])(:[0-9]{0,6})?([/?#][ -~é]{0,8})?"
}

fn moment() -> impl Strategy<Value = String> {
    "20(25|26)-(0[0-9]|1[0-3])-[0-3][0-9][Tt ]([01][0-9]|2[0-4]):[0-5][0-9]:[0-6][0-9](\\.[0-9]{0,10})?(Z|z|[+-][0-2][0-9]:[0-6][0-9])?"
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(".{0,8}", inner, 0..4)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn or_any(strategy: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    prop_oneof![8 => strategy, 1 => json_value()]
}

fn account_kind() -> impl Strategy<Value = AccountKind> {
    prop::sample::select(AccountKind::ALL.to_vec())
}

/// What a claim could be, or nearly.
fn claim_value() -> impl Strategy<Value = Value> {
    let entry = || prop_oneof!["email|password|fax", link()];
    prop_oneof![
        json_value(),
        (0_i64..5).prop_map(Value::from),
        (0.0..5.0_f64).prop_map(|number| Value::from(number.round())),
        any::<bool>().prop_map(Value::from),
        "safe|split|manager|Safe".prop_map(Value::from),
        "[0-9a-fA-Fg]{63,65}".prop_map(Value::from),
        link().prop_map(Value::from),
        moment().prop_map(Value::from),
        prop::collection::vec(entry(), 0..4).prop_map(Value::from),
        prop::collection::btree_map("use-root|reset-mfa|other", entry(), 0..4)
            .prop_map(|map| map.into_iter().collect()),
    ]
}

fn judge(text: &str, kind: AccountKind) -> bool {
    let rule = rule();
    let demand = Demand {
        claims: &rule.claims,
        kind,
        max_age_days: 92,
        now: now(),
    };
    demand.judge(text).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_judged(text in ".{0,200}", kind in account_kind()) {
        let _ = UseRecord::parse(&text, now());
        let _ = judge(&text, kind);
    }

    #[test]
    fn an_attestation_that_is_accepted_the_schema_accepts(
        claim in 0..rule().claims.len(),
        value in claim_value(),
        kind in account_kind(),
    ) {
        let rule = rule();
        let mut document = good();
        document["claims"][&rule.claims[claim].name] = value;
        let (_, schema) = schemas([&rule]).remove(0);
        let accepted = judge(&document.to_string(), kind);
        prop_assert!(!accepted || validator(&schema).is_valid(&document), "{document}");
    }

    #[test]
    fn a_use_record_that_is_accepted_the_schema_accepts(
        from in or_any(moment().prop_map(Value::from)),
        to in or_any(moment().prop_map(Value::from)),
        people in or_any(prop::collection::vec("[A-Za-z ]{0,3}", 0..4).prop_map(Value::from)),
        reference in or_any(link().prop_map(Value::from)),
    ) {
        let good = json!({
            "schemaVersion": 1,
            "from": "2025-01-01T00:00:00Z",
            "to": "2026-10-01T00:00:00Z",
            "purpose": "use-root",
            "people": ["Ana Ruiz", "Bo Lind"],
            "reference": "https://tickets.example.com/1",
        });
        let (_, schema) = schemas([]).remove(0);
        let schema = validator(&schema);
        for (field, value) in [
            ("from", from),
            ("to", to),
            ("people", people),
            ("reference", reference),
        ] {
            let mut document = good.clone();
            document[field] = value;
            let accepted = UseRecord::parse(&document.to_string(), now()).is_ok();
            prop_assert!(!accepted || schema.is_valid(&document), "{document}");
        }
    }
}
