//! A rule's metadata: what `rules/<rule name>/rule.toml` says, read once and checked.
//!
//! Everything that is generated (conformance packs, documentation, the list of rules
//! for the CDK, a rule's typed parameters at compile time) comes from these types, so
//! that nothing about a rule is written twice.

mod claim;
mod error;
mod framework;
mod parameter;
mod permission;
mod rule;
mod workspace;

pub use account::AccountKind;
pub use claim::{ChoiceValue, Claim, ClaimType, Presence};
pub use error::MetadataError;
pub use framework::{Mapping, split_requirement};
pub use parameter::{ON_UNREADABLE, Parameter, ParameterType, common_parameters};
pub use permission::Permissions;
pub use rule::{Frequency, MAX_NAME_LENGTH, Rule, Severity};
pub use workspace::{RuleFolder, discover};
