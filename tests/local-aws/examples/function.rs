//! A tiny Lambda function that does what its event tells it, for the tests of the Runtime API.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if std::env::var_os("FAIL_TO_START").is_some() {
        eprintln!("cannot start");
        std::process::exit(3);
    }
    let mut invocations = 0;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        invocations += 1;
        handle(event, invocations)
    }))
    .await
}

async fn handle(event: LambdaEvent<Value>, invocations: u32) -> Result<Value, Error> {
    let (event, context) = event.into_parts();
    println!("standard output");
    eprintln!("standard error");
    match event["do"].as_str() {
        Some("exit") => std::process::exit(7),
        Some("hang") => std::future::pending().await,
        Some("fail") => Err(Error::from("it went wrong")),
        _ => {
            let environment: serde_json::Map<String, Value> = std::env::vars()
                .map(|(name, value)| (name, Value::from(value)))
                .collect();
            Ok(json!({
                "invocations": invocations,
                "requestId": context.request_id,
                "arn": context.invoked_function_arn,
                "deadline": context.deadline,
                "functionName": context.env_config.function_name,
                "memory": context.env_config.memory,
                "environment": environment,
                "event": event,
            }))
        }
    }
}
