//! The command as people run it, and the deployed rules beside it.

use std::collections::BTreeMap;
use std::process::Output;
use std::sync::Arc;

use local_aws::engine::{self, Options, RunOutcome};
use local_aws::{AccountId, AccountKind, Organization, Permissions};
use rule_tests::{WORKSPACE, binary, rules, rules_of};
use serde_json::Value;
use tokio::process::Command;

/// By account and rule.
pub(crate) type Verdicts = BTreeMap<(String, String), String>;

pub(crate) const MANAGEMENT: &str = "111111111111";

pub(crate) async fn scan(organization: &Organization, account: &str, arguments: &[&str]) -> Output {
    command(organization, account, None, arguments)
        .output()
        .await
        .unwrap()
}

/// The command, with the credentials of somebody in `account` who may do so much, or everything.
pub(crate) fn command(
    organization: &Organization,
    account: &str,
    permissions: Option<Permissions>,
    arguments: &[&str],
) -> Command {
    let id: AccountId = account.parse().unwrap();
    let credentials = organization.credentials(&id, "administrator", permissions);
    let mut command = Command::new(binary("pack"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    let parameters = organization.scenario().rule_parameters.iter();
    let given = parameters.flat_map(|(rule, parameters)| {
        let given = parameters.iter();
        given.map(move |(name, value)| format!("--parameter={rule}.{name}={value}"))
    });
    command
        .args(["evaluate", "--live", "--organization", "--format", "json"])
        .arg("--binaries")
        .arg(binary("pack").parent().unwrap())
        .args(given)
        .args(arguments)
        .current_dir(WORKSPACE)
        .env("AWS_REGION", organization.scenario().region())
        .env("AWS_ENDPOINT_URL", organization.endpoint())
        .env("AWS_ACCESS_KEY_ID", credentials.access_key_id)
        .env("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key)
        .env("AWS_SESSION_TOKEN", credentials.session_token)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .kill_on_drop(true);
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn entries(output: &Output) -> Vec<Value> {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)))
}

/// What the command says, as `COMPLIANT: the reason`.
pub(crate) fn verdicts(output: &Output) -> Verdicts {
    let field = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    entries(output)
        .iter()
        .map(|entry| {
            let said = match entry["error"].as_str() {
                Some(error) => format!("error: {error}"),
                None => format!(
                    "{}: {}",
                    field(entry, "compliance"),
                    field(entry, "annotation")
                ),
            };
            ((field(entry, "account"), field(entry, "rule")), said)
        })
        .collect()
}

/// What the deployed rules say, each in the accounts of the kinds that it is for.
pub(crate) async fn deployed(organization: &Arc<Organization>, only: &[&str]) -> Verdicts {
    let mut wanted = rules_of(organization.scenario());
    wanted.retain(|rule| only.is_empty() || only.contains(&rule.name.as_str()));
    let scenario = organization.scenario();
    let active = scenario.accounts.iter();
    let accounts: Vec<AccountId> = active
        .filter(|(_, account)| account.state.is_none())
        .map(|(id, _)| id.clone())
        .collect();
    let options = Options {
        accounts,
        ..Options::default()
    };
    let runs = engine::evaluate(organization, &wanted, &options, |_| {}).await;
    let folders = rules();
    let concerns = |rule: &str, account: &AccountId| {
        let kind = match scenario.kind(account) {
            AccountKind::Management => rule_metadata::AccountKind::Management,
            AccountKind::Member => rule_metadata::AccountKind::Member,
            AccountKind::Standalone => rule_metadata::AccountKind::Standalone,
        };
        folders
            .iter()
            .any(|folder| folder.rule.name == rule && folder.rule.applies_to(kind))
    };
    let mut verdicts = Verdicts::new();
    for run in runs.unwrap() {
        let said = match &run.outcome {
            RunOutcome::Evaluation {
                compliance,
                annotation,
            } => format!(
                "{compliance}: {}",
                annotation.as_deref().unwrap_or_default()
            ),
            RunOutcome::Error {
                error_type,
                message,
            } => format!("error: {error_type}: {message}"),
        };
        if concerns(&run.rule, &run.account) {
            verdicts.insert((run.account.to_string(), run.rule), said);
        } else {
            assert!(said.starts_with("NOT_APPLICABLE"), "{}: {said}", run.rule);
        }
    }
    verdicts
}

pub(crate) fn assert_same(live: &Verdicts, deployed: &Verdicts) {
    for (of, said) in deployed {
        assert_eq!(live.get(of), Some(said), "{of:?}");
    }
    assert_eq!(live.len(), deployed.len());
}

pub(crate) fn only<'a>(rules: &[&'a str]) -> Vec<&'a str> {
    rules.iter().flat_map(|rule| ["--rule", rule]).collect()
}
