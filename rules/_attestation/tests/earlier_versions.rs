//! Documents that each released version accepted. An organization stores them for a year and
//! updates the rules meanwhile: what one version accepts, later ones accept too (docs/versions.md).
//!
//! A release adds a file and changes none. `schemaVersion: 2` would need its own reader beside the
//! one for 1.

#![cfg(test)]

mod released;

use std::collections::BTreeSet;

use attestation::{Demand, UseRecord};
use jiff::Timestamp;

use crate::released::{attested_rules, versions};

/// A day after the documents were written.
const NOW: &str = "2026-10-02T09:00:00Z";
const MAX_AGE_DAYS: u32 = 92;

#[test]
fn an_attestation_that_was_accepted_still_is() {
    let now: Timestamp = NOW.parse().unwrap();
    let rules = attested_rules();
    for (path, version) in versions() {
        for accepted in version.attestations {
            let Some(rule) = rules.iter().find(|rule| rule.name == accepted.rule) else {
                continue;
            };
            for kind in accepted.kinds {
                let demand = Demand {
                    claims: &rule.claims,
                    kind,
                    max_age_days: MAX_AGE_DAYS,
                    now,
                };
                let judged = demand.judge(&accepted.document.to_string());
                assert!(
                    judged.is_ok(),
                    "{}, {}, {}: {judged:?}",
                    path.display(),
                    rule.name,
                    kind.name()
                );
            }
        }
    }
}

#[test]
fn a_use_record_that_was_accepted_still_is() {
    let now: Timestamp = NOW.parse().unwrap();
    for (path, version) in versions() {
        for record in version.use_records {
            let parsed = UseRecord::parse(&record.to_string(), now);
            assert!(parsed.is_ok(), "{}: {parsed:?}", path.display());
        }
    }
}

#[test]
fn every_rule_with_claims_has_a_document_for_each_kind_of_account() {
    let documents: BTreeSet<(String, &str)> = versions()
        .into_iter()
        .flat_map(|(_, version)| version.attestations)
        .flat_map(|accepted| {
            let rule = accepted.rule;
            accepted
                .kinds
                .into_iter()
                .map(move |kind| (rule.clone(), kind.name()))
        })
        .collect();
    for rule in attested_rules() {
        for kind in &rule.kinds {
            let wanted = (rule.name.clone(), kind.name());
            assert!(documents.contains(&wanted), "{wanted:?}");
        }
    }
}
