//! Lambda around one function: starts its binary, serves it the Runtime API (version 2018-06-01)
//! and turns what it answers into a result.
//!
//! As in Lambda, the process stays for the next invocation, is killed at the deadline, and is
//! started anew after it crashed or was killed. Its environment holds what it is given and nothing
//! of the caller's.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::http::{Answer, Reply, Request, Server};

/// Lambda gives a function this long to poll for its first event.
const INIT_LIMIT: Duration = Duration::from_secs(10);

/// What Lambda knows of a function.
#[derive(Debug, Clone)]
pub struct FunctionConfig {
    /// The binary that runs.
    pub binary: PathBuf,
    /// The function's ARN.
    pub arn: String,
    /// How long an invocation may take.
    pub timeout: Duration,
    /// Environment variables besides those that Lambda itself sets for the Runtime API and the
    /// function's name.
    pub environment: BTreeMap<String, String>,
}

impl FunctionConfig {
    fn name(&self) -> &str {
        self.arn.rsplit(':').next().unwrap_or_default()
    }
}

/// A function whose process runs between invocations; it ends when this is dropped.
#[derive(Debug)]
pub struct Function {
    config: FunctionConfig,
    environment: Option<Environment>,
    logs: Arc<Mutex<Vec<String>>>,
    invocations: AtomicU64,
}

/// One invocation and how long it took.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// How it ended.
    pub outcome: InvocationOutcome,
    /// From the moment the function took the event to its answer.
    pub duration: Duration,
    /// From the process's start to its first poll; only for the first event of a process.
    pub init: Option<Duration>,
}

/// How an invocation ended.
#[derive(Debug, Clone, PartialEq)]
pub enum InvocationOutcome {
    /// The function returned this.
    Ok(Value),
    /// The function returned an error.
    Err {
        /// The `errorType` that Lambda shows.
        error_type: String,
        /// The `errorMessage` that Lambda shows.
        error_message: String,
    },
    /// The process ended without an answer.
    Crashed {
        /// How it ended, as the system says it.
        status: String,
    },
    /// The process was killed at the deadline.
    TimedOut,
}

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

impl Function {
    /// A function that starts with its first invocation.
    #[must_use]
    pub fn new(config: FunctionConfig) -> Self {
        Self {
            config,
            environment: None,
            logs: Arc::default(),
            invocations: AtomicU64::new(0),
        }
    }

    /// Sends one event and waits for its end, at the latest at the function's deadline.
    ///
    /// # Errors
    /// When the process can't be started. All that happens inside it is an [`InvocationOutcome`].
    pub async fn invoke(&mut self, event: &Value) -> Result<Invocation, StartError> {
        self.invoke_text(event.to_string()).await
    }

    /// As [`Self::invoke`], with an event that need not be JSON.
    ///
    /// # Errors
    /// When the process can't be started.
    pub async fn invoke_text(&mut self, event: String) -> Result<Invocation, StartError> {
        let number = self.invocations.fetch_add(1, Ordering::Relaxed) + 1;
        let (mut environment, is_new) = match self.environment.take() {
            Some(environment) => (environment, false),
            None => (
                Environment::start(&self.config, Arc::clone(&self.logs)).await?,
                true,
            ),
        };
        let (outcome, duration) = environment.invoke(&self.config, event, number).await;
        let init = environment.init().filter(|_| is_new);
        match outcome {
            InvocationOutcome::Ok(_) | InvocationOutcome::Err { .. } => {
                self.environment = Some(environment);
            }
            InvocationOutcome::Crashed { .. } | InvocationOutcome::TimedOut => {
                environment.stop().await;
            }
        }
        Ok(Invocation {
            outcome,
            duration,
            init,
        })
    }

    /// The process id, while a process waits for its next event.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        self.environment.as_ref()?.child.id()
    }

    /// Ends the process and returns every line it wrote to its standard output and error.
    pub async fn stop(mut self) -> Vec<String> {
        if let Some(environment) = self.environment.take() {
            environment.stop().await;
        }
        std::mem::take(&mut self.logs.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Lambda's execution environment: one process and the Runtime API that it polls.
#[derive(Debug)]
struct Environment {
    child: Child,
    log_readers: [JoinHandle<()>; 2],
    started: Instant,
    shared: Arc<Shared>,
    events: mpsc::UnboundedSender<Event>,
    _server: Server,
}

#[derive(Debug)]
struct Event {
    request_id: String,
    body: String,
    taken: oneshot::Sender<()>,
}

/// What the server's handlers and the invoker share.
#[derive(Debug)]
struct Shared {
    arn: String,
    timeout: Duration,
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Event>>,
    expected: Mutex<Option<Expected>>,
    first_poll: OnceLock<Instant>,
}

#[derive(Debug)]
struct Expected {
    request_id: String,
    answer: oneshot::Sender<InvocationOutcome>,
}

impl Environment {
    async fn start(
        config: &FunctionConfig,
        logs: Arc<Mutex<Vec<String>>>,
    ) -> Result<Self, StartError> {
        let (events, receiver) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            arn: config.arn.clone(),
            timeout: config.timeout,
            events: tokio::sync::Mutex::new(receiver),
            expected: Mutex::new(None),
            first_poll: OnceLock::new(),
        });
        let handler = {
            let shared = Arc::clone(&shared);
            move |request| {
                let shared = Arc::clone(&shared);
                async move { shared.handle(&request).await }
            }
        };
        let server = Server::start(0, handler)
            .await
            .map_err(StartError::Listen)?;
        let started = Instant::now();
        let mut child = Command::new(&config.binary)
            .env_clear()
            .envs(&config.environment)
            .env("AWS_LAMBDA_RUNTIME_API", server.address().to_string())
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
            shared,
            events,
            _server: server,
        })
    }

    fn init(&self) -> Option<Duration> {
        let first_poll = self.shared.first_poll.get()?;
        Some(first_poll.duration_since(self.started))
    }

    async fn invoke(
        &mut self,
        config: &FunctionConfig,
        body: String,
        number: u64,
    ) -> (InvocationOutcome, Duration) {
        let request_id = format!("00000000-0000-4000-8000-{number:012}");
        let (answer, mut answered) = oneshot::channel();
        let (taken, was_taken) = oneshot::channel();
        *lock(&self.shared.expected) = Some(Expected {
            request_id: request_id.clone(),
            answer,
        });
        // It fails only when the server is gone, which the process's end shows just below.
        let _ = self.events.send(Event {
            request_id,
            body,
            taken,
        });

        let mut began = Instant::now();
        let init = async {
            // A function that fails while it starts takes no event.
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

    /// Ends the process and waits until all it wrote is read.
    async fn stop(mut self) {
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

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn read_lines(pipe: Option<impl AsyncRead + Unpin>, logs: Arc<Mutex<Vec<String>>>) {
    let Some(pipe) = pipe else { return };
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    // Bytes, as a function may write what is no text.
    while let Ok(1..) = reader.read_until(b'\n', &mut line).await {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        lock(&logs).push(text);
        line.clear();
    }
}

/// The body of an error report.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ErrorReport {
    error_type: String,
    error_message: String,
}

impl Shared {
    async fn handle(&self, request: &Request) -> Reply {
        let Some(path) = request.path.strip_prefix("/2018-06-01/runtime/") else {
            return refused(404, "UnknownPath", &request.path);
        };
        match (request.method.as_str(), path) {
            ("GET", "invocation/next") => self.next().await,
            ("POST", "init/error") => {
                let expected = lock(&self.expected).take();
                if let Some(expected) = expected {
                    let _ = expected.answer.send(error_outcome(request));
                }
                accepted()
            }
            ("POST", path) => {
                let answer = path
                    .strip_prefix("invocation/")
                    .and_then(|path| path.split_once('/'));
                match answer {
                    Some((request_id, "response")) => match serde_json::from_slice(&request.body) {
                        Ok(value) => self.finish(request_id, InvocationOutcome::Ok(value)),
                        Err(error) => self.finish(
                            request_id,
                            InvocationOutcome::Err {
                                error_type: "Runtime.InvalidResponse".to_owned(),
                                error_message: format!("the response is no JSON: {error}"),
                            },
                        ),
                    },
                    Some((request_id, "error")) => self.finish(request_id, error_outcome(request)),
                    _ => refused(404, "UnknownPath", &request.path),
                }
            }
            (method, _) => refused(405, "MethodNotAllowed", method),
        }
    }

    async fn next(&self) -> Reply {
        self.first_poll.get_or_init(Instant::now);
        let Some(event) = self.events.lock().await.recv().await else {
            return Reply::Cut;
        };
        let deadline = Timestamp::now().as_millisecond()
            + i64::try_from(self.timeout.as_millis()).unwrap_or(i64::MAX / 2);
        // The invoker is gone only when its caller gave up on the invocation.
        let _ = event.taken.send(());
        Reply::Answer(
            Answer::new(200, event.body)
                .with_header("content-type", "application/json")
                .with_header("lambda-runtime-aws-request-id", event.request_id)
                .with_header("lambda-runtime-deadline-ms", deadline.to_string())
                .with_header("lambda-runtime-invoked-function-arn", self.arn.clone())
                .with_header(
                    "lambda-runtime-trace-id",
                    "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0",
                ),
        )
    }

    fn finish(&self, request_id: &str, outcome: InvocationOutcome) -> Reply {
        let mut expected = lock(&self.expected);
        match expected.take() {
            Some(current) if current.request_id == request_id => {
                // The invoker is gone only when its caller gave up on the invocation.
                let _ = current.answer.send(outcome);
                accepted()
            }
            other => {
                *expected = other;
                refused(403, "InvalidRequestID", "Invalid request ID")
            }
        }
    }
}

fn error_outcome(request: &Request) -> InvocationOutcome {
    let report: ErrorReport = serde_json::from_slice(&request.body).unwrap_or_default();
    InvocationOutcome::Err {
        error_type: if report.error_type.is_empty() {
            request
                .header("lambda-runtime-function-error-type")
                .to_owned()
        } else {
            report.error_type
        },
        error_message: report.error_message,
    }
}

fn accepted() -> Reply {
    json(202, &serde_json::json!({ "status": "OK" }))
}

fn refused(status: u16, error_type: &str, message: &str) -> Reply {
    json(
        status,
        &serde_json::json!({ "errorType": error_type, "errorMessage": message }),
    )
}

fn json(status: u16, body: &Value) -> Reply {
    Reply::Answer(
        Answer::new(status, body.to_string()).with_header("content-type", "application/json"),
    )
}
