//! Advanced queries: what is recorded of conformance packs, and stored queries.

mod error;
mod expression;
mod parser;
mod resource;
mod result;
pub(super) mod select;
pub(super) mod stored;
#[cfg(test)]
mod tests;
mod token;
