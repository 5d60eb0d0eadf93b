//! What must hold for any input to the parsers. Each function takes bytes as they come from the
//! wire or from people, and panics if an invariant doesn't hold.
//!
//! These functions are used by the property tests of this package, which run with all tests, and by
//! the fuzz targets in `tests/fuzz`, which need a nightly toolchain.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "an invariant that doesn't hold ends a test or a fuzz run"
)]

mod addresses;
mod documents;
mod events;
// The rule with one claim of each type, and a good document for it.
#[path = "../../../rules/_attestation/tests/made_up/mod.rs"]
mod made_up;
mod policies;
mod records;
mod spoken;

pub use addresses::{email_address, phone_digest, phone_number};
pub use documents::{attestation, use_record};
pub use events::{event, parameters};
pub use policies::policy;
pub use records::{cloudtrail_record, credential_report};

/// A parser: its name, which is also the name of its fuzz target, its invariant, and valid inputs
/// to start from.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub holds: fn(&[u8]),
    pub seeds: fn() -> Vec<String>,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target {
        name: "attestation",
        holds: attestation,
        seeds: documents::attestations,
    },
    Target {
        name: "cloudtrail_record",
        holds: cloudtrail_record,
        seeds: records::cloudtrail_records,
    },
    Target {
        name: "credential_report",
        holds: credential_report,
        seeds: records::credential_reports,
    },
    Target {
        name: "email_address",
        holds: email_address,
        seeds: addresses::email_addresses,
    },
    Target {
        name: "event",
        holds: event,
        seeds: events::events,
    },
    Target {
        name: "parameters",
        holds: parameters,
        seeds: events::parameter_texts,
    },
    Target {
        name: "phone_digest",
        holds: phone_digest,
        seeds: addresses::phone_digests,
    },
    Target {
        name: "phone_number",
        holds: phone_number,
        seeds: addresses::phone_numbers,
    },
    Target {
        name: "policy",
        holds: policy,
        seeds: policies::policies,
    },
    Target {
        name: "use_record",
        holds: use_record,
        seeds: documents::use_records,
    },
];
