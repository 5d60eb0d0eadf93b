//! Actions that a denial exempts, and statements that still deny them.

use crate::support::{attached_to_root, document, judge_exempting, level};
use crate::{
    DENY_ROOT, at, denied, denied_but, denied_together, exempted_actions, exempted_resources,
    judge_apart, judge_statements, partial, together,
};
use case_table::rows;
use service_control_policy::{Decision, DenialCause};

/// The Organizations User Guide, best practices for member accounts.
const ALL_BUT_BUCKET_POLICIES: &str = r#"{"Effect":"Deny",
    "NotAction":["s3:GetBucketPolicy","s3:PutBucketPolicy","s3:DeleteBucketPolicy"],
    "Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#;
const BUCKET_POLICIES: [&str; 3] = [
    "s3:GetBucketPolicy",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
];

fn judge_exempting_bucket_policies(statements: &str) -> Decision {
    judge_exempting(attached_to_root(&[&document(statements)]), &BUCKET_POLICIES)
}

/// The same for a denial of all actions except these.
fn judge_all_but(not_action: &str) -> Decision {
    judge_exempting_bucket_policies(&format!(
        r#"{{"Effect":"Deny","NotAction":{not_action},"Resource":"*"}}"#
    ))
}

fn by_test1() -> DenialCause {
    DenialCause::Policy(at("r-exam", "p-test1"))
}

#[test]
fn the_actions_that_are_left_are_named() {
    assert_eq!(
        judge_exempting_bucket_policies(ALL_BUT_BUCKET_POLICIES),
        denied_but(by_test1(), &BUCKET_POLICIES)
    );
    assert_eq!(
        judge_statements(ALL_BUT_BUCKET_POLICIES),
        partial(&[exempted_actions(&BUCKET_POLICIES)]),
        "without an exemption",
    );
    for (not_action, left) in [
        (r#""s3:GetBucketPolicy""#, &["s3:GetBucketPolicy"][..]),
        (
            r#"["S3:putbucketpolicy","s3:DELETEBUCKETPOLICY"]"#,
            &["S3:putbucketpolicy", "s3:DELETEBUCKETPOLICY"],
        ),
        (
            r#"["s3:GetBucketPolicy","S3:getbucketpolicy"]"#,
            &["s3:GetBucketPolicy"],
        ),
    ] {
        assert_eq!(
            judge_all_but(not_action),
            denied_but(by_test1(), left),
            "{not_action}"
        );
    }
}

#[test]
fn nothing_is_left_of_what_is_denied_otherwise() {
    assert_eq!(
        judge_exempting_bucket_policies(DENY_ROOT),
        denied(by_test1())
    );
    let s3 = r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#;
    let both = format!("{ALL_BUT_BUCKET_POLICIES},{s3}");
    assert_eq!(
        judge_exempting_bucket_policies(&both),
        denied_together(&["p-test1"])
    );
    let one = r#"{"Effect":"Deny","Action":"s3:GetBucketPolicy","Resource":"*"}"#;
    let both = format!("{ALL_BUT_BUCKET_POLICIES},{one}");
    assert_eq!(
        judge_exempting_bucket_policies(&both),
        denied_but(by_test1(), &BUCKET_POLICIES[1..])
    );
    // A level that allows none of it.
    let only = document(r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#);
    let mut path = attached_to_root(&[&document(ALL_BUT_BUCKET_POLICIES)]);
    path[1] = level("ou-exam-11111111", &[("p-test2", &only)]);
    assert_eq!(
        judge_exempting(path, &BUCKET_POLICIES),
        denied(DenialCause::NothingLeft)
    );
}

#[test]
fn one_more_exempted_action_is_named() {
    // By the third, AWS may add an action of such a name.
    let table = r#"
        ["s3:GetBucketPolicy","s3:PutBucketPolicy","s3:DeleteBucketPolicy","iam:CreateServiceLinkedRole"] | iam:CreateServiceLinkedRole
        ["s3:GetBucketPolicy","s3:GetBucketPolicyStatus"] | s3:GetBucketPolicyStatus
        "s3:*BucketPolicy" | s3:*BucketPolicy
        ["s3:GetBucketPolicy","s3:?etBucketPolicy"] | s3:?etBucketPolicy
        ["s3:GetBucketPolicy*"] | s3:GetBucketPolicy*
        "s3:*" | s3:*
        "*:PutBucketPolicy" | *:PutBucketPolicy
        ["s3express:GetBucketPolicy","s3:PutBucketPolicy"] | s3express:GetBucketPolicy
    "#;
    for [not_action, more] in rows(table) {
        let expected = partial(&[exempted_actions(&[more])]);
        assert_eq!(judge_all_but(not_action), expected, "{not_action}");
    }
}

#[test]
fn a_wildcard_in_an_exemption_covers_the_actions_that_the_policies_name() {
    let policy = document(ALL_BUT_BUCKET_POLICIES);
    for exempted in [&["s3:*BucketPolicy"][..], &["s3:*", "support:*"]] {
        assert_eq!(
            judge_exempting(attached_to_root(&[&policy]), exempted),
            denied_but(by_test1(), &BUCKET_POLICIES)
        );
    }
    let wide = document(r#"{"Effect":"Deny","NotAction":"s3:*","Resource":"*"}"#);
    assert_eq!(
        judge_exempting(attached_to_root(&[&wide]), &["s3:*", "support:*"]),
        denied_but(by_test1(), &["s3:*"])
    );
}

#[test]
fn denials_that_leave_exempted_actions_together() {
    let all_but =
        |actions: &str| format!(r#"{{"Effect":"Deny","NotAction":[{actions}],"Resource":"*"}}"#);
    let policies = [
        document(&all_but(r#""s3:GetBucketPolicy","iam:*""#)),
        document(&all_but(r#""s3:GetBucketPolicy","ec2:*""#)),
    ];
    let path = attached_to_root(&[&policies[0], &policies[1]]);
    assert_eq!(
        judge_exempting(path, &BUCKET_POLICIES),
        denied_but(together(&["p-test1", "p-test2"]), &["s3:GetBucketPolicy"])
    );
}

const ALL_BUT_MFA: &str = r#"{"Effect":"Deny","NotAction":["iam:EnableMFADevice","iam:CreateVirtualMFADevice"],"Resource":"*"}"#;

#[test]
fn exempted_actions_that_are_allowed_by_the_caller_are_fine() {
    let policy = document(ALL_BUT_MFA);
    let judge = |exempted: &[&str]| judge_exempting(attached_to_root(&[&policy]), exempted);
    assert_eq!(
        judge(&["iam:enablemfadevice", "IAM:Create*"]),
        denied_but(
            by_test1(),
            &["iam:EnableMFADevice", "iam:CreateVirtualMFADevice"]
        )
    );
    assert_eq!(
        judge(&["iam:*"]),
        denied_but(
            by_test1(),
            &["iam:EnableMFADevice", "iam:CreateVirtualMFADevice"]
        )
    );
    assert_eq!(
        judge(&["iam:EnableMFADevice"]),
        partial(&[exempted_actions(&["iam:CreateVirtualMFADevice"])]),
    );
}

#[test]
fn another_denial_covers_what_one_exempts() {
    let iam = r#"{"Effect":"Deny","Action":"iam:*MFA*","Resource":"*"}"#;
    assert_eq!(
        judge_apart(&[ALL_BUT_MFA, iam]),
        denied_together(&["p-test1", "p-test2"])
    );
    let enable = r#"{"Effect":"Deny","Action":"iam:EnableMFADevice","Resource":"*"}"#;
    assert_eq!(
        judge_apart(&[ALL_BUT_MFA, enable]),
        partial(&[exempted_actions(&["iam:CreateVirtualMFADevice"])]),
    );
}

#[test]
fn a_denial_that_may_not_apply_covers_nothing() {
    let with_mfa = r#"{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#;
    let exempted = exempted_actions(&["iam:EnableMFADevice", "iam:CreateVirtualMFADevice"]);
    assert_eq!(judge_apart(&[ALL_BUT_MFA, with_mfa]), partial(&[exempted]));
}

#[test]
fn two_exemptions_without_anything_in_common_leave_nothing() {
    let but =
        |action: &str| format!(r#"{{"Effect":"Deny","NotAction":"{action}","Resource":"*"}}"#);
    assert_eq!(
        judge_apart(&[&but("iam:*"), &but("support:*")]),
        denied_together(&["p-test1", "p-test2"])
    );
    assert_eq!(
        judge_apart(&[&but("iam:*User"), &but("iam:Get*")]),
        partial(&[exempted_actions(&["iam:*User"])]),
        "iam:GetUser is in both",
    );
}

#[test]
fn statements_of_one_policy_cover_together() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","NotAction":"iam:*","Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#,
    );
    assert_eq!(verdict, denied_together(&["p-test1"]));
}

#[test]
fn policies_that_are_not_needed_are_not_named() {
    let but_iam = r#"{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}"#;
    let s3 = r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#;
    let iam = r#"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#;
    assert_eq!(
        judge_apart(&[s3, but_iam, iam]),
        denied_together(&["p-test2", "p-test3"])
    );
}

#[test]
fn both_exemptions_are_named_actions_first() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","NotAction":"iam:*","NotResource":"arn:aws:s3:::logs",
            "Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#,
    );
    assert_eq!(
        verdict,
        partial(&[
            exempted_actions(&["iam:*"]),
            exempted_resources(&["arn:aws:s3:::logs"])
        ]),
    );
}

#[test]
fn the_closest_statement_is_reported() {
    let verdict = judge_apart(&[
        r#"{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#,
        r#"{"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#,
        r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#,
    ]);
    assert_eq!(verdict, partial(&[exempted_actions(&["iam:*"])]));
}
