//! Programs from crates.io that some steps use, each at one version, built once and kept beside
//! the build.

use std::path::PathBuf;

use super::{ToolError, cargo, run, target_directory};

/// A program that is the one of the crate with its name.
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
    /// The crate's features; none: its default ones.
    features: Option<&'static str>,
}

/// Dependencies' licences, sources, versions, build scripts and known vulnerabilities.
pub(crate) const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    features: None,
};

/// The book. It is built, neither watched nor served.
pub(crate) const MDBOOK: Tool = Tool {
    name: "mdbook",
    version: "0.5.4",
    features: Some("search"),
};

/// What is built in seconds rather than minutes, as each program runs for seconds only.
const QUICK_BUILD: [(&str, &str); 6] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_PANIC", "unwind"),
    ("CARGO_PROFILE_RELEASE_STRIP", "true"),
];

/// The path of the program; builds it, with the dependencies that its own lock file names, where
/// this version is missing.
pub(crate) fn program(tool: &Tool) -> Result<PathBuf, ToolError> {
    let root = target_directory()
        .map_err(Box::new)?
        .join("tools")
        .join(format!("{}-{}", tool.name, tool.version));
    let program = root.join("bin").join(tool.name);
    // Cargo puts it there when all of it is built.
    if program.exists() {
        return Ok(program);
    }
    run(cargo()
        .args(["install", "--locked", "--no-track"])
        .args(["--version", tool.version])
        .args(
            tool.features
                .into_iter()
                .flat_map(|features| ["--no-default-features", "--features", features]),
        )
        .arg("--root")
        .arg(&root)
        .arg(tool.name)
        // Not among this workspace's artefacts, which have other flags.
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .envs(QUICK_BUILD))?;
    Ok(program)
}
