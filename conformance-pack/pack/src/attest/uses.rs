//! `cargo pack use`: records of the root user's uses.

use std::path::PathBuf;
use std::process::ExitCode;

use attestation::{AccountId, Purpose};
use clap::{Args, Subcommand};

use super::source::{Given, Source};
use super::store::StoreOptions;
use super::{check, init, list, put, status};
use crate::error::PackError;
use crate::project::Project;

/// Write, check, store and list records of root user use
///
/// A use record is a JSON document that says when the root user of an account was used, by whom,
/// what for, and where that was agreed. root-use-documented reports a use without one.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(InitArguments),
    Check(CheckArguments),
    Record(RecordArguments),
    List(ListArguments),
}

/// Write a use record to fill in
///
/// docs/attestations/use-records.md says what each field means.
#[derive(Debug, Args)]
struct InitArguments {
    /// What the root user was used for, such as use-root or quarterly-test
    #[arg(long, value_parser = purpose)]
    purpose: Option<Purpose>,
    /// The file to write (default: the date and the purpose)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Check whether use records are accepted
#[derive(Debug, Args)]
struct CheckArguments {
    /// Records, or folders of them
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
}

/// Write use records to Parameter Store, refusing what is not accepted
///
/// A record's name is its file's. Run it in the account that keeps the attestations, in the Region
/// of the pack.
#[derive(Debug, Args)]
struct RecordArguments {
    /// Records, or folders of them (uses/ACCOUNT/RECORD.json)
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// The account whose root user was used
    #[arg(long, value_name = "ID")]
    account: Option<AccountId>,
    /// Only show what would be written
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    store: StoreOptions,
}

/// Show the use records in Parameter Store
#[derive(Debug, Args)]
struct ListArguments {
    /// Of this account only
    #[arg(long, value_name = "ID")]
    account: Option<AccountId>,
    #[command(flatten)]
    store: StoreOptions,
}

fn purpose(text: &str) -> Result<Purpose, String> {
    Purpose::ALL
        .into_iter()
        .find(|purpose| purpose.name() == text)
        .ok_or_else(|| {
            format!(
                "the purposes are {}",
                Purpose::ALL.map(Purpose::name).join(", ")
            )
        })
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let read = |paths: &[PathBuf], account: Option<&AccountId>| {
        let given = Given {
            account,
            uses: true,
            ..Given::default()
        };
        Source::read_all(project, paths, &given)
    };
    match &arguments.command {
        Command::Init(init) => init::use_record(init.purpose, init.output.as_deref()),
        Command::Check(check) => {
            let sources = read(&check.paths, None)?;
            Ok(status(check::all_accepted(&sources)))
        }
        Command::Record(record) => {
            let sources = read(&record.paths, record.account.as_ref())?;
            put(&sources, &record.store, record.dry_run)
        }
        Command::List(list) => list::uses(list.account.as_ref(), &list.store),
    }
}
