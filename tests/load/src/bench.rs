//! Measures a function: start, evaluations, memory, and what it calls.
//!
//! All figures in a table come from one run on one machine. The functions take turns, round by
//! round, so that other load on the machine affects all of them alike.

mod figure;
mod rounds;
mod sample;

pub use figure::Figure;
pub use rounds::{Extent, Measured, Subject, rounds};
pub use sample::{BenchError, Conditions, Network, Sample, sample};
