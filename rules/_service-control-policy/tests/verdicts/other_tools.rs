//! What other tools got wrong, and where it was reported.

use crate::support::{FULL_ACCESS, attached_to_root, document, judge};
use crate::{
    DENY_ROOT, at, denied_by, exempted_actions, judge_statements, nothing_denies_root, partial,
};
use service_control_policy::{Decision, Policy, Problem, Reason};
use std::sync::Arc;

/// service-control-policy examples#6, landing zone accelerator#16.
#[test]
fn deny_with_not_action_is_not_a_full_denial() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice"],
            "Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":["arn:aws:iam::*:root"]}}}"#,
    );
    let exempted = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"];
    assert_eq!(verdict, partial(&[exempted_actions(&exempted)]));
}

/// terraform-aws-org-scp#3.
#[test]
fn a_statement_without_effect_denies_nothing() {
    let verdict = judge_statements(
        r#"{"Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#,
    );
    let because = Some((at("r-exam", "p-test1"), Problem::NoEffect));
    assert_eq!(
        verdict,
        Decision::NotDenied(Reason::NothingDeniesRoot(because))
    );
}

/// prowler#8091.
#[test]
fn a_policy_without_statement_does_not_break_the_evaluation() {
    let with_denial = [r#"{"Version":"2012-10-17"}"#, &document(DENY_ROOT)];
    assert_eq!(
        judge(attached_to_root(&with_denial)),
        denied_by("r-exam", "p-test2")
    );
    let because = Some((at("r-exam", "p-test1"), Problem::NoStatement));
    assert_eq!(
        judge(attached_to_root(&with_denial[..1])),
        Decision::NotDenied(Reason::NothingDeniesRoot(because)),
    );
}

/// prowler#11727.
#[test]
fn a_single_statement_outside_a_list_is_read() {
    let single = format!(r#"{{"Version":"2012-10-17","Statement":{DENY_ROOT}}}"#);
    assert_eq!(
        judge(attached_to_root(&[&single])),
        denied_by("r-exam", "p-test1")
    );
}

/// cloud-custodian.
#[test]
fn a_policy_is_judged_by_its_text_not_its_name() {
    let mut levels = attached_to_root(&[]);
    levels[0]
        .policies
        .push(Arc::new(Policy::parse("deny-root-user", FULL_ACCESS)));
    assert_eq!(judge(levels), nothing_denies_root());
}

/// cloud-custodian, which read the first page only.
#[test]
fn the_last_of_many_policies_counts() {
    let guardrails =
        document(r#"{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}"#);
    let deny_root = document(DENY_ROOT);
    let documents = [
        &*guardrails,
        &guardrails,
        &guardrails,
        &guardrails,
        &deny_root,
    ];
    assert_eq!(
        judge(attached_to_root(&documents)),
        denied_by("r-exam", "p-test5")
    );
}
