use std::fs;

use serde::Deserialize;

use super::Project;
use crate::error::PackError;

const FILE: &str = "Cargo.lock";

/// A package in Cargo.lock.
#[derive(Debug, Deserialize)]
pub(crate) struct LockedPackage {
    pub(crate) name: String,
    pub(crate) version: String,
    /// SHA-256 of the package as crates.io has it, in hexadecimal digits; none for the
    /// workspace's own.
    pub(crate) checksum: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<LockedPackage>,
}

impl Project {
    /// All packages that the workspace is built from, its own included.
    pub(crate) fn locked_packages(&self) -> Result<Vec<LockedPackage>, PackError> {
        let path = self.path(FILE);
        let text = fs::read_to_string(&path).map_err(PackError::read(&path))?;
        match toml::from_str::<Lock>(&text) {
            Ok(lock) => Ok(lock.package),
            Err(error) => Err(PackError::Syntax {
                path,
                message: error.to_string(),
            }),
        }
    }
}
