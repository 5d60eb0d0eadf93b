//! The rules' binaries, unchanged, under an independent Runtime API: that of cargo-lambda.

#![cfg(test)]

mod emulator;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Stdio;

use local_aws::{AccountId, Organization};
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use crate::emulator::Emulator;

const RULE: &str = "root-mfa-enabled";
const ACCOUNT: &str = "222222222222";

struct Function {
    emulator: Emulator,
    organization: Organization,
    /// Ends when this is dropped.
    _process: Child,
}

impl Function {
    async fn start(scenario: &str) -> Self {
        let emulator = Emulator::start(
            "CARGO_LAMBDA",
            "cargo-lambda",
            &[
                "lambda",
                "watch",
                "--only-lambda-apis",
                "--invoke-address=127.0.0.1",
                "--invoke-port=PORT",
            ],
        );
        let organization = Organization::start(scenario.parse().unwrap())
            .await
            .unwrap();
        let identity = organization.function(&account(), RULE, None);
        let process = Command::new(rule_tests::binary(RULE))
            .env_clear()
            .envs(identity.environment)
            .env(
                "AWS_LAMBDA_RUNTIME_API",
                format!("{}/.rt/{RULE}", emulator.url()),
            )
            .env("AWS_LAMBDA_FUNCTION_NAME", RULE)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            emulator,
            organization,
            _process: process,
        }
    }

    /// The status and the body of an invocation.
    async fn invoke(&self, event: Value) -> (u16, Value) {
        let address = self.emulator.address;
        let path = format!("/2015-03-31/functions/{RULE}/invocations");
        tokio::task::spawn_blocking(move || post(address, &path, &event.to_string()))
            .await
            .unwrap()
    }
}

fn account() -> AccountId {
    ACCOUNT.parse().unwrap()
}

fn post(address: SocketAddr, path: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    (status, serde_json::from_str(body).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs cargo-lambda: cargo pack test --only cargo-lambda"]
async fn a_rule_polls_evaluates_and_reports() {
    let function = Function::start("[organization]\n[accounts.222222222222.root]\nmfa = []").await;
    let rounds = 2;
    for _ in 0..rounds {
        let notification = function
            .organization
            .notify(&account(), RULE, &Default::default());
        let (status, answer) = function.invoke(notification.event).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["compliance"], "NON_COMPLIANT");
        let put = function
            .organization
            .evaluations(&notification.result_token);
        assert_eq!(put.len(), 1);
        assert_eq!(put[0].compliance, "NON_COMPLIANT");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs cargo-lambda: cargo pack test --only cargo-lambda"]
async fn an_error_has_its_type_and_the_function_goes_on() {
    let function = Function::start("[organization]\n[accounts.222222222222]").await;
    let (status, answer) = function.invoke(json!({ "version": "1.0" })).await;
    assert_eq!(status, 500, "{answer}");
    assert_eq!(answer["errorType"], "MalformedEvent");
    let notification = function
        .organization
        .notify(&account(), RULE, &Default::default());
    let (status, answer) = function.invoke(notification.event).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["compliance"], "COMPLIANT");
}
