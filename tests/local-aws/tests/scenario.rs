//! The scenario language: its defaults, and what it refuses.

#![cfg(test)]

use jiff::{SignedDuration, Timestamp};
use local_aws::scenario::MfaKind;
use local_aws::{AccountId, AccountKind, Case, Expect, Scenario};

fn scenario(text: &str) -> Scenario {
    text.parse().unwrap()
}

fn refusal(text: &str) -> String {
    let Err(error) = text.parse::<Scenario>() else {
        panic!("the scenario is taken: {text}");
    };
    error.to_string()
}

fn id(account: &str) -> AccountId {
    account.parse().unwrap()
}

#[test]
fn an_empty_organization_has_a_well_kept_management_account() {
    let scenario = scenario("[organization]");
    let (management, account) = scenario.accounts.first_key_value().unwrap();
    assert_eq!(management.as_str(), "111111111111");
    assert_eq!(scenario.kind(management), AccountKind::Management);
    assert!(account.root.password && account.root.password_reported);
    assert_eq!(account.root.mfa[0].kind, MfaKind::Hardware);
    assert!(account.root.access_keys.is_empty());
    assert_eq!(account.email(management), "aws+111111111111@example.com");
    assert_eq!(scenario.name(management), "111111111111");
    assert_eq!(
        scenario.reader_role_arn().unwrap(),
        "arn:aws:iam::111111111111:role/root-credential-rules-organization-reader"
    );
    assert_eq!(scenario.region(), "us-east-1");
}

#[test]
fn accounts_have_kinds_and_partitions_have_regions() {
    let member = scenario("[organization]\n[accounts.222222222222]");
    assert_eq!(member.kind(&id("222222222222")), AccountKind::Member);
    let standalone = scenario("partition = 'aws-cn'\n[accounts.333333333333]");
    assert_eq!(
        standalone.kind(&id("333333333333")),
        AccountKind::Standalone
    );
    assert_eq!(standalone.region(), "cn-north-1");
    assert_eq!(standalone.reader_role_arn(), None);
    let elsewhere = scenario("region = 'eu-west-1'\npartition = 'aws-us-gov'\n[organization]");
    assert_eq!(elsewhere.region(), "eu-west-1");
    assert_eq!(elsewhere.global_region(), "us-gov-west-1");
    let no_role = scenario("[organization]\nreader-role = ''");
    assert_eq!(no_role.reader_role_arn(), None);
}

#[test]
fn times_are_relative_to_today() {
    let scenario = scenario(
        "[accounts.333333333333.root]\naccess-keys = [{ last-used = '{{ 14 days ago }}' }]",
    );
    let used = scenario.accounts[&id("333333333333")].root.access_keys[0]
        .last_used
        .unwrap();
    let age = Timestamp::now().duration_since(used);
    let (day, fortnight) = (
        SignedDuration::from_hours(24),
        SignedDuration::from_hours(14 * 24),
    );
    assert!(age >= fortnight && age < fortnight + day, "{age:?}");
}

#[test]
fn what_contradicts_itself_is_refused() {
    for (text, expected) in [
        ("", "it names no account"),
        (
            "[accounts.111111111111]\n[accounts.222222222222]",
            "no [organization]",
        ),
        ("[accounts.12]", "`12` must be an account id of 12 digits"),
        (
            "[accounts.333333333333]\nunit = 'A'",
            "has a unit, but there is no [organization]",
        ),
        ("page-size = 0\n[organization]", "page-size is 0"),
        (
            "[organization]\nfeatures = ['RootSession']",
            "`RootSession` is neither",
        ),
        (
            "[organization.policies.A]\nattached-to = ['Nowhere']\ncontent = ''",
            "target `Nowhere` is neither `Root`, nor a unit of an account, nor an account",
        ),
        (
            "[organization]\ndelegated-administrators = { 'iam.amazonaws.com' = '999999999999' }",
            "999999999999, is not among the accounts",
        ),
        (
            "[organization]\n[accounts.222222222222]\nunit = 'A//B'",
            "empty name in its path",
        ),
        (
            "[accounts.333333333333.root]\naccess-keys = [{}, {}, {}]",
            "more than two access keys",
        ),
        (
            "[accounts.333333333333]\nparameters = { a = '1' }",
            "`a` of account 333333333333 does not begin with a slash",
        ),
        (
            "[organization]\n[[faults]]\ncall = 'iam:GetAccountSumary'\nkind = 'throttle'",
            "`iam:GetAccountSumary` must be an operation of the local AWS endpoint",
        ),
        (
            "[organization]\n[[faults]]\ncall = 'iam:GetAccountSummary'\nkind = 'leave-out'",
            "`fields` goes with `leave-out`",
        ),
    ] {
        let message = refusal(text);
        assert!(message.contains(expected), "{text}\n{message}");
    }
}

#[test]
fn unknown_fields_and_wrong_types_name_their_place() {
    for (text, expected) in [
        ("[organisation]", "unknown field `organisation`"),
        (
            "[accounts.333333333333.root]\nmfas = []",
            "unknown field `mfas`",
        ),
        (
            "[accounts.333333333333.root]\nmfa = [{ kind = 'phone' }]",
            "unknown variant `phone`, expected one of `virtual`, `hardware`, `passkey`",
        ),
        (
            "[accounts.333333333333.root]\npassword = 'yes'",
            "expected a boolean",
        ),
    ] {
        let message = refusal(text);
        assert!(message.contains(expected), "{text}\n{message}");
        assert!(message.contains("line"), "{message}");
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let error = Scenario::from_file("/nonexistent/scenario.toml").unwrap_err();
    assert!(
        error.to_string().contains("/nonexistent/scenario.toml"),
        "{error}"
    );
}

#[test]
fn a_case_is_a_scenario_with_an_expectation() {
    let case: Case = "title = 'One'\naccount = '333333333333'\n\
        [parameters]\nmaxAgeDays = 92\nmemberVirtualAllowed = true\nallowedDomains = 'a.example'\n\
        [expect]\ncompliance = 'COMPLIANT'\nannotation = 'Fine.'\n\
        [accounts.333333333333]"
        .parse()
        .unwrap();
    assert_eq!(case.title, "One");
    assert_eq!(case.parameters["maxAgeDays"], "92");
    assert_eq!(case.parameters["memberVirtualAllowed"], "true");
    assert_eq!(case.parameters["allowedDomains"], "a.example");
    let expected = Expect::Evaluation {
        compliance: "COMPLIANT".to_owned(),
        annotation: Some("Fine.".to_owned()),
    };
    assert_eq!(case.expect, expected);
}

#[test]
fn a_case_without_a_sound_expectation_is_refused() {
    let head = "title = 'One'\naccount = '333333333333'";
    for (rest, expected) in [
        ("[accounts.333333333333]", "missing field `expect`"),
        ("[expect]\n[accounts.333333333333]", "[expect] holds either"),
        (
            "[expect]\nerror = 'A'\ncompliance = 'COMPLIANT'\n[accounts.333333333333]",
            "[expect] holds either",
        ),
        (
            "[expect]\nerror = 'A'\n[organization]",
            "333333333333, is not among the accounts",
        ),
        (
            "[expect]\nverdict = 'A'\n[organization]",
            "unknown field `verdict`",
        ),
    ] {
        let error = format!("{head}\n{rest}")
            .parse::<Case>()
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{rest}\n{error}");
    }
}
