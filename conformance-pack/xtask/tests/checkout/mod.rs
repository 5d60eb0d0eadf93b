//! A copy of the workspace that a test may change.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// What a checkout needs to compile its rules and for `cargo pack generate`.
const COPIED: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "SECURITY.md",
    "cdk",
    "clippy.toml",
    "conformance-pack",
    "docs",
    "rules",
    "tests",
];
/// Installed or built files in the folders.
const LEFT_OUT: [&str; 2] = ["node_modules", "target"];

pub(crate) struct Checkout {
    folder: TempDir,
    /// Dependencies are already built. cargo keeps this checkout's own packages separate.
    target: PathBuf,
}

impl Checkout {
    pub(crate) fn copy() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        for name in COPIED {
            copy(
                &workspace.join(name),
                &folder.path().join("checkout").join(name),
            );
        }
        let checkout = Self {
            folder,
            target: Path::new(env!("CARGO_BIN_EXE_xtask"))
                .ancestors()
                .nth(2)
                .unwrap()
                .to_owned(),
        };
        checkout.put_cargo_on_the_path();
        checkout
    }

    /// `cargo pack` is the command line under test, which isn't built again.
    fn put_cargo_on_the_path(&self) {
        let cargo = self.programs().join("cargo");
        fs::create_dir(self.programs()).unwrap();
        let xtask = Path::new(env!("CARGO_BIN_EXE_xtask"));
        let script = format!(
            "#!/bin/sh\n\
             [ \"$1\" = pack ] || exec '{cargo}' \"$@\"\n\
             shift\n\
             case \"$1\" in\n\
             new | generate) exec '{xtask}' \"$@\" ;;\n\
             *) exec '{pack}' \"$@\" ;;\n\
             esac\n",
            cargo = env!("CARGO"),
            xtask = xtask.display(),
            pack = xtask.with_file_name("pack").display(),
        );
        fs::write(&cargo, script).unwrap();
        let status = Command::new("chmod").arg("+x").arg(&cargo).status();
        assert!(status.unwrap().success());
    }

    fn programs(&self) -> PathBuf {
        self.folder.path().join("bin")
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join("checkout").join(relative)
    }

    /// The rule's binary, once it is built.
    pub(crate) fn binary(&self, rule: &str) -> PathBuf {
        self.target.join("debug").join(rule)
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap()
    }

    pub(crate) fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        // Only into existing folders: a page that misspells one must not create another.
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// The output of the commands, each of which must succeed.
    pub(crate) fn run(&self, commands: &str) -> String {
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("sh")
            .args(["-eu", "-c", commands])
            .current_dir(self.path(""))
            .env("PATH", format!("{}:{path}", self.programs().display()))
            .env("CARGO_TARGET_DIR", &self.target)
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{commands}: {}\n{printed}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        printed
    }
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name();
        if LEFT_OUT.iter().all(|left_out| name != *left_out) {
            copy(&from.join(&name), &to.join(&name));
        }
    }
}
