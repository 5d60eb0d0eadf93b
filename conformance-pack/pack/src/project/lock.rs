use std::path::PathBuf;

use serde::Deserialize;

use super::text::read_text;
use crate::error::PackError;

pub(super) const FILE: &str = "Cargo.lock";

/// A package in Cargo.lock.
#[derive(Debug, Deserialize)]
pub struct LockedPackage {
    pub name: String,
    pub version: String,
    /// SHA-256 of the package on crates.io, in hexadecimal digits; `None` for the workspace's own.
    pub checksum: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<LockedPackage>,
}

/// All packages in a lock file.
pub(super) fn packages(path: PathBuf) -> Result<Vec<LockedPackage>, PackError> {
    match toml::from_str::<Lock>(&read_text(&path)?) {
        Ok(lock) => Ok(lock.package),
        Err(error) => Err(PackError::Syntax {
            path,
            message: error.to_string(),
        }),
    }
}
