//! What functions cost, and what a whole organization of them does to AWS's quotas.

pub mod bench;
pub mod simulation;
