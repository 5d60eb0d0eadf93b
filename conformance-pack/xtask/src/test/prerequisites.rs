//! What the machine must already have. The steps install everything else.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::process::{Command, Stdio};

use pack::tool::cargo;

const PYTHON: Version = Version(3, 11);
const NODE: Version = Version(20, 19);

/// Fails with everything that is missing, and how to install it.
pub(super) fn check() -> Result<(), Missing> {
    let python = env::var_os("PYTHON").unwrap_or_else(|| OsString::from("python3"));
    let found = [
        (&RUSTFMT, runs(cargo().args(["fmt", "--version"])).is_some()),
        (
            &CLIPPY,
            runs(cargo().args(["clippy", "--version"])).is_some(),
        ),
        (
            &COMPILER,
            runs(Command::new("cc").arg("--version")).is_some(),
        ),
        (
            &VENV,
            runs(Command::new(python).args(["-c", PYTHON_WITH_VENV]))
                .is_some_and(|answer| Version::parse(&answer) >= Some(PYTHON)),
        ),
        (
            &NODE_JS,
            runs(Command::new("node").arg("--version"))
                .is_some_and(|answer| Version::parse(&answer) >= Some(NODE)),
        ),
        (&NPM, runs(Command::new("npm").arg("--version")).is_some()),
    ];
    let missing: Vec<_> = found
        .into_iter()
        .filter_map(|(prerequisite, found)| (!found).then_some(prerequisite))
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Missing(missing))
    }
}

const PYTHON_WITH_VENV: &str =
    "import ensurepip, venv, sys; print('{}.{}'.format(*sys.version_info))";

/// A program that this one can't install, and the commands that do.
#[derive(Debug)]
struct Prerequisite {
    name: &'static str,
    install: &'static [(&'static str, &'static str)],
}

const RUSTFMT: Prerequisite = Prerequisite {
    name: "rustfmt",
    install: &[("any system", "rustup component add rustfmt")],
};
const CLIPPY: Prerequisite = Prerequisite {
    name: "Clippy",
    install: &[("any system", "rustup component add clippy")],
};
const COMPILER: Prerequisite = Prerequisite {
    name: "a C compiler (cc)",
    install: &[
        ("Debian", "apt install gcc libc6-dev"),
        ("Fedora", "dnf install gcc"),
        ("macOS", "xcode-select --install"),
    ],
};
const VENV: Prerequisite = Prerequisite {
    name: "Python 3.11 or later with venv (python3, or what PYTHON names)",
    install: &[
        ("Debian", "apt install python3 python3-venv"),
        ("Fedora", "dnf install python3"),
        ("macOS", "brew install python"),
    ],
};
const NODE_JS: Prerequisite = Prerequisite {
    name: "Node.js 20.19 or later",
    install: NODE_PACKAGES,
};
const NPM: Prerequisite = Prerequisite {
    name: "npm",
    install: NODE_PACKAGES,
};
const NODE_PACKAGES: &[(&str, &str)] = &[
    ("Debian 13", "apt install nodejs npm"),
    ("Fedora", "dnf install nodejs npm"),
    ("macOS", "brew install node"),
];

/// What is missing, and how to install it.
#[derive(Debug)]
pub(super) struct Missing(Vec<&'static Prerequisite>);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the test command needs programs that are missing or too old here:")?;
        for Prerequisite { name, install } in &self.0 {
            write!(f, "\n  {name}")?;
            for (system, command) in *install {
                write!(f, "\n    {system}: {command}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Missing {}

/// The command's standard output, if it succeeds.
fn runs(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Major and minor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u32, u32);

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.trim().trim_start_matches('v').split('.');
        let mut number = || numbers.next()?.parse().ok();
        Some(Self(number()?, number()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(Version::parse("v20.20.2\n"), Some(Version(20, 20)));
        assert!(Version::parse("3.9.1") < Some(PYTHON));
        assert!(Version::parse("3.13") > Some(PYTHON));
        assert!(Version::parse("v18.19.1") < Some(NODE));
        assert!(Version::parse("no version") < Some(NODE));
    }

    #[test]
    fn all_that_is_missing_is_named_with_what_installs_it() {
        assert_eq!(
            Missing(vec![&CLIPPY, &COMPILER]).to_string(),
            "the test command needs programs that are missing or too old here:\n  \
             Clippy\n    any system: rustup component add clippy\n  \
             a C compiler (cc)\n    Debian: apt install gcc libc6-dev\n    \
             Fedora: dnf install gcc\n    macOS: xcode-select --install"
        );
    }
}
