//! `cargo pack sbom`: what each function is made from, in CycloneDX.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum as _};
use serde::Serialize;

use super::architecture::Architecture;
use super::dependencies::{Dependencies, Dependency, PackageId};
use super::error::PackageError;
use super::wanted::{chosen, folder};
use crate::error::PackError;
use crate::foreign::Shown;
use crate::project::Project;

/// Write each function's bill of materials, without building it
///
/// Writes target/package/ARCH/RULE.cdx.json, as `cargo pack package` does: the packages that the
/// function's binary is linked from, with version, licence and the checksum in Cargo.lock. The
/// format is CycloneDX 1.6. It contains no time and no random number: the same sources make the
/// same file.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The processors that the functions run on
    #[arg(long, value_enum, default_value_t = Architecture::X86_64)]
    arch: Architecture,
    /// Only for this rule; may be repeated. Because cargo unifies features, a function that is
    /// packaged alone may lack packages that it has when all are packaged
    #[arg(long = "rule", value_name = "NAME")]
    rules: Vec<String>,
    /// Write into this folder
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let rules = chosen(project, &arguments.rules)?;
    let folder = match &arguments.output {
        Some(folder) => folder.clone(),
        None => folder(arguments.arch)?,
    };
    let dependencies = Dependencies::of(project, &rules, arguments.arch)?;
    for rule in &rules {
        let written = write(&dependencies, rule, &folder)?;
        println!("{}", Shown(written.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes those of all rules, with a folder for each kind of processor.
pub fn write_all(project: &Project, into: &Path) -> Result<(), PackError> {
    let rules = chosen(project, &[])?;
    for arch in Architecture::value_variants() {
        let dependencies = Dependencies::of(project, &rules, *arch)?;
        for rule in &rules {
            write(&dependencies, rule, &into.join(arch.name()))?;
        }
    }
    Ok(())
}

/// Writes one rule's file into `folder` and returns its path.
pub(super) fn write(
    dependencies: &Dependencies,
    rule: &str,
    folder: &Path,
) -> Result<PathBuf, PackError> {
    let path = folder.join(format!("{rule}.cdx.json"));
    let root = dependencies.root(rule).ok_or(PackageError::Tree)?;
    let bom = Bom::of(&root, &dependencies.below(&root));
    let mut text = serde_json::to_string_pretty(&bom).map_err(PackageError::from)?;
    text.push('\n');
    fs::create_dir_all(folder).map_err(PackError::write(folder))?;
    fs::write(&path, text).map_err(PackError::write(&path))?;
    Ok(path)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom {
    bom_format: &'static str,
    spec_version: &'static str,
    /// The hash of this file; a changed file belongs to another function.
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
    dependencies: Vec<Needs>,
}

#[derive(Debug, Serialize)]
struct Metadata {
    component: Component,
}

#[derive(Debug, Serialize)]
struct Component {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "bom-ref")]
    reference: String,
    name: String,
    version: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<License>,
    /// Of crates.io's packages.
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
}

#[derive(Debug, Serialize)]
struct Hash {
    alg: &'static str,
    content: String,
}

#[derive(Debug, Serialize)]
struct License {
    expression: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Needs {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<String>,
}

impl Bom {
    fn of(root: &PackageId, all: &BTreeMap<&PackageId, &Dependency>) -> Self {
        let component = |kind, id: &PackageId, dependency: &Dependency| Component {
            kind,
            reference: reference(id),
            name: id.name.clone(),
            version: id.version.clone(),
            hashes: dependency
                .checksum
                .iter()
                .map(|checksum| Hash {
                    alg: "SHA-256",
                    content: checksum.clone(),
                })
                .collect(),
            licenses: dependency
                .license
                .iter()
                .map(|expression| License {
                    expression: expression.clone(),
                })
                .collect(),
            purl: dependency.checksum.as_ref().map(|_| purl(id)),
        };
        let own = all.get(root).copied();
        Self {
            bom_format: "CycloneDX",
            spec_version: "1.6",
            version: 1,
            metadata: Metadata {
                component: component("application", root, own.unwrap_or(&Dependency::default())),
            },
            components: all
                .iter()
                .filter(|(id, _)| **id != root)
                .map(|(id, dependency)| component("library", id, dependency))
                .collect(),
            dependencies: all
                .iter()
                .map(|(id, dependency)| Needs {
                    reference: reference(id),
                    depends_on: dependency.needs.iter().map(reference).collect(),
                })
                .collect(),
        }
    }
}

fn reference(id: &PackageId) -> String {
    format!("{}@{}", id.name, id.version)
}

/// <https://github.com/package-url/purl-spec>: a version's build metadata has a `+`.
fn purl(id: &PackageId) -> String {
    format!("pkg:cargo/{}", reference(id)).replace('+', "%2B")
}
