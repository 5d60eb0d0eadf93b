//! Builds the rules' binaries, with a sign of life meanwhile.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, IsTerminal as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rule_metadata::Rule;
use serde::Deserialize;

use crate::error::PackError;
use crate::project::Project;

const TICK: Duration = Duration::from_millis(120);
/// What cargo calls the build scripts of all crates.
const BUILD_SCRIPT: &str = "build-script-build";

/// What cargo says about each crate that it has built, or found to be built.
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

/// Builds the rules' binaries and says where they are, by name.
///
/// By binary (`--bin`) and not by package (`-p`), so that cargo resolves the same features as it
/// did for `cargo pack` itself and builds no dependency twice.
pub(crate) fn binaries(
    project: &Project,
    rules: &[Rule],
) -> Result<BTreeMap<String, PathBuf>, PackError> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let failed = |problem: String| PackError::Build { problem };
    let mut child = Command::new(cargo)
        .args(["build", "--quiet"])
        .args(rules.iter().flat_map(|rule| ["--bin", rule.name.as_str()]))
        .arg("--message-format=json-render-diagnostics")
        .current_dir(project.root())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("cargo doesn't start: {error}")))?;
    let progress = progress();
    let mut binaries = BTreeMap::new();
    let output = child.stdout.take().map(BufReader::new);
    for line in output.into_iter().flat_map(BufReader::lines) {
        let line = line.map_err(|error| failed(format!("cargo's output ended: {error}")))?;
        // What isn't JSON comes from build scripts and is none of our business.
        let Ok(message) = serde_json::from_str::<Message>(&line) else {
            continue;
        };
        if let Some(target) = message
            .target
            .filter(|_| message.reason == "compiler-artifact")
        {
            progress.inc(1);
            if target.name != BUILD_SCRIPT {
                progress.set_message(target.name.clone());
            }
            if let Some(executable) = message.executable {
                binaries.insert(target.name, executable);
            }
        }
    }
    progress.finish_and_clear();
    let status = child
        .wait()
        .map_err(|error| failed(format!("cargo can't be waited for: {error}")))?;
    if status.success() {
        Ok(binaries)
    } else {
        Err(failed(format!("cargo build ended with {status}")))
    }
}

fn progress() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        eprintln!("Building the rules …");
    }
    let style = ProgressStyle::with_template(
        "{spinner} Building the rules: {pos} crates, {elapsed}, {msg}",
    );
    let progress = ProgressBar::new_spinner();
    if let Ok(style) = style {
        progress.set_style(style);
    }
    progress.enable_steady_tick(TICK);
    progress
}
