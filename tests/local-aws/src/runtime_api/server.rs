//! The Runtime API that one process polls.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::config::FunctionConfig;
use super::invocation::InvocationOutcome;
use crate::http::{Answer, Reply, Request, Server};

/// The server; it stops when this is dropped.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    server: Server,
    shared: Arc<Shared>,
    events: mpsc::UnboundedSender<Event>,
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

/// The body of an error report.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ErrorReport {
    error_type: String,
    error_message: String,
}

impl RuntimeApi {
    pub(super) async fn start(config: &FunctionConfig) -> io::Result<Self> {
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
        Ok(Self {
            server: Server::start(0, handler).await?,
            shared,
            events,
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// When the function polled for its first event.
    pub(super) fn first_poll(&self) -> Option<Instant> {
        self.shared.first_poll.get().copied()
    }

    /// Has an event waiting for the function's next poll. Returns how it will end, and that the
    /// function has taken it.
    pub(super) fn send(
        &self,
        number: u64,
        body: String,
    ) -> (oneshot::Receiver<InvocationOutcome>, oneshot::Receiver<()>) {
        let request_id = format!("00000000-0000-4000-8000-{number:012}");
        let (answer, answered) = oneshot::channel();
        let (taken, was_taken) = oneshot::channel();
        *lock(&self.shared.expected) = Some(Expected {
            request_id: request_id.clone(),
            answer,
        });
        // It fails only when the server is gone, which the process's end shows.
        let _ = self.events.send(Event {
            request_id,
            body,
            taken,
        });
        (answered, was_taken)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
                                error_message: format!("the response must be JSON: {error}"),
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
