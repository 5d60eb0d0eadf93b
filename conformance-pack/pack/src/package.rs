//! `cargo pack package`: the zips to deploy, one for each rule.

mod architecture;
pub mod archive;
mod dependencies;
mod error;
mod manifest;
pub mod sbom;
mod unwinding;
mod wanted;

use std::env;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;

use clap::Args;

pub use self::architecture::Architecture;
use self::dependencies::Dependencies;
use self::error::PackageError;
use self::manifest::{Manifest, Packaged};
pub use self::wanted::folder;
use self::wanted::{all_rules, chosen};
use crate::error::PackError;
use crate::progress::Progress;
use crate::project::Project;
use crate::tool::{self, python};

/// The oldest glibc that the binaries need: the one of `provided.al2023`.
const GLIBC: &str = "2.34";
const PROFILE: &str = "packaging";

/// Build the functions for AWS Lambda and zip them
///
/// Builds every rule for the runtime provided.al2023 with cargo-lambda and zig, which are installed
/// next to the build, and writes target/package/ARCH/RULE.zip, its bill of materials RULE.cdx.json
/// (CycloneDX), and a manifest.json with sizes and hashes. The same sources make the same zips,
/// wherever they are built. The first build of all rules takes 15 minutes on two cores.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The processors that the functions run on
    #[arg(long, value_enum, default_value_t = Architecture::X86_64)]
    pub arch: Architecture,
    /// Package only this rule; may be repeated
    #[arg(long = "rule", value_name = "NAME")]
    pub rules: Vec<String>,
}

pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let rules = chosen(project, &arguments.rules)?;
    let built = build(project, &rules, arguments.arch)?;
    let folder = folder(arguments.arch)?;
    let dependencies = Dependencies::of(project, &all_rules(project)?, arguments.arch)?;
    let mut manifest = Manifest::read(&folder)?;
    for (rule, (zip, binary)) in rules.iter().zip(zipped(&rules, &built, &folder)?) {
        let sbom = sbom::write(&dependencies, rule, &folder)?;
        manifest.put(Packaged::of(rule, &zip, binary, &sbom)?);
    }
    manifest.keep_only(&all_rules(project)?);
    manifest.write(&folder)?;
    println!("{manifest}");
    Ok(ExitCode::SUCCESS)
}

/// Each rule's zip, and the size of its binary. Compression is slow and uses one processor, so all
/// run at the same time.
fn zipped(rules: &[String], built: &Path, folder: &Path) -> Result<Vec<(PathBuf, u64)>, PackError> {
    let progress = Progress::new("Zipping", rules.len());
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let share = rules.len().div_ceil(workers).max(1);
    let zip = |rule: &String| -> Result<(PathBuf, u64), PackError> {
        progress.note(rule);
        let zip = folder.join(format!("{rule}.zip"));
        let binary = archive::write(&bootstrap(built, rule), &zip)?;
        progress.advance();
        Ok((zip, binary))
    };
    let zips = thread::scope(|scope| {
        let working: Vec<_> = rules
            .chunks(share)
            .map(|share| scope.spawn(|| share.iter().map(zip).collect::<Result<Vec<_>, _>>()))
            .collect();
        working
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect::<Result<Vec<_>, _>>()
    })?;
    Ok(zips.into_iter().flatten().collect())
}

/// A function's binary in the folder that [`build`] returns.
pub fn bootstrap(built: &Path, name: &str) -> PathBuf {
    built.join(name).join(archive::BOOTSTRAP)
}

/// Builds functions as they are deployed, and returns the folder that they are in.
///
/// cargo always resolves the features of all rules' dependencies, so a rule built alone is byte for
/// byte the same as when built with all, and no dependency is built twice. The command line and the
/// tests are left out: they need features that a function doesn't.
pub fn build(
    project: &Project,
    functions: &[String],
    arch: Architecture,
) -> Result<PathBuf, PackError> {
    let into = tool::target_directory()?.join("lambda").join(arch.name());
    let cargo_lambda = python::program(project, "cargo-lambda").map_err(PackageError::from)?;
    let programs = cargo_lambda.parent().unwrap_or(Path::new("."));
    let path = env::join_paths(
        std::iter::once(programs.to_owned())
            .chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())),
    )
    .unwrap_or_default();
    let mut packages = all_rules(project)?;
    packages.extend(functions.iter().cloned());
    packages.sort();
    packages.dedup();
    let mut command = Command::new(&cargo_lambda);
    command
        .args(["lambda", "build", "--locked", "--profile", PROFILE])
        // The profile is defined only in the workspace's Cargo.toml.
        .arg("--disable-optimizations")
        .args(["--target", &format!("{}.{GLIBC}", arch.target())])
        .arg("--lambda-dir")
        .arg(&into)
        .args(packages.iter().flat_map(|package| ["--package", package]))
        .args(functions.iter().flat_map(|function| ["--bin", function]))
        .env("PATH", path)
        .env("RUSTFLAGS", remapped(project.root()))
        .current_dir(project.root());
    tool::run(&mut command).map_err(PackageError::from)?;
    for function in functions {
        unwinding::blank(&bootstrap(&into, function))?;
    }
    Ok(into)
}

/// Panic messages hold the paths of sources: without this, a build's hash would depend on
/// where it was made.
fn remapped(root: &Path) -> String {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let mut flags = format!("--remap-path-prefix={}=/src", root.display());
    if let Some(cargo_home) = cargo_home {
        flags.push_str(&format!(
            " --remap-path-prefix={}=/cargo",
            cargo_home.display()
        ));
    }
    flags
}
