//! What the levels of a path allow, and where a denial is attached.

use crate::support::{ACCOUNT, FULL_ACCESS, account, attached_to_root, document, judge, level};
use crate::{DENY_ROOT, at, denied, denied_by, nothing_denies_root};
use service_control_policy::{Decision, DenialCause, InForce, Problem, Reason, evaluate};

#[test]
fn a_policy_type_that_is_not_enabled_denies_nothing() {
    assert_eq!(
        evaluate(&account(), &InForce::Disabled, &[]),
        Decision::NotDenied(Reason::PolicyTypeDisabled),
    );
}

#[test]
fn a_denial_counts_at_every_level_with_five_ous() {
    let full = ("p-FullAWSAccess", FULL_ACCESS);
    let deny_root = document(DENY_ROOT);
    let ids = [
        "r-exam",
        "ou-exam-1",
        "ou-exam-2",
        "ou-exam-3",
        "ou-exam-4",
        "ou-exam-5",
        ACCOUNT,
    ];
    for with_denial in ids {
        let path = ids
            .iter()
            .map(|id| match *id == with_denial {
                true => level(id, &[full, ("p-test1", &deny_root)]),
                false => level(id, &[full]),
            })
            .collect();
        assert_eq!(judge(path), denied_by(with_denial, "p-test1"));
    }
}

#[test]
fn nothing_but_full_access_denies_nothing() {
    assert_eq!(judge(attached_to_root(&[])), nothing_denies_root());
}

#[test]
fn a_level_without_any_policy_allows_nothing() {
    let mut levels = attached_to_root(&[]);
    levels[1].policies.clear();
    let level = "ou-exam-11111111".to_owned();
    assert_eq!(judge(levels), denied(DenialCause::NothingAllowed { level }));
}

#[test]
fn a_level_that_allows_only_other_principals_allows_root_nothing() {
    let but_root = document(
        r#"{"Effect":"Allow","Action":"*","Resource":"*",
            "Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#,
    );
    let mut levels = attached_to_root(&[]);
    levels[2] = level(ACCOUNT, &[("p-test1", &but_root)]);
    let id = ACCOUNT.to_owned();
    assert_eq!(
        judge(levels.clone()),
        denied(DenialCause::NothingAllowed { level: id })
    );

    levels[2] = level(
        ACCOUNT,
        &[("p-test1", &but_root), ("p-FullAWSAccess", FULL_ACCESS)],
    );
    assert_eq!(judge(levels), nothing_denies_root());
}

#[test]
fn a_level_whose_allowance_depends_on_the_request_may_allow_root() {
    let with_mfa = document(
        r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#,
    );
    let mut levels = attached_to_root(&[]);
    levels[1] = level("ou-exam-11111111", &[("p-test1", &with_mfa)]);
    assert_eq!(judge(levels), nothing_denies_root());
}

#[test]
fn a_level_with_an_unreadable_policy_is_not_taken_to_allow_nothing() {
    let mut levels = attached_to_root(&[]);
    levels[1] = level("ou-exam-11111111", &[("p-test1", "not JSON")]);
    let because = Some((at("ou-exam-11111111", "p-test1"), Problem::Document));
    assert_eq!(
        judge(levels),
        Decision::NotDenied(Reason::NothingDeniesRoot(because))
    );
}

#[test]
fn levels_that_allow_nothing_in_common_deny() {
    let only = |action: &str| {
        document(&format!(
            r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#
        ))
    };
    let mut levels = attached_to_root(&[]);
    levels[0] = level("r-exam", &[("p-test1", &only("s3:*"))]);
    levels[2] = level(ACCOUNT, &[("p-test2", &only("ec2:*"))]);
    assert_eq!(judge(levels.clone()), denied(DenialCause::NothingLeft));
    levels[2] = level(ACCOUNT, &[("p-test2", &only("*:List*"))]);
    assert_eq!(judge(levels), nothing_denies_root());
}

#[test]
fn what_a_level_allows_and_another_denies_is_denied() {
    let only = document(r#"{"Effect":"Allow","Action":["iam:*","sts:*"],"Resource":"*"}"#);
    let denial = document(
        r#"{"Effect":"Deny","Action":["IAM:*","STS:*"],"Resource":"*",
            "Condition":{"StringEquals":{"aws:PrincipalType":"Account"}}}"#,
    );
    let mut levels = attached_to_root(&[&denial]);
    levels[1] = level("ou-exam-11111111", &[("p-test2", &only)]);
    assert_eq!(judge(levels), denied(DenialCause::NothingLeft));
}
