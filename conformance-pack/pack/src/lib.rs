//! What `cargo pack` does for those who use the pack, and what its contributors' part, `xtask`,
//! shares with it.

pub mod attest;
pub mod aws;
pub mod closest;
pub mod command_line;
pub mod contributor;
pub mod error;
pub mod evaluate;
pub mod foreign;
pub mod package;
pub mod phone_digest;
pub mod progress;
pub mod project;
pub mod report;
mod serve;
pub mod tool;
