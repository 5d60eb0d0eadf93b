//! Paths and the verdict on each, one case per test.

#[path = "../support/mod.rs"]
mod support;

mod actions;
mod levels;
mod other_tools;
mod resources;
mod size;
mod statements;

use service_control_policy::{Attachment, Decision, Denial, DenialCause, Reason, Shortfall};
use support::{attached_to_root, document, judge};

pub(crate) const DENY_ROOT: &str = r#"{"Effect":"Deny","Action":"*","Resource":"*",
    "Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#;

pub(crate) fn at(level: &str, policy: &str) -> Attachment {
    Attachment {
        level: level.into(),
        policy: policy.into(),
    }
}

pub(crate) fn denied(by: DenialCause) -> Decision {
    denied_but(by, &[])
}

pub(crate) fn denied_but(by: DenialCause, left: &[&str]) -> Decision {
    let left = owned(left);
    Decision::Denied(Denial { by, left })
}

pub(crate) fn denied_by(level: &str, policy: &str) -> Decision {
    denied(DenialCause::Policy(at(level, policy)))
}

pub(crate) fn denied_together(policies: &[&str]) -> Decision {
    denied(together(policies))
}

pub(crate) fn together(policies: &[&str]) -> DenialCause {
    DenialCause::Policies(policies.iter().map(|policy| at("r-exam", policy)).collect())
}

pub(crate) fn partial(shortfalls: &[Shortfall]) -> Decision {
    Decision::NotDenied(Reason::Partial {
        closest: at("r-exam", "p-test1"),
        shortfalls: shortfalls.to_vec(),
    })
}

pub(crate) fn nothing_denies_root() -> Decision {
    Decision::NotDenied(Reason::NothingDeniesRoot(None))
}

pub(crate) fn exempted_actions(patterns: &[&str]) -> Shortfall {
    Shortfall::ExemptedActions(owned(patterns))
}

pub(crate) fn exempted_resources(patterns: &[&str]) -> Shortfall {
    Shortfall::ExemptedResources(owned(patterns))
}

pub(crate) fn condition(operator: &str, key: &str) -> Shortfall {
    Shortfall::Condition {
        operator: operator.into(),
        key: key.into(),
    }
}

pub(crate) fn owned(patterns: &[&str]) -> Vec<String> {
    patterns.iter().map(|pattern| (*pattern).into()).collect()
}

/// The verdict on a path whose organization root has one policy of these statements.
pub(crate) fn judge_statements(statements: &str) -> Decision {
    judge(attached_to_root(&[&document(statements)]))
}

/// The verdict on a path whose organization root has a policy for each of these statements.
pub(crate) fn judge_apart(statements: &[&str]) -> Decision {
    let documents: Vec<String> = statements.iter().map(|text| document(text)).collect();
    judge(attached_to_root(
        &documents.iter().map(String::as_str).collect::<Vec<_>>(),
    ))
}
