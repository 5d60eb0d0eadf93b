use std::time::Duration;

use serde_json::Value;

/// One invocation and how long it took.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// How it ended.
    pub outcome: InvocationOutcome,
    /// From the moment the function received the event to its answer.
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
        /// The system's exit status.
        status: String,
    },
    /// The process was killed at the deadline.
    TimedOut,
}
