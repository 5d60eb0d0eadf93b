//! Which functions are packaged, and where they are put.

use std::path::PathBuf;

use super::architecture::Architecture;
use crate::error::PackError;
use crate::project::Project;
use crate::tool;

/// Where zips, bills of materials and the manifest are.
pub fn folder(arch: Architecture) -> Result<PathBuf, PackError> {
    Ok(tool::target_directory()?.join("package").join(arch.name()))
}

pub(super) fn all_rules(project: &Project) -> Result<Vec<String>, PackError> {
    Ok(rule_metadata::discover(project.root())?
        .into_iter()
        .map(|folder| folder.rule.name)
        .collect())
}

pub(super) fn chosen(project: &Project, wanted: &[String]) -> Result<Vec<String>, PackError> {
    let all = all_rules(project)?;
    if wanted.is_empty() {
        return Ok(all);
    }
    PackError::check_rules(wanted, &all)?;
    Ok(wanted.to_vec())
}
