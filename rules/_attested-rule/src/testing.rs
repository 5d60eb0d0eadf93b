//! Documents for the tests of rules that read one.

#![allow(clippy::panic)]

use attestation::{AccountKind, Scope};
use serde_json::Value;

use crate::Document;
use crate::document::Found;
use crate::stored::Stored;

const ACCOUNT: &str = "111111111111";

/// The shared document of a rule, good but for its claims, as an account of this kind
/// finds it a day later.
///
/// # Panics
///
/// Never: the account has an id.
#[must_use]
pub fn document(rule: &'static str, kind: AccountKind, claims: &Value) -> Document {
    let Ok(account) = ACCOUNT.parse() else {
        panic!("{ACCOUNT} is an account id");
    };
    Document {
        rule,
        kind,
        scopes: Scope::in_order(&account, kind),
        found: Some(Found {
            scope: Scope::shared(kind),
            value: Stored::Text(attestation::testing::document(claims)),
        }),
        now: attestation::testing::now(),
    }
}
