//! Rules on the default event bus: which events they match, and where they send them.

mod candidate;
mod read;
mod result;

pub(crate) use read::routes;
