//! `cargo pack attest`: attestations from a blank document to Parameter Store.

mod check;
mod deploy;
mod error;
mod init;
mod list;
mod place;
mod source;
mod store;
pub(crate) mod uses;

use std::path::PathBuf;
use std::process::ExitCode;

use attestation::Scope;
use clap::{Args, Subcommand};

use self::init::AccountKindOption;
use self::source::{Given, Source};
use self::store::StoreOptions;
use crate::error::PackError;
use crate::project::Project;

/// The exit status when a document is not accepted.
const NOT_ACCEPTED: u8 = 4;

/// Write, check, store and list attestations of what no API shows
///
/// An attestation is a JSON document in which two or more people state how the root credentials
/// are kept, with a link to evidence. The rules read it from Parameter Store. The guide in
/// docs/attestations/ says what to do before it is attested.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(InitArguments),
    Check(CheckArguments),
    Put(PutArguments),
    List(ListArguments),
}

/// Write a document to fill in
///
/// docs/attestations/RULE.md says what each claim means. Optional claims are left out.
#[derive(Debug, Args)]
struct InitArguments {
    /// The rule that needs the attestation
    rule: String,
    /// The kind of account that it covers: some rules need other claims from members
    #[arg(long = "for", value_enum, default_value_t = AccountKindOption::Management)]
    kind: AccountKindOption,
    /// The file to write (default: RULE.json)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Show what the rules would report for documents today, and when they expire
///
/// The path attestations/SCOPE/RULE.json gives a file's rule and scope. Any other file is judged
/// for the rule that it is named after, and for each kind of account. A folder means all its
/// documents. Nothing is sent anywhere. In a pipeline give --scope for a file outside that layout:
/// without it, a document passes if some kind of account accepts it.
///
/// This judges only the documents. Only the rules can see whether an account has root credentials,
/// and whether a sign-in confirms a test.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  every document is accepted for the accounts that it speaks for (--scope); where these
     aren't told, for some kind of account
  1  the command could not do its work
  2  wrong command line
  4  a document is not accepted")]
struct CheckArguments {
    /// Documents, or folders of them
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    given: GivenOptions,
}

/// Write documents to Parameter Store, refusing what is not accepted
///
/// Everything is checked first, and nothing is written unless all of it is accepted. What is
/// already stored stays unchanged, so a pipeline can deploy the same folder each time. Run it in
/// the account that keeps the attestations, in the Region of the pack.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status:
  0  everything is stored
  1  the command could not do its work
  2  wrong command line
  4  a document is not accepted; nothing was written")]
struct PutArguments {
    /// Documents, or folders of them (attestations/SCOPE/RULE.json, uses/ACCOUNT/RECORD.json)
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    given: GivenOptions,
    /// Only show what would be written
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    store: StoreOptions,
}

/// Show all attestations in Parameter Store: their age, when they expire, who attested
#[derive(Debug, Args)]
struct ListArguments {
    #[command(flatten)]
    store: StoreOptions,
}

/// What the paths of files don't show.
#[derive(Debug, Args)]
struct GivenOptions {
    /// The accounts that it covers: management, members, or an account's id
    #[arg(long)]
    scope: Option<Scope>,
    /// The rule that it is for, if the file has another name
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
    /// The rule's parameter maxAgeDays, if the pack doesn't use its default
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=1096))]
    max_age_days: Option<u32>,
}

impl GivenOptions {
    fn given(&self) -> Given<'_> {
        Given {
            scope: self.scope.as_ref(),
            rule: self.rule.as_deref(),
            max_age_days: self.max_age_days,
            ..Given::default()
        }
    }
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    match &arguments.command {
        Command::Init(init) => init::attestation(
            project,
            &init.rule,
            init.kind.kind(),
            init.output.as_deref(),
        ),
        Command::Check(arguments) => {
            let sources = Source::read_all(project, &arguments.paths, &arguments.given.given())?;
            Ok(status(check::all_accepted(&sources)))
        }
        Command::Put(arguments) => {
            let sources = Source::read_all(project, &arguments.paths, &arguments.given.given())?;
            put(&sources, &arguments.store, arguments.dry_run)
        }
        Command::List(arguments) => list::attestations(project, &arguments.store),
    }
}

/// Stores documents, all of which are accepted.
fn put(sources: &[Source], store: &StoreOptions, dry_run: bool) -> Result<ExitCode, PackError> {
    if let Some(rejected) = check::rejected(sources) {
        anstream::print!("{rejected}");
        return Ok(status(false));
    }
    deploy::run(sources, store, dry_run)
}

fn status(accepted: bool) -> ExitCode {
    if accepted {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_ACCEPTED)
    }
}
