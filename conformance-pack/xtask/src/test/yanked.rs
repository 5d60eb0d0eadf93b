//! Locked packages that their authors have withdrawn. Cargo silently keeps using them if a lock
//! file names them.

use std::fmt::Write as _;
use std::fs;

use super::error::StepError;
use pack::error::PackError;
use pack::project::{LockedPackage, Project};
use pack::tool::{cargo, run, target_directory};

/// Lets cargo choose the locked versions again, without the lock file: it refuses yanked ones, and
/// names those that are missing.
pub(super) fn check(project: &Project) -> Result<(), StepError> {
    let folder = target_directory()?.join("yanked");
    let manifest = folder.join("Cargo.toml");
    let library = folder.join("lib.rs");
    let lock = folder.join("Cargo.lock");
    fs::create_dir_all(&folder).map_err(PackError::write(&folder))?;
    for (file, text) in [
        (&manifest, requiring(&project.locked_packages()?)),
        (&library, String::new()),
    ] {
        fs::write(file, text).map_err(PackError::write(file))?;
    }
    if lock.exists() {
        fs::remove_file(&lock).map_err(PackError::write(&lock))?;
    }
    Ok(run(cargo()
        .args(["generate-lockfile", "--quiet"])
        .current_dir(&folder))?)
}

/// A package that needs exactly these versions from crates.io. The names are made up, because a
/// package may have two versions.
fn requiring(packages: &[LockedPackage]) -> String {
    let mut manifest = String::from(
        "[package]\nname = \"locked\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [workspace]\n\n[lib]\npath = \"lib.rs\"\n\n[dependencies]\n",
    );
    let of_registry = packages.iter().filter(|package| package.checksum.is_some());
    for (number, package) in of_registry.enumerate() {
        let LockedPackage { name, version, .. } = package;
        let _ = writeln!(
            manifest,
            "d{number} = {{ package = \"{name}\", version = \"={version}\", default-features = false }}"
        );
    }
    manifest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str, checksum: Option<&str>) -> LockedPackage {
        LockedPackage {
            name: name.to_owned(),
            version: version.to_owned(),
            checksum: checksum.map(str::to_owned),
        }
    }

    #[test]
    fn each_version_of_the_registry_is_required_exactly() {
        let manifest: toml::Table = requiring(&[
            package("http", "0.2.12", Some("01")),
            package("http", "1.5.0", Some("02")),
            package("root-mfa-enabled", "0.1.0", None),
        ])
        .parse()
        .unwrap();
        let required: Vec<_> = manifest["dependencies"]
            .as_table()
            .unwrap()
            .values()
            .map(|it| (it["package"].as_str(), it["version"].as_str()))
            .collect();
        assert_eq!(
            required,
            [
                (Some("http"), Some("=0.2.12")),
                (Some("http"), Some("=1.5.0"))
            ]
        );
    }
}
