//! What people attest, as documents that can be judged.
//!
//! A process that no API shows (who keeps a password, whether access was reviewed) is attested by a
//! JSON document with two or more names, a link to evidence and an expiry. A use of the root user
//! is recorded the same way. This crate defines these documents: where they are kept, what they
//! must say, and whether they are still valid. It makes no calls: it is given the text, the
//! account's kind and the time.
//!
//! A rule's claims are data, the `[[claims]]` of its rule.toml. One engine judges all of them, and
//! the JSON Schemas, templates and tables for people are made from the same lines.

mod assessment;
mod attestation;
mod claim;
mod day;
mod flaw;
mod json;
mod link;
mod moment;
mod people;
mod schema;
mod scope;
mod template;
mod use_record;

pub use account::{AccountId, AccountKind};
pub use assessment::{Assessment, EXPIRY_NOTICE_DAYS};
pub use attestation::{Attestation, Demand, Expiry, MAX_DOCUMENT_BYTES};
pub use claim::{Answer, Answers, Digest};
pub use day::day_of;
pub use flaw::{Flaw, Problem};
pub use json::without_mark;
pub use link::Link;
pub use moment::CLOCK_TOLERANCE;
pub use people::People;
pub use rule_metadata::{ChoiceValue, Claim, ClaimType, Presence};
pub use schema::{claims_table, schemas};
pub use scope::{InvalidScope, Scope, attestations_path, use_path, uses_path};
pub use template::{attestation_template, use_record_template};
pub use use_record::{Purpose, UseRecord};
