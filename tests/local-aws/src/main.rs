//! `local-aws serve`: an organization on a local port, for the AWS CLI or a rule run by hand.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use local_aws::{AccountId, Organization, Scenario, ScenarioError};

/// A stand-in for AWS Config and an AWS organization on this machine.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the operations that are served, as IAM actions
    Operations,
    /// Serve an organization until Ctrl-C
    ///
    /// Prints the environment variables with which the AWS CLI, an SDK or a rule's binary reaches
    /// the organization as an administrator of one account, or as a rule's function in it.
    Serve {
        /// The scenario file
        #[arg(long, value_name = "FILE")]
        scenario: PathBuf,
        /// The port on 127.0.0.1; 0 for any free port
        #[arg(long, value_name = "N", default_value_t = 4599)]
        port: u16,
        /// The account to be in (default: the management account, or the only one)
        #[arg(long, value_name = "ID")]
        account: Option<AccountId>,
        /// Act as this rule's function instead of an administrator
        #[arg(long, value_name = "NAME")]
        rule: Option<String>,
    },
}

/// The variable with the event.
const EVENT: &str = "CONFIG_EVENT";

/// Why the organization can't be served.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    #[error("account {0} is not in the scenario")]
    UnknownAccount(AccountId),
    #[error("cannot listen on port {port}: {source}")]
    Listen { port: u16, source: std::io::Error },
    #[error("cannot wait for Ctrl-C: {0}")]
    Signal(std::io::Error),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Operations => {
            for (service, names) in local_aws::OPERATIONS {
                for name in *names {
                    println!("{service}:{name}");
                }
            }
            Ok(())
        }
        Command::Serve {
            scenario,
            port,
            account,
            rule,
        } => serve(scenario, port, account, rule).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(
    scenario: PathBuf,
    port: u16,
    account: Option<AccountId>,
    rule: Option<String>,
) -> Result<(), ServeError> {
    let scenario = Scenario::from_file(scenario)?;
    let account = account.or_else(|| match &scenario.organization {
        Some(organization) => Some(organization.management_account.clone()),
        None => scenario.accounts.keys().next().cloned(),
    });
    // A scenario always has an account.
    let Some(account) = account else {
        return Ok(());
    };
    if !scenario.accounts.contains_key(&account) {
        return Err(ServeError::UnknownAccount(account));
    }
    let organization = Organization::start_on(scenario, port)
        .await
        .map_err(|source| ServeError::Listen { port, source })?;

    let name = organization.scenario().name(&account);
    let (whose, environment) = match rule {
        Some(rule) => {
            let mut environment = organization.function(&account, &rule, None).environment;
            environment.insert(EVENT.to_owned(), event(&organization, &account, &rule));
            (format!("The function of {rule} in"), environment)
        }
        None => (
            "An administrator of".to_owned(),
            administrator(&organization, &account),
        ),
    };
    println!("# {whose} account {account} ({name})");
    for (variable, value) in environment {
        println!("export {variable}={value}");
    }
    println!("# Ctrl-C ends it.");
    tokio::signal::ctrl_c().await.map_err(ServeError::Signal)
}

/// What AWS Config sends to the function, with the parameters that the scenario gives the rule. Its
/// result token holds as long as the organization is served.
fn event(organization: &Organization, account: &AccountId, rule: &str) -> String {
    let parameters = &organization.scenario().rule_parameters;
    let parameters = parameters.get(rule).cloned().unwrap_or_default();
    let event = organization.notify(account, rule, &parameters).event;
    // For a shell, between single quotes.
    format!("'{}'", event.to_string().replace('\'', "'\\''"))
}

fn administrator(organization: &Organization, account: &AccountId) -> BTreeMap<String, String> {
    let credentials = organization.credentials(account, "Administrator", None);
    [
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key),
        ("AWS_SESSION_TOKEN", credentials.session_token),
        ("AWS_ENDPOINT_URL", organization.endpoint()),
        ("AWS_REGION", organization.scenario().region().to_owned()),
        (
            "AWS_DEFAULT_REGION",
            organization.scenario().region().to_owned(),
        ),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
