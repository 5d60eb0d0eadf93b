//! The claims of every rule, as its rule.toml lists them. Each is broken in every way that its type
//! allows, in the documents that a release accepted.

#![cfg(test)]

mod broken;
mod released;

use std::collections::BTreeSet;

use attestation::{AccountKind, Claim, ClaimType, Presence, Purpose};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::broken::{Claims, now};
use crate::released::{attested_rules, versions};

#[test]
fn each_claim_of_each_rule_is_needed() {
    let accepted: Vec<_> = versions()
        .into_iter()
        .flat_map(|(_, version)| version.attestations)
        .collect();
    for rule in attested_rules() {
        for kind in &rule.kinds {
            let mut unbroken: BTreeSet<&str> = rule
                .claims
                .iter()
                .filter(|claim| claim.applies_to(*kind))
                .map(|claim| claim.name.as_str())
                .collect();
            for accepted in &accepted {
                if accepted.rule != rule.name || !accepted.kinds.contains(kind) {
                    continue;
                }
                let given = &accepted.document["claims"];
                let good = Claims::good(&rule, *kind, given);
                for claim in &rule.claims {
                    if given.get(&claim.name).is_none() {
                        continue;
                    }
                    unbroken.remove(claim.name.as_str());
                    good.broken_in_any_type(&claim.name, claim.presence == Presence::Optional);
                    for (value, expected) in out_of_bounds(claim, *kind) {
                        good.broken(&claim.name, Some(value), &expected);
                    }
                }
            }
            assert!(unbroken.is_empty(), "{}: {unbroken:?}", rule.name);
        }
    }
}

/// Values that a claim must not have, and what is said of each.
fn out_of_bounds(claim: &Claim, kind: AccountKind) -> Vec<(Value, String)> {
    let said = |value: Value, expected: &str| (value, expected.to_owned());
    match &claim.kind {
        ClaimType::Integer { minimum } => (0..*minimum)
            .map(|few| {
                let expected = format!("is {few} and must be at least {minimum}");
                (json!(few), expected)
            })
            .collect(),
        ClaimType::Boolean { must: Some(must) } => {
            vec![(json!(!must), format!("is {} and must be {must}", !must))]
        }
        ClaimType::Boolean { must: None } => vec![said(json!("yes"), "must be true or false")],
        ClaimType::Choice { values } => {
            let (open, closed): (Vec<_>, Vec<_>) = values
                .iter()
                .partition(|choice| choice.kinds.contains(&kind));
            let open: Vec<_> = open.iter().map(|choice| choice.value.as_str()).collect();
            let expected = format!("must be one of {}", open.join(", "));
            let closed = closed.iter().map(|choice| choice.value.as_str());
            closed
                .chain(["wallet"])
                .map(|value| said(json!(value), &expected))
                .collect()
        }
        ClaimType::AllOf { values } => values
            .iter()
            .map(|left_out| {
                let others: Vec<_> = values.iter().filter(|value| *value != left_out).collect();
                (json!(others), format!("lacks {left_out}"))
            })
            .collect(),
        ClaimType::Link => [
            "http://wiki.example.com/a",
            "ask the manager",
            "https://wiki/",
        ]
        .map(|link| said(json!(link), "must be an https link"))
        .to_vec(),
        ClaimType::Links { keys } => keys
            .iter()
            .map(|left_out| {
                let others = keys.iter().filter(|key| *key != left_out);
                let others: Value = others
                    .map(|key| (key.clone(), format!("https://wiki.example.com/{key}")))
                    .collect();
                (others, format!("has no https link for {left_out}"))
            })
            .collect(),
        ClaimType::Time { max_age_days } => {
            let a_day = SignedDuration::from_hours(24);
            let too_old = now() - a_day * i32::try_from(*max_age_days).unwrap();
            let too_old = too_old - SignedDuration::from_secs(1);
            vec![
                (
                    json!(too_old.to_string()),
                    format!("more than {max_age_days} days ago"),
                ),
                said(json!((now() + a_day).to_string()), "is in the future"),
                said(json!("2026-09-01"), "must be a time with an offset"),
            ]
        }
        ClaimType::Digest => ["0".repeat(63), "GAKT0123456789".to_owned()]
            .map(|digest| said(json!(digest), "must be a SHA-256 digest"))
            .to_vec(),
    }
}

#[test]
fn the_scenarios_are_the_purposes_of_a_use() {
    let rules = attested_rules();
    let claims = rules.iter().flat_map(|rule| &rule.claims);
    let mut scenarios = claims.filter_map(|claim| match &claim.kind {
        ClaimType::Links { keys } if claim.name == "scenarios" => Some(keys),
        _ => None,
    });
    let scenarios = scenarios.next().unwrap();
    assert_eq!(scenarios.len(), 10);
    for scenario in scenarios {
        let mut purposes = Purpose::ALL.iter();
        assert!(
            purposes.any(|purpose| purpose.name() == scenario),
            "{scenario}"
        );
    }
}
