//! Lambda around one function: starts its binary, serves it the Runtime API (version 2018-06-01)
//! and turns what it answers into a result.
//!
//! As in Lambda, the process stays for the next invocation, is killed at the deadline, and is
//! started anew after it crashed or was killed. Its environment holds what it is given and nothing
//! of the caller's.

mod config;
mod environment;
mod function;
mod invocation;
mod server;

pub use config::FunctionConfig;
pub use environment::StartError;
pub use function::Function;
pub use invocation::{Invocation, InvocationOutcome};
