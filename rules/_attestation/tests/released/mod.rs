//! The rules that have claims, and what each release accepted of them.

#![allow(dead_code, reason = "each test takes its part")]

use std::path::{Path, PathBuf};

use attestation::AccountKind;
use rule_metadata::Rule;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Version {
    pub(crate) attestations: Vec<Accepted>,
    pub(crate) use_records: Vec<Value>,
}

/// What a rule accepted for accounts of these kinds.
#[derive(Deserialize)]
pub(crate) struct Accepted {
    pub(crate) rule: String,
    pub(crate) kinds: Vec<AccountKind>,
    pub(crate) document: Value,
}

pub(crate) fn versions() -> Vec<(PathBuf, Version)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/earlier_versions");
    let versions: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            (path, serde_json::from_str(&text).unwrap())
        })
        .collect();
    assert!(!versions.is_empty());
    versions
}

pub(crate) fn attested_rules() -> Vec<Rule> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    rule_metadata::discover(workspace.unwrap())
        .unwrap()
        .into_iter()
        .map(|folder| folder.rule)
        .filter(|rule| !rule.claims.is_empty())
        .collect()
}
