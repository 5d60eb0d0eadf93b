//! Programs that are on crates.io but not prebuilt in a package registry. Each is built once, at
//! one version, and kept next to the build.

use std::path::PathBuf;

use super::{ToolError, cargo, run, target_directory};

const CARGO_DENY: &str = "cargo-deny";
const CARGO_DENY_VERSION: &str = "0.20.2";

/// Built in seconds rather than minutes, because it only runs for seconds.
const QUICK_BUILD: [(&str, &str); 6] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_PANIC", "unwind"),
    ("CARGO_PROFILE_RELEASE_STRIP", "true"),
];

/// The path of cargo-deny, which checks dependencies' licences, sources, versions, build scripts
/// and known vulnerabilities. Builds it with the dependencies in its own lock file if this version
/// is missing.
pub fn cargo_deny() -> Result<PathBuf, ToolError> {
    let root = target_directory()
        .map_err(Box::new)?
        .join("tools")
        .join(format!("{CARGO_DENY}-{CARGO_DENY_VERSION}"));
    let program = root.join("bin").join(CARGO_DENY);
    // Cargo puts it there when the build is complete.
    if program.exists() {
        return Ok(program);
    }
    run(cargo()
        .args(["install", "--locked", "--no-track"])
        .args(["--version", CARGO_DENY_VERSION])
        .arg("--root")
        .arg(&root)
        .arg(CARGO_DENY)
        // Separate from this workspace's artifacts, which have other flags.
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .envs(QUICK_BUILD))?;
    Ok(program)
}
