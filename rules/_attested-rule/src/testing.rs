//! Documents for tests of rules that read one.

#![allow(clippy::unwrap_used, reason = "this is how a test fails")]

use attestation::{AccountKind, Scope};
use serde_json::{Value, json};

use crate::Document;
use crate::document::Found;
use crate::stored::Stored;

/// A rule's shared document with these claims, as an account of this kind finds it a day later.
///
/// # Panics
///
/// Never: the account has an id, and the time is one.
#[must_use]
pub fn document(rule: &'static str, kind: AccountKind, claims: &Value) -> Document {
    let document = json!({
        "schemaVersion": 1,
        "attestedAt": "2026-10-01T09:00:00Z",
        "attestedBy": ["Ana Ruiz", "Bo Lind"],
        "evidence": "https://wiki.example.com/evidence",
        "claims": claims,
    });
    Document {
        rule,
        kind,
        scopes: Scope::in_order(&"111111111111".parse().unwrap(), kind),
        found: Some(Found {
            scope: Scope::shared(kind),
            value: Stored::Text(document.to_string()),
        }),
        now: "2026-10-02T09:00:00Z".parse().unwrap(),
    }
}
