//! What functions cost, and how the evaluations of a whole organization use AWS's quotas.

pub mod bench;
pub mod simulation;
