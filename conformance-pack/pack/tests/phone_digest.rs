//! `cargo pack phone-digest` as it is run from a pipe.

#![cfg(test)]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use local_aws::{Organization, Scenario};

/// Of +12025550142 for o-exampleorg1, by Argon2's reference implementation.
const DIGEST: &str = "$argon2id$v=19$m=19456,t=2,p=1$by1leGFtcGxlb3JnMQ$MyYlr7IMTl3tyLW4T/quR10aZG58aOcpWtMWHgm3Ktg\n";

fn phone_digest(arguments: &[&str], input: &str) -> Output {
    with_environment(arguments, input, &[])
}

fn with_environment(arguments: &[&str], input: &str, environment: &[(&str, String)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pack"))
        .arg("phone-digest")
        .args(arguments)
        .envs(environment.iter().cloned())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = command.stdin.take().unwrap();
    // A command that refuses its arguments reads no input.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    command.wait_with_output().unwrap()
}

#[test]
fn the_digest_of_a_number_is_printed_however_it_is_spelled() {
    for spelling in [
        "+12025550142",
        "+1 (202) 555-0142\n",
        " +1 202.555.0142\nmore\n",
    ] {
        let output = phone_digest(&["--organization-id", "o-exampleorg1"], spelling);
        assert!(output.status.success());
        assert_eq!(String::from_utf8(output.stdout).unwrap(), DIGEST);
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn text_that_is_not_a_number_is_refused_and_not_repeated() {
    for wrong in ["", "\n", "202-555-0142\n", "+1 202-555-014\n"] {
        let output = phone_digest(&["--organization-id", "o-exampleorg1"], wrong);
        assert_eq!(output.status.code(), Some(1), "{wrong}");
        assert!(output.stdout.is_empty(), "{wrong}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains("can't be a phone number"), "{error}");
        assert!(!error.contains("555"), "{error}");
    }
}

#[test]
fn a_number_is_not_an_argument() {
    for arguments in [
        &["+12025550142"][..],
        &["--number", "+12025550142"],
        &["--organization-id", "+12025550142"],
    ] {
        let output = phone_digest(arguments, "+12025550142\n");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_organization_is_that_of_the_profile_s_account() {
    let scenario: Scenario = "[organization]\nid = 'o-exampleorg1'".parse().unwrap();
    let management = "111111111111".parse().unwrap();
    let stand_in = Organization::start(scenario).await.unwrap();
    let credentials = stand_in.credentials(&management, "administrator", None);
    let environment = [
        ("AWS_ENDPOINT_URL", stand_in.endpoint()),
        ("AWS_REGION", "eu-central-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key),
        ("AWS_SESSION_TOKEN", credentials.session_token),
    ];
    let output = tokio::task::spawn_blocking(move || {
        with_environment(&[], "+1 202-555-0142\n", &environment)
    })
    .await
    .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), DIGEST);
}
