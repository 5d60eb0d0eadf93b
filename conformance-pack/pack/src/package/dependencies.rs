//! What the binaries are linked from, as cargo resolves it for a selection of rules.

use std::collections::{BTreeMap, BTreeSet};

use super::architecture::Architecture;
use super::error::PackageError;
use crate::error::PackError;
use crate::project::Project;
use crate::tool::{self, cargo};

/// A package at a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PackageId {
    pub(super) name: String,
    pub(super) version: String,
}

/// What is known about a package.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dependency {
    /// An SPDX expression; `None` if the package has none.
    pub(super) license: Option<String>,
    /// SHA-256 of the package on crates.io, in hexadecimal digits; `None` for the workspace's own.
    pub(super) checksum: Option<String>,
    pub(super) needs: BTreeSet<PackageId>,
}

/// Packages and what each needs at run time, without what only the compiler runs: macros and
/// build scripts.
#[derive(Debug, Default)]
pub(super) struct Dependencies(BTreeMap<PackageId, Dependency>);

impl Dependencies {
    /// Of the rules' binaries. Cargo unifies the features of what is built together, so the
    /// selection must be that of the build.
    pub(super) fn of(
        project: &Project,
        rules: &[String],
        arch: Architecture,
    ) -> Result<Self, PackError> {
        let text = tool::output(
            cargo()
                .args(["tree", "--locked", "--edges", "normal,no-proc-macro"])
                .args(["--target", arch.target()])
                .args(["--prefix", "depth", "--charset", "ascii"])
                .args(["--format", LINE])
                .args(rules.iter().flat_map(|rule| ["--package", rule]))
                .current_dir(project.root()),
        )
        .map_err(PackageError::from)?;
        let mut dependencies = Self::parse(&text).ok_or(PackageError::Tree)?;

        for locked in project.locked_packages()? {
            let id = PackageId {
                name: locked.name,
                version: locked.version,
            };
            if let Some(dependency) = dependencies.0.get_mut(&id) {
                dependency.checksum = locked.checksum;
            }
        }
        Ok(dependencies)
    }

    /// The output of cargo tree: each package below the one that needs it. A package's dependencies
    /// are printed only at its first occurrence.
    fn parse(text: &str) -> Option<Self> {
        let mut dependencies = Self::default();
        let mut path: Vec<PackageId> = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let mut parts = line.split('|');
            let depth: usize = parts.next()?.parse().ok()?;
            let mut package = parts.next()?.split(' ');
            let id = PackageId {
                name: package.next()?.to_owned(),
                version: package.next()?.strip_prefix('v')?.to_owned(),
            };
            let license = parts.next()?;
            path.truncate(depth);
            if let Some(above) = path.last() {
                let needs = &mut dependencies.0.get_mut(above)?.needs;
                needs.insert(id.clone());
            }
            let known = dependencies.0.entry(id.clone()).or_default();
            known.license = expression(license);
            path.push(id);
        }
        Some(dependencies)
    }

    /// The rule's own package.
    pub(super) fn root(&self, rule: &str) -> Option<PackageId> {
        self.0.keys().find(|id| id.name == rule).cloned()
    }

    /// All that a package needs, directly or not, itself included.
    pub(super) fn below(&self, root: &PackageId) -> BTreeMap<&PackageId, &Dependency> {
        let mut found = BTreeMap::new();
        let mut open = vec![root];
        while let Some(next) = open.pop() {
            if let Some((id, dependency)) = self.0.get_key_value(next)
                && found.insert(id, dependency).is_none()
            {
                open.extend(&dependency.needs);
            }
        }
        found
    }
}

/// A package with its version (and path), its licence, and a mark if it is repeated.
const LINE: &str = "|{p}|{l}|";

/// Older packages have `/` for `OR`, which SPDX doesn't know.
fn expression(license: &str) -> Option<String> {
    let parts: Vec<_> = license.split('/').map(str::trim).collect();
    (!license.is_empty()).then(|| parts.join(" OR "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str, version: &str) -> PackageId {
        PackageId {
            name: name.to_owned(),
            version: version.to_owned(),
        }
    }

    #[test]
    fn a_repeated_package_keeps_its_dependencies() {
        let tree = "\
0|rule-a v0.1.0 (/src/rules/rule-a)|Apache-2.0|
1|http v0.2.12|MIT/Apache-2.0|
2|bytes v1.0.0|MIT|
1|http v1.0.0||

0|rule-b v0.1.0 (/src/rules/rule-b)|Apache-2.0|
1|http v0.2.12|MIT/Apache-2.0| (*)
";
        let dependencies = Dependencies::parse(tree).unwrap();
        let of = |rule| {
            let root = dependencies.root(rule).unwrap();
            let below = dependencies.below(&root);
            below.into_keys().cloned().collect::<Vec<_>>()
        };
        let (bytes, old, new) = (
            id("bytes", "1.0.0"),
            id("http", "0.2.12"),
            id("http", "1.0.0"),
        );
        assert_eq!(
            of("rule-a"),
            [
                bytes.clone(),
                old.clone(),
                new.clone(),
                id("rule-a", "0.1.0")
            ]
        );
        assert_eq!(of("rule-b"), [bytes, old.clone(), id("rule-b", "0.1.0")]);
        let license = |id| dependencies.0[id].license.as_deref();
        assert_eq!(license(&old), Some("MIT OR Apache-2.0"));
        assert_eq!(license(&new), None);
    }

    #[test]
    fn text_that_is_not_a_tree_is_refused() {
        for text in [
            "serde",
            "0|serde|MIT|",
            "1serde v1.0.0",
            "x|serde v1.0.0|MIT|",
        ] {
            assert!(Dependencies::parse(text).is_none(), "{text}");
        }
    }
}
