//! `cargo pack evaluate --live --organization` judges as the deployed rules do, account by account
//! and rule by rule, with nothing deployed.

#![cfg(test)]

mod command;
mod generated;
mod least;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use local_aws::{AccountId, Fault, FaultKind, Organization, Scenario};
use tokio::process::Command;

use self::command::{
    MANAGEMENT, assert_same, command, deployed, entries, only, scan, text, verdicts,
};
use self::generated::generated;

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

    // Each question is asked once, to the management account and of each member's IAM, besides those
    // that the list of accounts begins with.
    let calls = organization.calls().split_off(before);
    let mut asked = BTreeMap::new();
    for call in &calls {
        let caller = call.caller.as_ref().unwrap();
        let account = caller.account.as_str();
        let of_organization = ["organizations", "ssm"].contains(&call.service.as_str());
        if of_organization {
            assert_eq!(account, MANAGEMENT);
        }
        // A rule of the management account opens root sessions of its own.
        let of_member = call.service == "iam" && account != MANAGEMENT && caller.role().is_some();
        // The report is asked for until it is made.
        if of_organization || (of_member && !call.operation.contains("CredentialReport")) {
            let question = (
                call.action(),
                account.to_owned(),
                call.parameters.to_string(),
            );
            *asked.entry(question).or_insert(0) += 1;
        }
    }
    for ((action, account, input), times) in asked {
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
        assert_eq!(times, expected, "{action} in {account}: {input}");
    }
}

/// Rules of each way to read: the account's own data, the organization's, attestations.
const SOME_RULES: [&str; 4] = [
    "member-root-denied-by-scp",
    "root-access-keys-absent",
    "root-email-business-domain",
    "root-password-storage-attested",
];

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

/// A delegated administrator judges members without the management account's documents.
#[tokio::test(flavor = "multi_thread")]
async fn a_delegated_administrator_scans_what_it_may_read() {
    let scenario = "
        [organization]
        features = ['RootCredentialsManagement']
        delegated-administrators = { 'iam.amazonaws.com' = '222222222222' }
        [accounts.222222222222]
        [accounts.333333333333.root]
        access-keys = [{}]
    ";
    let organization = Organization::start(scenario.parse().unwrap())
        .await
        .unwrap();
    let rules = ["root-access-keys-absent", "root-password-storage-attested"];
    let mut arguments = only(&rules);
    arguments.extend(["--member-access", "root-audit", "--yes"]);
    let output = scan(&organization, "222222222222", &arguments).await;
    let (live, told) = (verdicts(&output), text(&output.stderr));
    for (account, expected) in [
        ("111111111111", "error: a root session can't be opened"),
        ("222222222222", "COMPLIANT: "),
        ("333333333333", "NON_COMPLIANT: "),
    ] {
        let said = &live[&(account.to_owned(), rules[0].to_owned())];
        assert!(said.starts_with(expected), "{account}: {said}");
    }
    assert_eq!(live.len(), 3, "{live:?}");
    assert!(told.contains("give --reader-role"), "{told}");
}

/// Whoever has to sign in again gets the result so far, and isn't asked for every account.
#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_expire_end_the_scan() {
    let organization = Organization::start(generated(30)).await.unwrap();
    organization.add_fault(Fault::new("sts:AssumeRole", FaultKind::ClockAhead));
    let mut arguments = only(&["root-access-keys-absent"]);
    arguments.extend(["--member-access", "role", "--concurrency", "2"]);
    let output = scan(&organization, MANAGEMENT, &arguments).await;
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(
        told.contains("30 accounts: this result is partial"),
        "{told}"
    );
    assert!(told.contains("sign in again"), "{told}");
    let accounts: Vec<_> = verdicts(&output).into_keys().map(|(id, _)| id).collect();
    assert_eq!(accounts, [MANAGEMENT]);
    let calls = organization.calls();
    let tries = calls
        .iter()
        .filter(|call| call.action() == "sts:AssumeRole");
    assert!(tries.count() < 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_scanned_is_refused_with_the_reason() {
    let organization = Organization::start(generated(3)).await.unwrap();
    let parameterless = "member-phone-matches-management";
    for (arguments, expected) in [
        (
            &["--account", "999999999999"][..],
            "account 999999999999 isn't in the organization",
        ),
        (&["--unit", "Work/Test"], "no unit Work/Test"),
        (&["--rule", parameterless], "it needs a parameter"),
        (&["--resume", "/no/such/file"], "can't be read"),
    ] {
        let output = scan(&organization, MANAGEMENT, arguments).await;
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
        assert!(told.contains(expected), "{arguments:?}: {told}");
    }
}
