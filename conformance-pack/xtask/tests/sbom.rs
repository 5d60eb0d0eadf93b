//! A bill of materials lists what the function's binary is linked from, and nothing else.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const TARGET: &str = "x86_64-unknown-linux-gnu";

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn rules() -> Vec<String> {
    let rules = rule_metadata::discover(root()).unwrap();
    rules.into_iter().map(|folder| folder.rule.name).collect()
}

/// The file of each rule, as text.
fn sboms(into: &Path) -> BTreeMap<String, String> {
    let status = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["sbom", "--output"])
        .arg(into)
        .current_dir(root())
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    rules()
        .into_iter()
        .map(|rule| {
            let text = fs::read_to_string(into.join(format!("{rule}.cdx.json"))).unwrap();
            (rule, text)
        })
        .collect()
}

/// What cargo would compile and link to package all rules. The option is unstable; it builds
/// nothing.
fn unit_graph() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--unit-graph", "-Zunstable-options", "--locked"])
        .args(["--profile", "packaging", "--target", TARGET])
        .args(rules().iter().flat_map(|rule| ["--package", rule]))
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// `name@version` of a package id specification.
fn package(unit: &Value) -> String {
    let id = unit["pkg_id"].as_str().unwrap();
    let (source, fragment) = id.rsplit_once('#').unwrap();
    if fragment.contains('@') {
        return fragment.to_owned();
    }
    let (_, name) = source.rsplit_once('/').unwrap();
    format!("{name}@{fragment}")
}

/// What the rule's binary is linked from: the target's units below its own.
fn linked(graph: &Value, rule: &str) -> BTreeSet<String> {
    let units = graph["units"].as_array().unwrap();
    let is_linked = |unit: &Value| unit["platform"] == TARGET && unit["mode"] == "build";
    let mut open: Vec<&Value> = units
        .iter()
        .filter(|unit| unit["target"]["name"] == rule && unit["target"]["kind"][0] == "bin")
        .collect();
    assert_eq!(open.len(), 1, "{rule}");
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    while let Some(unit) = open.pop() {
        found.insert(package(unit));
        for dependency in unit["dependencies"].as_array().unwrap() {
            let index = dependency["index"].as_u64().unwrap();
            let below = &units[usize::try_from(index).unwrap()];
            if is_linked(below) && seen.insert(index) {
                open.push(below);
            }
        }
    }
    found
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

#[test]
fn it_lists_what_cargo_links() {
    let folder = tempfile::tempdir().unwrap();
    let graph = unit_graph();
    for (rule, sbom) in sboms(folder.path()) {
        let sbom: Value = serde_json::from_str(&sbom).unwrap();
        let own = &sbom["metadata"]["component"];
        assert_eq!(text(own, "name"), rule);
        let components = sbom["components"].as_array().unwrap();
        let listed: BTreeSet<String> = components
            .iter()
            .chain([own])
            .map(|component| format!("{}@{}", text(component, "name"), text(component, "version")))
            .collect();
        assert_eq!(listed, linked(&graph, &rule), "{rule}");
        assert_eq!(listed.len(), components.len() + 1, "{rule} lists one twice");
        for component in components {
            assert!(
                component["licenses"][0]["expression"].is_string(),
                "{component}"
            );
            let is_of_registry = component.get("purl").is_some();
            assert_eq!(
                is_of_registry,
                component.get("hashes").is_some(),
                "{component}"
            );
        }
        let described: BTreeSet<&str> = sbom["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|needs| text(needs, "ref"))
            .collect();
        assert_eq!(described, listed.iter().map(String::as_str).collect());
    }
}

#[test]
fn it_is_the_same_each_time_and_names_no_path() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let sboms_of_one = sboms(one.path());
    assert_eq!(sboms_of_one, sboms(other.path()));
    let path = root().to_str().unwrap();
    for (rule, sbom) in sboms_of_one {
        assert!(!sbom.contains(path), "{rule}");
    }
}
