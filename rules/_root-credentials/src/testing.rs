//! A table for the tests of rules that decide by which credentials the root user has.

use config_rule::Verdict;

use crate::RootCredentials;

/// Checks a decision by rows of a case, what exists (`password`, `key`, `certificate`, `mfa`), the
/// compliance type, and what the annotation says.
///
/// # Panics
///
/// When a row doesn't hold.
pub fn check(decide: fn(RootCredentials) -> Verdict, table: &str) {
    for [case, existing, compliance, says] in case_table::rows(table) {
        let mut words: Vec<&str> = existing.split_whitespace().collect();
        let mut exists = |name| {
            let count = words.len();
            words.retain(|word| *word != name);
            words.len() < count
        };
        let root = RootCredentials {
            password: exists("password"),
            access_keys: exists("key"),
            signing_certificates: exists("certificate"),
            mfa: exists("mfa"),
        };
        assert!(words.is_empty(), "{case}: {words:?}");
        let verdict = decide(root);
        assert_eq!(verdict.compliance.name(), compliance, "{case}");
        let annotation = verdict.annotation.to_string();
        assert!(annotation.contains(says), "{case}: {annotation}");
    }
}
