//! What a person sees when a command can't do its work: what was tried, what came back, what to do,
//! in one sentence and without details that only a programmer reads.

#![cfg(test)]

use std::process::{Command, Output};

use local_aws::{Organization, Scenario};
use tempfile::TempDir;

/// All commands that call AWS.
const CALLERS: [&[&str]; 4] = [
    &["evaluate", "--live", "--binaries", "/no/such/folder"],
    &["attest", "list"],
    &["use", "list"],
    &["report", "--aggregator", "all"],
];
/// Marks of Rust's debug output.
const DEBUG: [&str; 7] = [
    " { ", "Some(", "None", "Failure(", "Error(", "Error {", "source:",
];
const NOBODY_LISTENS: &str = "http://127.0.0.1:1";

/// Without this machine's AWS settings.
fn pack(arguments: &[&str], home: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pack"));
    command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command
        .env("HOME", home.path())
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

fn with_keys(command: &mut Command) -> &mut Command {
    command
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "example")
}

/// The message of a command that could not do its work.
fn message(output: &Output, what: &str) -> String {
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{what}: {message}");
    for mark in DEBUG {
        assert!(!message.contains(mark), "{what}: `{mark}` in {message}");
    }
    assert_eq!(message.lines().count(), 1, "{what}: {message}");
    message
}

fn assert_tells(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[test]
fn without_credentials_the_error_says_how_to_sign_in() {
    let home = TempDir::new().unwrap();
    for arguments in CALLERS {
        let output = pack(arguments, &home)
            .env("AWS_REGION", "eu-central-1")
            .output()
            .unwrap();
        let told = message(&output, &arguments.join(" "));
        assert_tells(
            &told,
            &[
                "no AWS credentials",
                "aws sso login",
                "AWS_PROFILE",
                "--profile",
            ],
        );
    }
}

#[test]
fn without_a_region_the_error_says_where_to_set_one() {
    let home = TempDir::new().unwrap();
    for arguments in CALLERS {
        let output = with_keys(&mut pack(arguments, &home)).output().unwrap();
        let told = message(&output, &arguments.join(" "));
        assert_tells(&told, &["no AWS Region is set: set AWS_REGION"]);
    }
}

#[test]
fn without_a_listener_the_error_says_what_was_tried() {
    let home = TempDir::new().unwrap();
    for (arguments, call) in CALLERS.iter().zip([
        "sts:GetCallerIdentity",
        "ssm:GetParametersByPath",
        "ssm:GetParametersByPath",
        "config:DescribeConfigurationAggregators",
    ]) {
        let mut command = pack(arguments, &home);
        let output = with_keys(&mut command)
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ENDPOINT_URL", NOBODY_LISTENS)
            .output()
            .unwrap();
        let told = message(&output, &arguments.join(" "));
        assert_tells(
            &told,
            &[
                call,
                "127.0.0.1:1 can't be reached",
                "refused",
                "AWS_ENDPOINT_URL",
            ],
        );
    }
}

#[test]
fn the_full_error_of_the_sdk_is_shown_on_request() {
    let home = TempDir::new().unwrap();
    let mut command = pack(&["attest", "list", "--verbose"], &home);
    let output = with_keys(&mut command)
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ENDPOINT_URL", NOBODY_LISTENS)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_tells(&told, &["can't be reached", "because: ", "DispatchFailure"]);
}

#[test]
fn a_profile_that_is_not_there_is_named() {
    let home = TempDir::new().unwrap();
    let output = pack(&["attest", "list", "--profile", "audit-x"], &home)
        .env("AWS_REGION", "eu-central-1")
        .output()
        .unwrap();
    assert_tells(
        &message(&output, "profile"),
        &["audit-x", "AWS_PROFILE", "--profile"],
    );
}

/// As after some hours, or with the keys of a user that was deleted.
#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_aws_refuses_are_reported_as_such() {
    let scenario: Scenario = "[organization]\n[accounts.222222222222]\n".parse().unwrap();
    let organization = Organization::start(scenario).await.unwrap();
    for arguments in CALLERS {
        let home = TempDir::new().unwrap();
        let mut command = pack(arguments, &home);
        with_keys(&mut command)
            .env("AWS_SESSION_TOKEN", "of yesterday")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ENDPOINT_URL", organization.endpoint());
        let output = tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap();
        let told = message(&output, &arguments.join(" "));
        assert_tells(
            &told,
            &["credentials are expired or wrong", "aws sso login"],
        );
    }
}

#[test]
fn a_name_that_is_not_known_brings_the_closest() {
    let home = TempDir::new().unwrap();
    for (arguments, parts) in [
        (
            &["evaluate", "--rule", "root-mfa"][..],
            &[
                "did you mean root-mfa-enabled, root-mfa-hardware",
                "docs/rules.md",
            ][..],
        ),
        (
            &["evaluate", "--parameter", "root-mfa-enabeld.x=1"],
            &["did you mean root-mfa-enabled?"],
        ),
        (
            &["attest", "init", "root-access-review"],
            &["did you mean root-access-reviewed", "docs/attestations/"],
        ),
        (
            &["package", "--rule", "root-mfa-hardwar"],
            &["root-mfa-hardware"],
        ),
        (
            &["evaluate", "--rule", "bucket-encrypted"],
            &["docs/rules.md"],
        ),
    ] {
        let output = pack(arguments, &home).output().unwrap();
        assert_tells(&message(&output, &arguments.join(" ")), parts);
    }
}
