//! Documents to fill in.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use attestation::{
    AccountKind, Presence, Purpose, attestation_template, day_of, use_record_template,
};
use clap::ValueEnum;
use jiff::Timestamp;

use super::source::{attested_rule, attested_rules};
use crate::error::PackError;
use crate::foreign::Shown;
use crate::project::Project;

/// The kind of account that a document speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AccountKindOption {
    /// The management account, or a single account
    Management,
    /// Member accounts
    Members,
}

impl AccountKindOption {
    pub(super) fn kind(self) -> AccountKind {
        match self {
            Self::Management => AccountKind::Management,
            Self::Members => AccountKind::Member,
        }
    }
}

/// Writes a rule's attestation to fill in.
pub(super) fn attestation(
    project: &Project,
    rule: &str,
    kind: AccountKind,
    output: Option<&Path>,
) -> Result<ExitCode, PackError> {
    let rule = attested_rule(&attested_rules(project)?, rule)?;
    let path = output.map_or_else(
        || PathBuf::from(format!("{}.json", rule.name)),
        Path::to_owned,
    );
    let text = attestation_template(&rule.claims, kind, Timestamp::now());
    write_new(&path, &text)?;
    println!("Fill in {}.", Shown(path.display()));
    println!("What each claim means: docs/attestations/{}.md", rule.name);
    for claim in rule.claims.iter().filter(|claim| claim.applies_to(kind)) {
        match &claim.presence {
            Presence::Required => {}
            Presence::Optional => println!("It may also have {}.", claim.name),
            Presence::When(condition) => {
                println!("If {condition} is true it must have {}.", claim.name);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a use record to fill in.
pub(super) fn use_record(
    purpose: Option<Purpose>,
    output: Option<&Path>,
) -> Result<ExitCode, PackError> {
    let now = Timestamp::now();
    let path = output.map_or_else(
        || {
            let purpose = purpose.map_or("use", Purpose::name);
            PathBuf::from(format!("{}-{purpose}.json", day_of(now)))
        },
        Path::to_owned,
    );
    write_new(&path, &use_record_template(purpose, now))?;
    println!("Fill in {}.", Shown(path.display()));
    println!("What each field means: docs/attestations/use-records.md");
    Ok(ExitCode::SUCCESS)
}

/// Never overwrites a document that somebody may have filled in.
fn write_new(path: &Path, text: &str) -> Result<(), PackError> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(PackError::Exists {
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(PackError::write(path)(error)),
    };
    file.write_all(text.as_bytes())
        .map_err(PackError::write(path))
}
