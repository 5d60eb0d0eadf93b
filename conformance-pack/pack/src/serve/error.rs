use std::io;

use crate::error::PackError;

/// Why an organization can't be served.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServeError {
    #[error(
        "`cargo pack serve` serves a described organization only: to see how your own account \
         stands, use `cargo pack evaluate --live`, or ask AWS Config there with your own profile"
    )]
    Live,
    #[error(
        "127.0.0.1 has no free port {port} ({source}): end what uses it, or give another one with \
         --port"
    )]
    Port { port: u16, source: io::Error },
    #[error(
        "`cargo pack serve` already runs in this checkout: use it, or end it with Ctrl-C in its \
         terminal"
    )]
    Runs,
    #[error(
        "`cargo pack serve` does not run in this checkout: start it in another terminal and leave \
         it running"
    )]
    NotRunning,
    #[error(
        "`cargo pack serve` is still evaluating the organization: try again once it prints the \
         profiles"
    )]
    Evaluating,
    #[error("Ctrl-C can't be waited for: {0}")]
    Interrupt(#[source] io::Error),
}

impl From<ServeError> for PackError {
    fn from(error: ServeError) -> Self {
        Self::command(error)
    }
}
