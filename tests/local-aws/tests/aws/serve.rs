//! `local-aws serve`, as a person uses it.

use std::collections::HashMap;
use std::process::Stdio;

use aws_credential_types::Credentials;
use aws_sdk_sts::Client;
use aws_sdk_sts::config::{BehaviorVersion, Region};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::client::code;

fn serve(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_local-aws"))
        .args(["serve", "--port", "0", "--scenario"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

fn sample() -> String {
    format!(
        "{}/../../conformance-pack/sample-organization.toml",
        env!("CARGO_MANIFEST_DIR")
    )
}

/// Its output. Keep it while the server runs: it stops when nobody reads.
type Output = Lines<BufReader<ChildStdout>>;

/// The variables that it prints, once they are complete, and the rest of the output.
async fn exports(serving: &mut Child) -> (HashMap<String, String>, Output) {
    let mut lines = BufReader::new(serving.stdout.take().unwrap()).lines();
    let mut variables = HashMap::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some((name, value)) = line.strip_prefix("export ").and_then(|e| e.split_once('=')) {
            variables.insert(name.to_owned(), value.to_owned());
        }
        // The last in alphabetical order.
        if line.starts_with("export AWS_SESSION_TOKEN=") {
            break;
        }
    }
    (variables, lines)
}

fn client(variables: &HashMap<String, String>) -> Client {
    let credentials = Credentials::new(
        &variables["AWS_ACCESS_KEY_ID"],
        &variables["AWS_SECRET_ACCESS_KEY"],
        Some(variables["AWS_SESSION_TOKEN"].clone()),
        None,
        "test",
    );
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(variables["AWS_REGION"].clone()))
        .endpoint_url(&variables["AWS_ENDPOINT_URL"])
        .credentials_provider(credentials)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new());
    Client::from_conf(config.build())
}

#[tokio::test]
async fn it_prints_whom_to_be_and_ends_with_an_interrupt() {
    let mut serving = serve(&[&sample(), "--account", "333333333333"]);
    let (variables, _output) = exports(&mut serving).await;
    let client = client(&variables);
    let identity = client.get_caller_identity().send().await.unwrap();
    assert_eq!(
        identity.arn(),
        Some("arn:aws:sts::333333333333:assumed-role/Administrator/Administrator")
    );
    let process = serving.id().unwrap().to_string();
    let interrupted = Command::new("kill").args(["-INT", &process]).status().await;
    assert!(interrupted.unwrap().success());
    assert!(serving.wait().await.unwrap().success());
}

#[tokio::test]
async fn a_rules_function_may_be_played() {
    let mut serving = serve(&[&sample(), "--account", "333333333333", "--rule", "example"]);
    let (variables, _output) = exports(&mut serving).await;
    let client = client(&variables);
    let identity = client.get_caller_identity().send().await.unwrap();
    let role = "assumed-role/root-credential-rules-example/";
    assert!(identity.arn().unwrap().contains(role), "{identity:?}");
    let reader = client
        .assume_role()
        .role_arn("arn:aws:iam::111111111111:role/root-credential-rules-organization-reader")
        .role_session_name("example")
        .send()
        .await;
    assert_eq!(code(reader), "AccessDenied", "the session tag is missing");
}

#[tokio::test]
async fn what_cannot_be_served_is_said() {
    for (arguments, expected) in [
        (
            &["/nonexistent.toml"][..],
            "cannot read the scenario /nonexistent.toml",
        ),
        (
            &[&sample(), "--account", "999999999999"],
            "account 999999999999 is not in the scenario",
        ),
    ] {
        let mut serving = serve(arguments);
        assert_eq!(serving.wait().await.unwrap().code(), Some(1));
        let mut said = String::new();
        serving
            .stderr
            .unwrap()
            .read_to_string(&mut said)
            .await
            .unwrap();
        assert!(said.contains(expected), "{said}");
    }
}
