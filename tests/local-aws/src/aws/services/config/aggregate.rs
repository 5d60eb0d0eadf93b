//! What an aggregator of the organization holds. It is in the management account.

pub(super) mod aggregator;
mod group;
pub(super) mod packs;
pub(super) mod rules;
