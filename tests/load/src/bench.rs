//! Measures a function: start, evaluations, memory, and what it calls.
//!
//! All figures of one table come from one run on one machine: functions take turns, round by round,
//! so that whatever else the machine does hits all of them alike.

mod figure;
mod rounds;
mod sample;

pub use figure::Figure;
pub use rounds::{Extent, Measured, Subject, rounds};
pub use sample::{BenchError, Conditions, Network, Sample, sample};
