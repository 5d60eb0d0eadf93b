use std::fmt;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::PackageError;
use crate::error::PackError;

const FILE: &str = "manifest.json";

/// What `cargo pack package` has made for one architecture; the CDK app reads it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Manifest {
    functions: Vec<Packaged>,
}

/// One rule's zip.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Packaged {
    name: String,
    /// Of the zip, in hexadecimal digits.
    sha256: String,
    /// The zip's size.
    bytes: u64,
    /// The size of the binary in it.
    binary_bytes: u64,
    /// `None` if an earlier version packaged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sbom: Option<Sbom>,
}

/// The bill of materials beside a zip.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sbom {
    /// Its file name.
    file: String,
    /// In hexadecimal digits.
    sha256: String,
}

impl Packaged {
    pub(super) fn of(
        rule: &str,
        zip: &Path,
        binary_bytes: u64,
        sbom: &Path,
    ) -> Result<Self, PackError> {
        let content = fs::read(zip).map_err(PackError::read(zip))?;
        let listed = fs::read(sbom).map_err(PackError::read(sbom))?;
        Ok(Self {
            name: rule.to_owned(),
            sha256: hex_digest(&content),
            bytes: content.len() as u64,
            binary_bytes,
            sbom: sbom.file_name().map(|name| Sbom {
                file: name.to_string_lossy().into_owned(),
                sha256: hex_digest(&listed),
            }),
        })
    }
}

fn hex_digest(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl Manifest {
    /// The manifest of an earlier run, so that packaging one rule keeps the others.
    pub(super) fn read(folder: &Path) -> Result<Self, PackError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(&path).map_err(PackError::read(&path))?;
        serde_json::from_str(&text).map_err(|error| PackError::Syntax {
            path,
            message: format!("{error}; delete it and package all rules again"),
        })
    }

    pub(super) fn put(&mut self, packaged: Packaged) {
        self.functions.retain(|known| known.name != packaged.name);
        self.functions.push(packaged);
        self.functions.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Drops rules that no longer exist.
    pub(super) fn keep_only(&mut self, rules: &[String]) {
        self.functions.retain(|known| rules.contains(&known.name));
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), PackError> {
        let path = folder.join(FILE);
        let mut text = serde_json::to_string_pretty(self).map_err(PackageError::from)?;
        text.push('\n');
        fs::write(&path, text).map_err(PackError::write(&path))
    }
}

/// A table of sizes.
impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<40} {:>12} {:>12}  SHA-256",
            "function", "binary", "zip"
        )?;
        for packaged in &self.functions {
            writeln!(
                f,
                "{:<40} {:>12} {:>12}  {}…",
                packaged.name,
                kilobytes(packaged.binary_bytes),
                kilobytes(packaged.bytes),
                packaged.sha256.get(..8).unwrap_or_default()
            )?;
        }
        let (binaries, zips) = self.functions.iter().fold((0, 0), |(binaries, zips), p| {
            (binaries + p.binary_bytes, zips + p.bytes)
        });
        write!(
            f,
            "{:<40} {:>12} {:>12}",
            match self.functions.len() {
                1 => "1 function".to_owned(),
                count => format!("{count} functions"),
            },
            kilobytes(binaries),
            kilobytes(zips)
        )
    }
}

fn kilobytes(bytes: u64) -> String {
    format!("{} kB", bytes.div_ceil(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packaged(name: &str, bytes: u64) -> Packaged {
        Packaged {
            name: name.to_owned(),
            sha256: "0123456789abcdef".to_owned(),
            bytes,
            binary_bytes: 2 * bytes,
            sbom: None,
        }
    }

    fn names(manifest: &Manifest) -> Vec<&str> {
        manifest.functions.iter().map(|p| p.name.as_str()).collect()
    }

    #[test]
    fn packaging_a_rule_again_replaces_it_and_drops_rules_that_no_longer_exist() {
        let mut manifest = Manifest::default();
        for (name, bytes) in [("b", 1), ("a", 2), ("b", 3)] {
            manifest.put(packaged(name, bytes));
        }
        assert_eq!(names(&manifest), ["a", "b"]);
        assert_eq!(manifest.functions[1].bytes, 3);
        manifest.keep_only(&["b".to_owned()]);
        assert_eq!(names(&manifest), ["b"]);
    }

    /// The first format of 0.1.0, and the one with bills of materials. A later version that
    /// packages one rule keeps the others.
    #[test]
    fn what_an_earlier_version_wrote_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{ "functions": [
            { "name": "a", "sha256": "01", "bytes": 1, "binaryBytes": 2 },
            { "name": "b", "sha256": "02", "bytes": 3, "binaryBytes": 4,
              "sbom": { "file": "b.cdx.json", "sha256": "03" } }
        ] }"#;
        fs::write(folder.path().join(FILE), text).unwrap();
        let manifest = Manifest::read(folder.path()).unwrap();
        assert_eq!(names(&manifest), ["a", "b"]);
        assert_eq!(manifest.functions[0].sbom, None);
        assert_eq!(manifest.functions[1].bytes, 3);

        manifest.write(folder.path()).unwrap();
        let written: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(folder.path().join(FILE)).unwrap()).unwrap();
        assert_eq!(
            written,
            serde_json::from_str::<serde_json::Value>(text).unwrap()
        );
    }

    #[test]
    fn the_table_fits_80_columns_and_adds_up() {
        let mut manifest = Manifest::default();
        manifest.put(packaged("root-email-business-domain", 1_500_000));
        manifest.put(packaged("root-mfa-enabled", 1_000));
        let table = manifest.to_string();
        assert!(
            table.lines().all(|line| line.chars().count() <= 80),
            "{table}"
        );
        assert!(table.ends_with("1501 kB"), "{table}");
        assert!(table.contains("\n2 functions "), "{table}");
        manifest.keep_only(&["root-mfa-enabled".to_owned()]);
        assert!(manifest.to_string().contains("\n1 function "));
    }
}
