//! An AWS account, as every part of this project means it: its ID, its partition, and what
//! it is to its organization.

mod id;
mod kind;
mod partition;

pub use id::{AccountId, InvalidAccountId};
pub use kind::AccountKind;
pub use partition::Partition;
