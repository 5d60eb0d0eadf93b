//! Lambda around one function: starts its binary, serves the Runtime API (version 2018-06-01) to it
//! and turns its answer into a result.
//!
//! As in Lambda, the process stays for the next invocation, is killed at the deadline, and is
//! restarted after it crashed or was killed. Its environment holds only what it is given, and
//! nothing of the caller's.

mod config;
mod environment;
mod function;
mod invocation;
mod server;

pub use config::FunctionConfig;
pub use environment::StartError;
pub use function::Function;
pub use invocation::{Invocation, InvocationOutcome};
