//! A stand-in for Lambda and AWS Config around the real rule binaries, and an embedded AWS
//! organization behind AWS's own protocols.
//!
//! ```text
//! scenario file ── Scenario ── Organization ──────── engine::evaluate ── RuleRun per account and rule
//!                              (AWS endpoint,         (one process each,
//!                               AWS Config)            Runtime API)
//! ```
//!
//! - [`Scenario`]: the organization, from a TOML file ([`scenario`] has the language).
//! - [`Organization`]: the running endpoint. It issues credentials, makes AWS Config's events,
//!   takes evaluations, and records every call.
//! - [`engine::evaluate`]: runs rules in accounts and returns the outcome of each.
//! - [`reevaluate_on_request`]: runs them again when a client asks AWS Config to.
//! - [`runtime_api::Function`]: one function under the Runtime API, for tests that send their own
//!   events.
//! - [`quota`]: AWS's throttling.
//! - [`Case`]: a rule's case file, which is a test and a page of documentation at once.
//!
//! ```no_run
//! # use std::{sync::Arc, time::Duration};
//! # use local_aws::{Organization, Scenario, engine};
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let scenario = Scenario::from_file("conformance-pack/sample-organization.toml")?;
//! let organization = Arc::new(Organization::start(scenario).await?);
//! let rule = engine::RunnableRule::new(
//!     "root-mfa-enabled",
//!     "target/debug/root-mfa-enabled",
//!     Duration::from_secs(60),
//! );
//! let runs = engine::evaluate(&organization, &[rule], &engine::Options::default(), |progress| {
//!     eprintln!("{} of {}", progress.done, progress.total);
//! })
//! .await?;
//! # Ok(())
//! # }
//! ```
//!
//! It is independent of how the rules read AWS: it shares no code with them and links no AWS SDK,
//! and it implements the protocols itself, so a wrong field name on one side is noticed.

mod aws;
mod calls;
mod case;
pub mod engine;
mod forward;
mod http;
mod live;
mod operations;
mod organization;
pub mod quota;
mod reevaluation;
pub mod runtime_api;
pub mod scenario;
pub mod tls;

pub use aws::{
    Call, Caller, Credentials, Evaluation, EvaluationRequest, FunctionId, PackRule, Permissions,
    Principal, Query,
};
pub use calls::{repeated, slowest_chain};
pub use case::{Case, Expect, Promise};
pub use forward::{Forward, Forwarded, ForwardedAnswer};
pub use live::LiveAccount;
pub use operations::OPERATIONS;
pub use organization::{FunctionIdentity, Notification, Organization};
pub use reevaluation::reevaluate_on_request;
pub use scenario::{AccountId, AccountKind, Fault, FaultKind, Scenario, ScenarioError};
