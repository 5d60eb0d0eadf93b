//! What crates.io has and no package registry ships ready-made: built once, at one version, and
//! kept beside the build.

use std::path::PathBuf;

use super::{ToolError, cargo, run, target_directory};

const CARGO_DENY: &str = "cargo-deny";
const CARGO_DENY_VERSION: &str = "0.20.2";

/// What is built in seconds rather than minutes, as it runs for seconds only.
const QUICK_BUILD: [(&str, &str); 6] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_PANIC", "unwind"),
    ("CARGO_PROFILE_RELEASE_STRIP", "true"),
];

/// The path of cargo-deny, which checks dependencies' licences, sources, versions, build scripts
/// and known vulnerabilities. Builds it, with the dependencies that its own lock file names, where
/// this version is missing.
pub fn cargo_deny() -> Result<PathBuf, ToolError> {
    let root = target_directory()
        .map_err(Box::new)?
        .join("tools")
        .join(format!("{CARGO_DENY}-{CARGO_DENY_VERSION}"));
    let program = root.join("bin").join(CARGO_DENY);
    // Cargo puts it there when all of it is built.
    if program.exists() {
        return Ok(program);
    }
    run(cargo()
        .args(["install", "--locked", "--no-track"])
        .args(["--version", CARGO_DENY_VERSION])
        .arg("--root")
        .arg(&root)
        .arg(CARGO_DENY)
        // Not among this workspace's artefacts, which have other flags.
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .envs(QUICK_BUILD))?;
    Ok(program)
}
