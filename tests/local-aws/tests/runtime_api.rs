//! The Runtime API with a function that uses AWS's own runtime library (`examples/function.rs`).

#![cfg(test)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use local_aws::runtime_api::{Function, FunctionConfig, InvocationOutcome, StartError};
use serde_json::{Value, json};

const ARN: &str = "arn:aws:lambda:us-east-1:111111111111:function:root-credential-rules-example";

fn example() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let binary = profile.join("examples/function");
    assert!(
        binary.is_file(),
        "{} is missing; run `cargo build --example function` first",
        binary.display()
    );
    binary
}

fn config() -> FunctionConfig {
    FunctionConfig {
        binary: example(),
        arn: ARN.to_owned(),
        timeout: Duration::from_secs(30),
        environment: BTreeMap::from([("AWS_REGION".to_owned(), "us-east-1".to_owned())]),
    }
}

async fn answer(function: &mut Function, event: Value) -> Value {
    match function.invoke(&event).await.unwrap().outcome {
        InvocationOutcome::Ok(answer) => answer,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_function_gets_its_event_and_lambdas_environment() {
    let mut function = Function::new(config());
    let before = jiff::Timestamp::now().as_millisecond();
    let event = json!({ "text": "ä \" \\ \n" });
    let answer = answer(&mut function, event.clone()).await;
    assert_eq!(answer["event"], event);
    assert_eq!(answer["arn"], ARN);
    assert_eq!(answer["functionName"], "root-credential-rules-example");
    assert_eq!(answer["memory"], 128);
    let deadline = answer["deadline"].as_i64().unwrap();
    assert!(
        deadline >= before + 30_000,
        "epoch milliseconds: {deadline}"
    );

    let environment = answer["environment"].as_object().unwrap();
    assert_eq!(environment["AWS_REGION"], "us-east-1");
    assert!(environment.contains_key("AWS_LAMBDA_RUNTIME_API"));
    for of_the_caller in ["PATH", "HOME", "CARGO_MANIFEST_DIR"] {
        assert!(!environment.contains_key(of_the_caller), "{of_the_caller}");
    }
}

#[tokio::test]
async fn a_process_stays_for_the_next_event() {
    let mut function = Function::new(config());
    let first = function.invoke(&json!({})).await.unwrap();
    assert!(first.init.is_some());
    let process = function.process_id();
    assert!(process.is_some());
    let second = function.invoke(&json!({})).await.unwrap();
    assert_eq!(second.init, None, "the process was there");
    assert_eq!(function.process_id(), process);
    let (InvocationOutcome::Ok(first), InvocationOutcome::Ok(second)) =
        (first.outcome, second.outcome)
    else {
        panic!("both succeed");
    };
    assert_eq!([&first["invocations"], &second["invocations"]], [1, 2]);
    assert_ne!(first["requestId"], second["requestId"]);
}

#[tokio::test]
async fn an_error_is_reported_and_the_process_stays() {
    let mut function = Function::new(config());
    let failed = function.invoke(&json!({ "do": "fail" })).await.unwrap();
    let InvocationOutcome::Err { error_message, .. } = failed.outcome else {
        panic!("{failed:?}");
    };
    assert_eq!(error_message, "it went wrong");
    assert_eq!(answer(&mut function, json!({})).await["invocations"], 2);
}

#[tokio::test]
async fn an_event_that_is_not_json_is_the_functions_error() {
    let mut function = Function::new(config());
    let failed = function.invoke_text("{".to_owned()).await.unwrap();
    assert!(
        matches!(failed.outcome, InvocationOutcome::Err { .. }),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_crash_is_reported_and_the_next_event_starts_a_new_process() {
    let mut function = Function::new(config());
    answer(&mut function, json!({})).await;
    let crashed = function.invoke(&json!({ "do": "exit" })).await.unwrap();
    let InvocationOutcome::Crashed { status } = crashed.outcome else {
        panic!("{crashed:?}");
    };
    assert_eq!(status, "exit status: 7");
    assert_eq!(answer(&mut function, json!({})).await["invocations"], 1);
}

#[tokio::test]
async fn a_function_that_takes_too_long_is_killed() {
    let mut function = Function::new(FunctionConfig {
        timeout: Duration::from_millis(300),
        ..config()
    });
    let late = function.invoke(&json!({ "do": "hang" })).await.unwrap();
    assert_eq!(late.outcome, InvocationOutcome::TimedOut);
    assert_eq!(function.process_id(), None);
    assert_eq!(answer(&mut function, json!({})).await["invocations"], 1);
}

#[tokio::test]
async fn what_a_function_writes_is_kept() {
    let mut function = Function::new(config());
    answer(&mut function, json!({})).await;
    let mut log = function.stop().await;
    log.sort();
    assert_eq!(log, ["standard error", "standard output"]);
}

#[tokio::test]
async fn a_function_that_does_not_start_has_crashed() {
    let mut failing = config();
    failing
        .environment
        .insert("FAIL_TO_START".to_owned(), "1".to_owned());
    let mut function = Function::new(failing);
    let crashed = function.invoke(&json!({})).await.unwrap();
    assert_eq!(
        crashed.outcome,
        InvocationOutcome::Crashed {
            status: "exit status: 3".to_owned()
        }
    );
    assert_eq!(function.stop().await, ["cannot start"]);

    let mut nothing = Function::new(FunctionConfig {
        binary: PathBuf::from("/nonexistent/function"),
        ..config()
    });
    let error = nothing.invoke(&json!({})).await.unwrap_err();
    assert!(matches!(error, StartError::Binary { .. }), "{error}");
}

#[tokio::test]
async fn the_process_ends_with_the_function() {
    let mut function = Function::new(config());
    answer(&mut function, json!({})).await;
    let process = PathBuf::from(format!("/proc/{}", function.process_id().unwrap()));
    assert!(process.exists());
    drop(function);
    // The runtime reaps it in the background.
    while process.exists() && !is_zombie(&process) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn is_zombie(process: &std::path::Path) -> bool {
    std::fs::read_to_string(process.join("stat")).is_ok_and(|stat| stat.contains(") Z "))
}
