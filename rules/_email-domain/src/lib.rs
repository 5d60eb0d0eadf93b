//! The domain of an email address: which name it is, whether it lies within another,
//! and whether it is a public or a disposable email provider's.
//!
//! Sources: RFC 5321 (addresses), UTS 46 (internationalized names), the Public Suffix
//! List, and the lists of providers that data/README.md names.

mod domain;
mod provider;

pub use domain::Domain;
pub use provider::Provider;
