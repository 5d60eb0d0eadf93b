//! What the tests over the rules share: the rules' folders, their binaries and the sample
//! organization.

#![allow(
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "this is how a test fails"
)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use local_aws::engine::RunnableRule;
use local_aws::{Case, Permissions, Scenario};
use rule_metadata::RuleFolder;

/// The project's folder.
pub const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The file of the sample organization.
#[must_use]
pub fn sample() -> PathBuf {
    Path::new(WORKSPACE).join("conformance-pack/sample-organization.toml")
}

/// Every rule of the workspace, or only the one in the environment variable `RULE`.
pub fn rules() -> Vec<RuleFolder> {
    let workspace = Path::new(WORKSPACE);
    let mut rules = rule_metadata::discover(workspace).unwrap();
    if let Ok(wanted) = std::env::var("RULE") {
        rules.retain(|folder| folder.rule.name == wanted);
        assert!(!rules.is_empty(), "the rule {wanted} does not exist");
    }
    rules
}

/// The rule as the engine runs it, with its declared permissions and no others.
pub fn engine_rule(folder: &RuleFolder) -> RunnableRule {
    let metadata = &folder.rule;
    let mut rule = RunnableRule::new(
        &metadata.name,
        binary(&metadata.name),
        Duration::from_secs(metadata.timeout.into()),
    );
    rule.permissions = Some(Permissions {
        own: metadata.permissions.own.clone(),
        organization: metadata.permissions.organization.clone(),
    });
    rule
}

/// Every rule from [`engine_rule`], with its parameters from a scenario.
pub fn rules_of(scenario: &Scenario) -> Vec<RunnableRule> {
    rules()
        .iter()
        .map(|folder| {
            let mut rule = engine_rule(folder);
            rule.parameters = scenario
                .rule_parameters
                .get(&rule.name)
                .cloned()
                .unwrap_or_default();
            rule
        })
        .collect()
}

/// The rule from [`engine_rule`], for one of its cases.
pub fn rule_of_case(folder: &RuleFolder, case: &Case) -> RunnableRule {
    let mut rule = engine_rule(folder);
    rule.parameters = case.parameters.clone();
    if case.scenario.reader_role_arn().is_none()
        && let Some(permissions) = &mut rule.permissions
    {
        // Without the role, the function reads the organization itself.
        permissions.own.append(&mut permissions.organization);
    }
    rule
}

/// A binary of the workspace, in the folder of this test's own.
pub fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // target/<profile>/deps/<test>
    let folder = test.ancestors().nth(2).unwrap();
    let binary = folder.join(name);
    assert!(
        binary.is_file(),
        "{} is missing; run `cargo build --bins` first",
        binary.display()
    );
    binary
}
