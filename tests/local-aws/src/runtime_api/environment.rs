//! Lambda's execution environment: the function's process, and what it may know.

use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use super::config::FunctionConfig;
use super::invocation::InvocationOutcome;
use super::server::RuntimeApi;

/// Lambda gives a function this long to poll for its first event.
const INIT_LIMIT: Duration = Duration::from_secs(10);

/// The process could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The binary does not run.
    #[error("cannot start {}: {source}", binary.display())]
    Binary {
        /// The binary.
        binary: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The Runtime API has no port to listen on.
    #[error("cannot serve the Runtime API: {0}")]
    Listen(io::Error),
}

/// Lambda's execution environment: one process and the Runtime API that it polls.
#[derive(Debug)]
pub(super) struct Environment {
    child: Child,
    log_readers: [JoinHandle<()>; 2],
    started: Instant,
    runtime_api: RuntimeApi,
}

impl Environment {
    pub(super) async fn start(
        config: &FunctionConfig,
        logs: Arc<Mutex<Vec<String>>>,
    ) -> Result<Self, StartError> {
        let runtime_api = RuntimeApi::start(config)
            .await
            .map_err(StartError::Listen)?;
        let started = Instant::now();
        let mut child = Command::new(&config.binary)
            .env_clear()
            .envs(&config.environment)
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api.address().to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", config.name())
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env(
                "AWS_LAMBDA_LOG_GROUP_NAME",
                format!("/aws/lambda/{}", config.name()),
            )
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "local")
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .env("_HANDLER", "bootstrap")
            .env("LAMBDA_TASK_ROOT", "/var/task")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| StartError::Binary {
                binary: config.binary.clone(),
                source,
            })?;
        let log_readers = [
            tokio::spawn(read_lines(child.stdout.take(), Arc::clone(&logs))),
            tokio::spawn(read_lines(child.stderr.take(), logs)),
        ];
        Ok(Self {
            child,
            log_readers,
            started,
            runtime_api,
        })
    }

    pub(super) fn init(&self) -> Option<Duration> {
        let first_poll = self.runtime_api.first_poll()?;
        Some(first_poll.duration_since(self.started))
    }

    pub(super) fn process_id(&self) -> Option<u32> {
        self.child.id()
    }

    pub(super) async fn invoke(
        &mut self,
        config: &FunctionConfig,
        body: String,
        number: u64,
    ) -> (InvocationOutcome, Duration) {
        let (mut answered, was_taken) = self.runtime_api.send(number, body);

        let mut began = Instant::now();
        let init = async {
            // A function that fails while it starts receives no event.
            if was_taken.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let outcome = tokio::select! {
            biased;
            outcome = &mut answered => Some(outcome),
            () = init => None,
            status = self.child.wait() => {
                return (answered.try_recv().unwrap_or_else(|_| crashed(status)), began.elapsed());
            }
            () = tokio::time::sleep(INIT_LIMIT) => {
                return (InvocationOutcome::TimedOut, began.elapsed());
            }
        };
        let outcome = match outcome {
            Some(outcome) => outcome,
            None => {
                began = Instant::now();
                tokio::select! {
                    biased;
                    outcome = &mut answered => outcome,
                    status = self.child.wait() => {
                        Ok(answered.try_recv().unwrap_or_else(|_| crashed(status)))
                    }
                    () = tokio::time::sleep(config.timeout) => Ok(InvocationOutcome::TimedOut),
                }
            }
        };
        let outcome = outcome.unwrap_or_else(|_| InvocationOutcome::Crashed {
            status: "the Runtime API stopped".to_owned(),
        });
        (outcome, began.elapsed())
    }

    /// Ends the process and waits until all its output is read.
    pub(super) async fn stop(mut self) {
        // It may have ended by itself.
        let _ = self.child.kill().await;
        for reader in self.log_readers {
            let _ = reader.await;
        }
    }
}

fn crashed(status: io::Result<ExitStatus>) -> InvocationOutcome {
    InvocationOutcome::Crashed {
        status: match status {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        },
    }
}

async fn read_lines(pipe: Option<impl AsyncRead + Unpin>, logs: Arc<Mutex<Vec<String>>>) {
    let Some(pipe) = pipe else { return };
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    // Bytes, because a function's output need not be text.
    while let Ok(1..) = reader.read_until(b'\n', &mut line).await {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        logs.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(text);
        line.clear();
    }
}
