//! How many crates a build is made of, before it is done.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde::Deserialize;

use super::{ToolError, cargo, output};
use crate::project::Project;

/// What `cargo metadata` tells (<https://doc.rust-lang.org/cargo/commands/cargo-metadata.html>), as
/// far as it is needed here.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

/// Of the named binaries and all that they are built from; build scripts count as crates, as cargo
/// counts them.
pub(super) fn count(project: &Project, binaries: &[&str]) -> Result<usize, ToolError> {
    let version = output(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let text = output(
        cargo()
            // Quiet about waiting for a running build's locks.
            .args([
                "metadata",
                "--quiet",
                "--format-version",
                "1",
                "--filter-platform",
            ])
            .arg(host.unwrap_or_default())
            .current_dir(project.root()),
    )?;
    Ok(serde_json::from_str(&text).map_or(0, |metadata| counted(&metadata, binaries)))
}

fn counted(metadata: &Metadata, binaries: &[&str]) -> usize {
    let packages: BTreeMap<_, _> = by_id(&metadata.packages, |package| &package.id);
    let nodes: BTreeMap<_, _> = by_id(&metadata.resolve.nodes, |node| &node.id);
    let wanted = |target: &&Target| {
        let kind = target.kind.first().map(String::as_str);
        match kind {
            Some("bin") => binaries.contains(&target.name.as_str()),
            Some("lib" | "rlib" | "cdylib" | "staticlib" | "proc-macro" | "custom-build") => true,
            _ => false,
        }
    };
    let is_bin = |target: &Target| target.kind.iter().any(|kind| kind == "bin");
    let mut open: Vec<&str> = metadata
        .packages
        .iter()
        .filter(|package| {
            package
                .targets
                .iter()
                .any(|target| is_bin(target) && wanted(&target))
        })
        .map(|package| package.id.as_str())
        .collect();
    let mut seen = BTreeSet::new();
    let mut count = 0;
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        count += packages
            .get(id)
            .map_or(0, |package| package.targets.iter().filter(wanted).count());
        open.extend(
            nodes
                .get(id)
                .into_iter()
                .flat_map(|node| &node.deps)
                .filter_map(|dependency| {
                    let needed = |kind: &DependencyKind| kind.kind.as_deref() != Some("dev");
                    dependency
                        .dep_kinds
                        .iter()
                        .any(needed)
                        .then_some(dependency.pkg.as_str())
                }),
        );
    }
    count
}

fn by_id<T>(all: &[T], id: impl Fn(&T) -> &String) -> BTreeMap<&str, &T> {
    all.iter().map(|one| (id(one).as_str(), one)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_only_tests_or_other_programs_need_is_left_out() {
        let package = |id: &str, kinds: &[&str]| {
            let targets: Vec<_> = kinds
                .iter()
                .map(|kind| json!({ "name": id, "kind": [kind] }))
                .collect();
            json!({ "id": id, "targets": targets })
        };
        let node = |id: &str, dependencies: &[(&str, Option<&str>)]| {
            let deps: Vec<_> = dependencies
                .iter()
                .map(|(id, kind)| json!({ "pkg": id, "dep_kinds": [{ "kind": kind }] }))
                .collect();
            json!({ "id": id, "deps": deps })
        };
        let metadata = json!({
            "packages": [
                package("rule", &["bin", "test"]),
                package("other-rule", &["bin"]),
                package("sdk", &["lib", "custom-build", "example"]),
                package("macros", &["proc-macro"]),
                package("for-tests", &["lib"]),
            ],
            "resolve": { "nodes": [
                node("rule", &[("sdk", None), ("macros", None), ("for-tests", Some("dev"))]),
                node("other-rule", &[("sdk", None)]),
                node("sdk", &[("macros", Some("build"))]),
            ] },
        });
        let metadata: Metadata = serde_json::from_value(metadata).unwrap();
        assert_eq!(counted(&metadata, &["rule"]), 4);
        assert_eq!(counted(&metadata, &["rule", "other-rule"]), 5);
    }
}
