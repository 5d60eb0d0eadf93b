//! What every rule needs to be a custom rule of AWS Config.
//!
//! A rule implements [`ConfigRule`]: it *gathers* facts from AWS and *decides* on them, and
//! the decision is a pure function. [`serve`] does the rest: it takes the events of
//! AWS Config, reads the rule's parameters, keeps to the invocation's time, reports
//! the verdict by `PutEvaluations` and writes one log line for each evaluation.
//!
//! Source: AWS Config Developer Guide, "Components of an AWS Config rule" and
//! "Example events for AWS Config rules".

mod arn;
mod aws;
mod deadline;
mod error;
mod event;
mod https;
mod log;
mod pages;
mod parameters;
mod patience;
mod read;
mod reader_role;
mod report;
mod rule;
mod serve;
mod session;
mod subject;
#[cfg(feature = "testing")]
pub mod testing;
mod trust;
mod verdict;

pub use account::{AccountId, AccountKind, Partition};
pub use aws::{Aws, Later, ServeError};
pub use config_rule_macros::{Parameters, metadata};
pub use error::EvaluationError;
pub use pages::Pages;
pub use parameters::{
    CommaSeparated, GivenParameters, ParameterError, ParameterSpec, ParameterValue, Parameters,
    UnknownName,
};
pub use read::{DeniedBy, ReadError};
pub use rule::{ConfigRule, Metadata};
pub use serve::serve;
pub use session::session_credentials;
pub use subject::{Membership, Organization, Subject};
pub use verdict::{Annotation, Compliance, Verdict};
