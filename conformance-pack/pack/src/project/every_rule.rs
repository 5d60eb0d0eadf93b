//! Tests for every rule in the checkout, beyond the checks when its files are read.

use std::collections::BTreeSet;
use std::process::Command;

use local_aws::AccountKind;
use rule_metadata::RuleFolder;
use serde_json::Value;

use super::{Catalogue, Project};

fn project() -> Project {
    Project::find().unwrap()
}

fn catalogue() -> Catalogue {
    project().catalogue().unwrap()
}

fn cases(folder: &RuleFolder) -> Vec<local_aws::Case> {
    let cases = local_aws::Case::all(&folder.path).unwrap();
    assert!(!cases.is_empty(), "{} has no cases", folder.rule.name);
    cases
}

fn folders() -> Vec<RuleFolder> {
    let folders = rule_metadata::discover(project().root()).unwrap();
    assert!(!folders.is_empty());
    folders
}

#[test]
fn sections_recommendations_and_cases_of_every_rule_are_read() {
    assert_eq!(catalogue().rules.len(), folders().len());
}

#[test]
fn folder_package_and_binary_of_a_rule_have_its_name() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(project().root())
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo metadata: {output:?}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    for folder in folders() {
        let name = &folder.rule.name;
        let manifest = folder.path.join("Cargo.toml");
        let package = packages
            .iter()
            .find(|package| package["manifest_path"].as_str() == manifest.to_str())
            .unwrap_or_else(|| panic!("{name} is not a package of the workspace"));
        assert_eq!(package["name"], name.as_str(), "the package in {name}");
        let binaries: Vec<_> = package["targets"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|target| target["kind"][0] == "bin")
            .map(|target| target["name"].as_str().unwrap())
            .collect();
        assert_eq!(binaries, [name.as_str()], "the binaries of {name}");
    }
}

#[test]
fn the_readme_of_a_rule_begins_with_its_name() {
    for folder in folders() {
        let readme = std::fs::read_to_string(folder.path.join("README.md")).unwrap();
        let first = readme.lines().next().unwrap_or_default();
        assert_eq!(first, format!("# {}", folder.rule.name));
    }
}

#[test]
fn a_remedy_covers_the_console_and_the_command_line() {
    for documented in catalogue().rules {
        let remedy = documented.page.section("Remedy");
        let name = documented.rule.name;
        assert!(
            remedy.contains("Console"),
            "{name}: no remedy for the console"
        );
        assert!(
            remedy.contains("aws ") || remedy.contains("cargo pack "),
            "{name}: no command"
        );
    }
}

/// And, if a rule isn't for every kind, an account of a kind that it isn't for.
#[test]
fn every_kind_of_account_has_a_case() {
    for folder in folders() {
        let rule = &folder.rule;
        let covered: BTreeSet<&str> = cases(&folder)
            .iter()
            .map(|case| match case.scenario.kind(&case.account) {
                AccountKind::Management => "management",
                AccountKind::Member => "member",
                AccountKind::Standalone => "standalone",
            })
            .collect();
        for kind in &rule.kinds {
            assert!(
                covered.contains(kind.name()),
                "{}: no case of a {} account",
                rule.name,
                kind.name()
            );
        }
        if rule.kinds.len() < rule_metadata::AccountKind::ALL.len() {
            assert!(
                covered.len() > rule.kinds.len(),
                "{}: no case for an account that it doesn't judge",
                rule.name
            );
        }
    }
}

#[test]
fn every_parameter_has_a_case_and_every_case_names_parameters_of_the_rule() {
    let mut missing = Vec::new();
    for folder in folders() {
        let name = &folder.rule.name;
        let known: BTreeSet<String> = folder
            .rule
            .all_parameters()
            .into_iter()
            .map(|parameter| parameter.name)
            .collect();
        let mut given = BTreeSet::new();
        for case in cases(&folder) {
            let refused = matches!(case.expect, local_aws::Expect::Error(_));
            for parameter in case.parameters.into_keys() {
                assert!(
                    refused || known.contains(&parameter),
                    "{name}: a case gives {parameter}, which rule.toml lacks"
                );
                given.insert(parameter);
            }
        }
        for parameter in &folder.rule.parameters {
            if !given.contains(&parameter.name) {
                missing.push(format!("{name}: no case gives {}", parameter.name));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn recommendations_have_ids_of_their_own_and_points() {
    let mut ids = BTreeSet::new();
    for recommendation in catalogue().recommendations {
        assert!(!recommendation.points.is_empty(), "{}", recommendation.id);
        assert!(
            recommendation
                .source
                .starts_with("https://docs.aws.amazon.com/")
        );
        assert!(
            ids.insert(recommendation.id.clone()),
            "{}",
            recommendation.id
        );
    }
}

#[test]
fn every_requirement_of_a_framework_has_a_rule_and_every_source_is_used() {
    let catalogue = catalogue();
    let rules = || catalogue.rules.iter().map(|documented| &documented.rule);
    for framework in &catalogue.frameworks.all {
        for requirement in &framework.requirements {
            assert!(
                rules().any(|rule| framework.is_evidence(rule, requirement)),
                "no rule names {}",
                framework.written(requirement)
            );
        }
    }
    for source in &catalogue.frameworks.sources {
        let mut mappings = rules().flat_map(|rule| &rule.frameworks);
        assert!(
            mappings.any(|mapping| mapping.source == source.id),
            "no rule names {}",
            source.id
        );
    }
}
