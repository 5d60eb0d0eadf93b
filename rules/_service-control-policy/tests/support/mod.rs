//! What the tests over whole paths share.
#![allow(dead_code, clippy::unwrap_used)] // Each test binary uses its part.

pub(crate) mod generate;
pub(crate) mod reference;

use service_control_policy::{Account, ActionPattern, Decision, InForce, Level, Policy, evaluate};
use std::sync::Arc;

pub(crate) const FULL_ACCESS: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

pub(crate) const ACCOUNT: &str = "111111111111";
pub(crate) const ORGANIZATION: &str = "o-exampleorgid";

pub(crate) fn account() -> Account {
    Account {
        partition: "aws".into(),
        id: ACCOUNT.into(),
        organization: ORGANIZATION.into(),
    }
}

/// A policy document of these statements.
pub(crate) fn document(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

pub(crate) fn level(id: &str, policies: &[(&str, &str)]) -> Level {
    let policies = policies
        .iter()
        .map(|(id, document)| Arc::new(Policy::parse(*id, document)))
        .collect();
    Level {
        id: id.into(),
        policies,
    }
}

/// Organization root, one OU and the account, each with full access, and these at the root.
pub(crate) fn attached_to_root(documents: &[&str]) -> Vec<Level> {
    let ids: Vec<String> = (1..=documents.len())
        .map(|n| format!("p-test{n}"))
        .collect();
    let mut policies = vec![("p-FullAWSAccess", FULL_ACCESS)];
    policies.extend(
        ids.iter()
            .map(String::as_str)
            .zip(documents.iter().copied()),
    );
    vec![
        level("r-exam", &policies),
        level("ou-exam-11111111", &[("p-FullAWSAccess", FULL_ACCESS)]),
        level(ACCOUNT, &[("p-FullAWSAccess", FULL_ACCESS)]),
    ]
}

pub(crate) fn judge(levels: Vec<Level>) -> Decision {
    judge_exempting(levels, &[])
}

pub(crate) fn judge_exempting(levels: Vec<Level>, exempted: &[&str]) -> Decision {
    let exempted: Vec<ActionPattern> = exempted
        .iter()
        .map(|action| action.parse().unwrap())
        .collect();
    evaluate(&account(), &InForce::Path(levels), &exempted)
}
