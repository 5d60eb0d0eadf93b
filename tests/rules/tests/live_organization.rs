//! `cargo pack evaluate --live --organization` judges as the deployed rules do, account by account
//! and rule by rule, with nothing deployed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is how a test fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Output;
use std::sync::Arc;

use local_aws::engine::{self, Options, Outcome};
use local_aws::{AccountId, AccountKind, Fault, FaultKind, Organization, Permissions, Scenario};
use rule_tests::{WORKSPACE, binary, rules, rules_of};
use serde_json::Value;
use tokio::process::Command;

/// By account and rule.
type Verdicts = BTreeMap<(String, String), String>;

const MANAGEMENT: &str = "111111111111";

async fn scan(organization: &Organization, account: &str, arguments: &[&str]) -> Output {
    command(organization, account, None, arguments)
        .output()
        .await
        .unwrap()
}

/// The command, with the credentials of somebody in `account` who may do so much, or everything.
fn command(
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

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn entries(output: &Output) -> Vec<Value> {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)))
}

/// What the command says, as `COMPLIANT: the reason`.
fn verdicts(output: &Output) -> Verdicts {
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
async fn deployed(organization: &Arc<Organization>, only: &[&str]) -> Verdicts {
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
            Outcome::Evaluation {
                compliance,
                annotation,
            } => format!(
                "{compliance}: {}",
                annotation.as_deref().unwrap_or_default()
            ),
            Outcome::Error {
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

fn assert_same(live: &Verdicts, deployed: &Verdicts) {
    for (of, said) in deployed {
        assert_eq!(live.get(of), Some(said), "{of:?}");
    }
    assert_eq!(live.len(), deployed.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_organization_is_judged_as_the_deployed_rules_judge_it() {
    let scenario = Scenario::from_file(rule_tests::sample()).unwrap();
    let organization = Arc::new(Organization::start(scenario).await.unwrap());
    let deployed = deployed(&organization, &[]).await;
    let before = organization.calls().len();
    let output = scan(&organization, MANAGEMENT, &["--member-access", "role"]).await;
    let live = verdicts(&output);
    assert_same(&live, &deployed);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));

    // Each question to the management account is asked once, besides those that the list of
    // accounts begins with.
    let calls = organization.calls().split_off(before);
    let mut asked = BTreeMap::new();
    for call in &calls {
        if ["organizations", "ssm"].contains(&call.service.as_str()) {
            assert_eq!(call.caller.as_ref().unwrap().account.as_str(), MANAGEMENT);
            let question = (call.action(), call.parameters.to_string());
            *asked.entry(question).or_insert(0) += 1;
        }
    }
    for ((action, input), times) in asked {
        // The list says who an account is.
        assert_ne!(action, "organizations:DescribeAccount", "{input}");
        let begins = [
            "organizations:DescribeOrganization",
            "organizations:ListRoots",
        ];
        let expected = if begins.contains(&action.as_str()) {
            2
        } else {
            1
        };
        assert_eq!(times, expected, "{action} {input}");
    }
}

/// So many members in three units; each differs from its neighbours in what some rule looks at.
fn generated(members: u64) -> Scenario {
    let mut text = String::from(
        r#"
        [organization]
        features = ["RootCredentialsManagement", "RootSessions"]
        [organization.policies.DenyRoot]
        attached-to = ["Work/Prod"]
        content = '''{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*",
            "Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]}'''
        [accounts.111111111111]
        name = "Management"
        "#,
    );
    for member in 0..members {
        let id = 200_000_000_000 + member;
        let unit = ["", "Work", "Work/Prod"][usize::try_from(member % 3).unwrap()];
        let email = if member % 5 == 0 {
            "gmail.com"
        } else {
            "example.com"
        };
        writeln!(
            text,
            "[accounts.{id}]\nname = 'Member {member}'\nunit = '{unit}'\nemail = 'a{member}@{email}'"
        )
        .unwrap();
        writeln!(text, "[accounts.{id}.root]\npassword = {}", member % 7 != 0).unwrap();
        let mfa = [
            "",
            "{ kind = 'hardware' }",
            "{ kind = 'virtual', name = 'a' }",
        ];
        writeln!(
            text,
            "mfa = [{}]",
            mfa[usize::try_from(member % 4 % 3).unwrap()]
        )
        .unwrap();
        if member % 11 == 0 {
            writeln!(text, "access-keys = [{{}}]").unwrap();
        }
    }
    text.parse().unwrap()
}

/// Rules of each way to read: the account's own data, the organization's, attestations.
const SOME_RULES: [&str; 4] = [
    "member-root-denied-by-scp",
    "root-access-keys-absent",
    "root-email-business-domain",
    "root-password-storage-attested",
];

fn only<'a>(rules: &[&'a str]) -> Vec<&'a str> {
    rules.iter().flat_map(|rule| ["--rule", rule]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_generated_accounts_are_judged_as_the_deployed_rules_judge_them() {
    let organization = Arc::new(Organization::start(generated(50)).await.unwrap());
    let deployed = deployed(&organization, &SOME_RULES).await;
    let output = scan(&organization, MANAGEMENT, &only(&SOME_RULES)).await;
    assert_same(&verdicts(&output), &deployed);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

/// All rules in 1,000 accounts, both ways: for a long run.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes many minutes"]
async fn a_thousand_generated_accounts_are_judged_as_the_deployed_rules_judge_them() {
    let organization = Arc::new(Organization::start(generated(1_000)).await.unwrap());
    let deployed = deployed(&organization, &[]).await;
    let output = scan(&organization, MANAGEMENT, &["--member-access", "role"]).await;
    let mut live = verdicts(&output);
    live.retain(|of, _| deployed.contains_key(of));
    for ((account, rule), said) in &deployed {
        let live = live.get(&(account.clone(), rule.clone()));
        // Without its parameter it isn't run.
        if rule != "member-phone-matches-management" {
            assert_eq!(live, Some(said), "{account} {rule}");
        }
    }
}

/// What goes wrong in one account is told there, and stops no other.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_cannot_be_read_stops_no_other() {
    let rule = "root-access-keys-absent";
    let scenario = "
        [organization]
        [accounts.222222222222]
        [accounts.333333333333]
        access-role = ''
        [accounts.444444444444]
        access-role = ''
        [accounts.555555555555]
        [accounts.666666666666]
        [accounts.777777777777]
        state = 'SUSPENDED'
        [accounts.888888888888]
    ";
    let organization = Organization::start(scenario.parse().unwrap())
        .await
        .unwrap();
    let at = |account: &str| account.parse::<AccountId>().unwrap();
    let read = "iam:GetAccountSummary";
    for fault in [
        Fault::new(read, FaultKind::PolicyDenied).account(&at("555555555555")),
        // As often as the function tries, and once more works.
        Fault::new(read, FaultKind::Throttle)
            .account(&at("666666666666"))
            .times(7),
    ] {
        organization.add_fault(fault);
    }
    let output = scan(
        &organization,
        MANAGEMENT,
        &[
            "--rule",
            rule,
            "--member-access",
            "role",
            "--exclude",
            "888888888888",
        ],
    )
    .await;
    let (live, told) = (verdicts(&output), text(&output.stderr));
    assert_eq!(output.status.code(), Some(3), "{told}");
    for (account, expected) in [
        ("111111111111", "COMPLIANT: "),
        ("222222222222", "COMPLIANT: "),
        (
            "333333333333",
            "error: the role OrganizationAccountAccessRole can't be assumed",
        ),
        (
            "444444444444",
            "error: the role OrganizationAccountAccessRole can't be assumed",
        ),
        ("555555555555", "error: AccessDenied: "),
        ("666666666666", "COMPLIANT: "),
    ] {
        let said = &live[&(account.to_owned(), rule.to_owned())];
        assert!(said.starts_with(expected), "{account}: {said}");
    }
    assert_eq!(
        live.len(),
        6,
        "neither the suspended one nor the excluded: {live:?}"
    );
    for expected in [
        "Not read in 2 accounts: the role OrganizationAccountAccessRole",
        "777777777777",
        "the account is suspended",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }

    // The role is there by another name, and what has a verdict isn't asked for again.
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &output.stdout).unwrap();
    organization.replace_faults(Vec::new());
    let before = organization.calls().len();
    let file = file.path().to_str().unwrap();
    let arguments = ["--rule", rule, "--member-access", "role", "--resume", file];
    let again = scan(&organization, MANAGEMENT, &arguments).await;
    let calls = organization.calls().split_off(before);
    let read: Vec<_> = calls.iter().filter(|call| call.action() == read).collect();
    let accounts: BTreeSet<_> = read
        .iter()
        .map(|call| call.caller.as_ref().unwrap().account.as_str())
        .collect();
    assert_eq!(accounts, BTreeSet::from(["555555555555", "888888888888"]));
    assert_eq!(verdicts(&again).len(), 7);
}

/// A member's session may do what the rules that run declare, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_limited_to_what_the_rules_declare() {
    let organization = Organization::start(generated(3)).await.unwrap();
    let rules = ["root-access-keys-absent", "root-mfa-hardware"];
    scan(&organization, MANAGEMENT, &only(&rules)).await;
    let calls = organization.calls();
    let sessions: Vec<_> = calls
        .iter()
        .filter(|call| call.action() == "sts:AssumeRole")
        .map(|call| call.parameters["Policy"].as_str().unwrap())
        .collect();
    let allowed = r#"{"Statement":[{"Action":["iam:GetAccountSummary","iam:ListVirtualMFADevices"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#;
    let nothing =
        r#"{"Statement":[{"Action":"*","Effect":"Deny","Resource":"*"}],"Version":"2012-10-17"}"#;
    assert_eq!(
        sessions,
        [nothing, allowed, allowed, allowed],
        "one to see that the role lets in"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn root_audit_needs_no_role_in_the_members() {
    let mut scenario = generated(6);
    for account in scenario.accounts.values_mut() {
        account.access_role = Some(String::new());
    }
    // The digest is that of the sample organization's number, which the default one is.
    let sample = Scenario::from_file(rule_tests::sample()).unwrap();
    scenario.rule_parameters = sample.rule_parameters;
    let facts = scenario.organization.as_mut().unwrap();
    facts
        .trusted_access
        .push("account.amazonaws.com".to_owned());
    let organization = Arc::new(Organization::start(scenario).await.unwrap());
    let rules = [
        "member-phone-matches-management",
        "member-root-denied-by-scp",
        "root-access-keys-absent",
        "root-mfa-enabled",
        "root-mfa-hardware",
        "root-password-storage-attested",
    ];
    let mut arguments = only(&rules);
    arguments.extend(["--member-access", "root-audit"]);
    let refused = scan(&organization, MANAGEMENT, &arguments).await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("--yes"), "{refused:?}");

    let mut deployed = deployed(&organization, &rules).await;
    // It needs more than a root session may do; the management account needs none.
    deployed.retain(|(account, rule), _| rule != "root-mfa-hardware" || account == MANAGEMENT);
    arguments.push("--yes");
    let output = scan(&organization, MANAGEMENT, &arguments).await;
    let told = text(&output.stderr);
    assert_same(&verdicts(&output), &deployed);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("iam:ListVirtualMFADevices"), "{told}");
}

/// Who may not use a role and agrees to root sessions gets them by default.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_way_that_is_open_is_taken() {
    let mut scenario = generated(3);
    for account in scenario.accounts.values_mut() {
        account.access_role = Some(String::new());
    }
    let organization = Organization::start(scenario).await.unwrap();
    let rule = ["--rule", "root-access-keys-absent"];
    let asked = scan(&organization, MANAGEMENT, &rule).await;
    assert_eq!(asked.status.code(), Some(3), "nobody agreed: {asked:?}");
    let agreed = scan(&organization, MANAGEMENT, &[rule[0], rule[1], "--yes"]).await;
    assert_eq!(agreed.status.code(), Some(0), "{agreed:?}");
}

/// Whoever interrupts it gets what there is, and that it is a part.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_scan_shows_what_it_has() {
    let organization = Arc::new(Organization::start(generated(40)).await.unwrap());
    let mut slow = Fault::new("iam:GetAccountSummary", FaultKind::Slow);
    slow.milliseconds = Some(300);
    organization.add_fault(slow);
    let arguments = ["--rule", "root-access-keys-absent", "--concurrency", "2"];
    let mut command = command(&organization, MANAGEMENT, None, &arguments);
    let child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let read = |call: &local_aws::Call| call.action() == "iam:GetAccountSummary";
    while organization
        .calls()
        .iter()
        .filter(|call| read(call))
        .count()
        < 6
    {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let id = child.id().unwrap().to_string();
    let killed = Command::new("kill").args(["-INT", &id]).status().await;
    assert!(killed.unwrap().success());
    let output = child.wait_with_output().await.unwrap();
    let (found, told) = (entries(&output), text(&output.stderr));
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!((1..41).contains(&found.len()), "{found:?}");
    assert!(told.contains("this result is partial"), "{told}");
    assert!(told.contains("--resume"), "{told}");
}

/// The actions in the policy on docs/scan.md, by statement.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let page = std::fs::read_to_string(format!("{WORKSPACE}/docs/scan.md")).unwrap();
    let (_, rest) = page.split_once("```json\n").unwrap();
    let (policy, _) = rest.split_once("```").unwrap();
    let policy: Value = serde_json::from_str(policy).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let statements = policy["Statement"].as_array().unwrap().iter();
    let named = statements.map(|statement| {
        let actions = statement["Action"].as_array().unwrap();
        (text(&statement["Sid"]), actions.iter().map(text).collect())
    });
    named.collect()
}

/// A caller with the documented policy gets every verdict, and uses all of it between both ways.
#[tokio::test(flavor = "multi_thread")]
async fn the_documented_policy_is_enough_and_not_too_much() {
    let mut scenario = Scenario::from_file(rule_tests::sample()).unwrap();
    let facts = scenario.organization.as_mut().unwrap();
    facts
        .trusted_access
        .push("account.amazonaws.com".to_owned());
    let organization = Arc::new(Organization::start(scenario).await.unwrap());
    let mut documented = documented();
    let permissions = Permissions {
        own: documented.values().flatten().cloned().collect(),
        organization: Vec::new(),
    };
    for access in ["role", "root-audit"] {
        let arguments = ["--member-access", access, "--yes"];
        let mut command = command(
            &organization,
            MANAGEMENT,
            Some(permissions.clone()),
            &arguments,
        );
        let output = command.output().await.unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{access}: {}",
            text(&output.stderr)
        );
    }
    let calls = organization.calls();
    let used: BTreeSet<String> = calls
        .iter()
        .filter(|call| {
            let caller = call.caller.as_ref();
            caller.is_some_and(|caller| caller.account.as_str() == MANAGEMENT)
        })
        .map(local_aws::Call::action)
        .filter(|action| action != "sts:GetCallerIdentity")
        .collect();
    // What rules declare for their own account, they use in some account of their cases.
    assert!(documented.remove("ReadTheManagementAccount").is_some());
    for (statement, actions) in documented {
        let unused: Vec<_> = actions.difference(&used).collect();
        assert!(unused.is_empty(), "{statement}: {unused:?}");
    }
}
