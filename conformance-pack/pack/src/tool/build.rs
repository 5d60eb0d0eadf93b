//! Builds the project's own programs, with a sign of life meanwhile.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use serde::Deserialize;

use super::{cargo, crates, not_started};
use crate::error::PackError;
use crate::progress::Progress;
use crate::project::Project;

/// cargo's message about each crate that it has built, or found to be fresh.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Builds programs and says where they are, by name.
///
/// By binary (`--bin`) and not by package (`-p`), so that cargo resolves the same features as for
/// `cargo pack` itself and doesn't build dependencies twice.
pub fn binaries(project: &Project, names: &[&str]) -> Result<BTreeMap<String, PathBuf>, PackError> {
    let failed = |problem: String| PackError::Build { problem };
    let mut command = cargo();
    command
        .args(["build", "--quiet"])
        .args(names.iter().flat_map(|name| ["--bin", name]))
        .arg("--message-format=json-render-diagnostics")
        .current_dir(project.root())
        .stdout(Stdio::piped());
    let mut child = command.spawn().map_err(not_started(&command))?;
    // While cargo works; without the number, the bar only counts.
    let total = crates::count(project, names).unwrap_or_default();
    let progress = Progress::new("Building", total);
    let mut binaries = BTreeMap::new();
    let output = child.stdout.take().map(BufReader::new);
    for line in output.into_iter().flat_map(BufReader::lines) {
        let line =
            line.map_err(|error| failed(format!("reading cargo's output failed: {error}")))?;
        // Build scripts print lines that aren't JSON.
        let Ok(message) = serde_json::from_str::<Message>(&line) else {
            continue;
        };
        if let Some(target) = message
            .target
            .filter(|_| message.reason == "compiler-artifact")
        {
            progress.advance();
            if let Some(executable) = message.executable {
                binaries.insert(target.name, executable);
            }
        }
    }
    drop(progress);
    let status = child
        .wait()
        .map_err(|error| failed(format!("waiting for cargo failed: {error}")))?;
    if status.success() {
        Ok(binaries)
    } else {
        Err(failed(format!("cargo build ended with {status}")))
    }
}
