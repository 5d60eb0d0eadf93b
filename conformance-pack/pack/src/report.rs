//! What was found in accounts, and the formats to show it in.
//!
//! A [`Report`] has everything to show, wherever it comes from. A format is one module with a
//! function from a report to text, and one variant of [`Format`](output::Format).

mod aggregator;
mod command;
mod csv;
mod finding;
mod html;
pub(crate) mod json;
mod junit;
mod ocsf;
mod oscal;
mod output;
mod reasons;
mod standing;
mod table;
mod trend;

pub(crate) use command::{Arguments, run};
pub(crate) use finding::{Account, Compliance, Finding, LeftOut, Outcome, Report, id, kind};
pub(crate) use output::Output;
pub(crate) use reasons::reasons;
pub(crate) use standing::Standing;
