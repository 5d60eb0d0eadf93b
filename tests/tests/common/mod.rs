//! What the tests over the rules share: the rules' folders and their binaries.

use std::path::{Path, PathBuf};
use std::time::Duration;

use local_config::engine::Rule;
use local_config::{Call, Permissions};
use rule_metadata::RuleFolder;

/// Every rule of the workspace.
pub(crate) fn rules() -> Vec<RuleFolder> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    rule_metadata::discover(workspace).unwrap()
}

/// The rule as the engine runs it, with its declared permissions and no others.
pub(crate) fn engine_rule(folder: &RuleFolder) -> Rule {
    let metadata = &folder.rule;
    let mut rule = Rule::new(
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

/// A binary of the workspace, beside this test's own.
pub(crate) fn binary(name: &str) -> PathBuf {
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

/// The IAM actions of `calls` by the declaration they belong to: in the function's own role, and in
/// the organization's reader role.
pub(crate) fn actions<'a>(calls: impl IntoIterator<Item = &'a Call>) -> Permissions {
    let (mut own, mut organization) = (Vec::new(), Vec::new());
    for call in calls {
        let is_reader = call
            .caller
            .as_ref()
            .is_some_and(|caller| !caller.session_tags.is_empty());
        let actions = if is_reader {
            &mut organization
        } else {
            &mut own
        };
        actions.push(call.action());
    }
    for actions in [&mut own, &mut organization] {
        actions.sort();
        actions.dedup();
    }
    Permissions { own, organization }
}
