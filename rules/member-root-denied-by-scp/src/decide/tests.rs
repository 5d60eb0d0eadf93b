use std::sync::Arc;

use config_rule::Compliance::{self, Compliant, NonCompliant};
use service_control_policy::{Level, Policy};

use super::*;

const FULL_ACCESS: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

/// A member directly below the organization's root, which these statements are attached to.
fn facts(statements: &str) -> Facts {
    let full_access = Arc::new(parse("p-FullAWSAccess", FULL_ACCESS));
    let at_root = vec![full_access.clone(), Arc::new(parse("p-test", statements))];
    Facts {
        account: Account {
            partition: "aws".into(),
            id: "222222222222".into(),
            organization: "o-exampleorg1".into(),
        },
        in_force: InForce::Path(vec![
            Level {
                id: "r-exam".into(),
                policies: at_root,
            },
            Level {
                id: "222222222222".into(),
                policies: vec![full_access],
            },
        ]),
    }
}

fn parse(id: &str, statements: &str) -> Policy {
    let document = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    Policy::parse(id, &document)
}

fn root(rest: &str) -> String {
    format!(
        r#"{{"Effect":"Deny",{rest},
            "Condition":{{"ArnLike":{{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}}}}"#
    )
}

#[test]
fn the_annotation_names_what_denies_or_the_smallest_reason() {
    let table: [(&str, String, Compliance, &str); 12] = [
        (
            "a full denial",
            root(r#""Action":"*","Resource":"*""#),
            Compliant,
            "Service control policy p-test (at r-exam) denies the root user every action.",
        ),
        (
            "two statements together",
            root(r#""Action":"iam:*","Resource":"*""#)
                + ","
                + &root(r#""NotAction":"iam:*","Resource":"*""#),
            Compliant,
            "Together, service control policies deny the root user every action: p-test (at \
             r-exam).",
        ),
        (
            "service-control-policy examples#6, landing zone accelerator#16: NotAction",
            root(r#""NotAction":["iam:A","iam:B","iam:C","iam:D","iam:E"],"Resource":"*""#),
            NonCompliant,
            "Service control policy p-test (at r-exam) denies the root user every action except \
             iam:A, iam:B, iam:C and 2 more. Use Action * instead, or add them to exemptedActions.",
        ),
        (
            "terraform-aws-org-scp#3: a statement without Effect",
            r#"{"Action":"*","Resource":"*"}"#.into(),
            NonCompliant,
            "No service control policy in force denies the root user everything: p-test (at \
             r-exam) has a statement without Effect, which denies nothing. Correct it.",
        ),
        (
            "cloud-custodian: a policy is read, not only found",
            FULL_ACCESS.into(),
            NonCompliant,
            "No service control policy in force denies the root user everything; attach a policy \
             to the organization's root: Deny, Action *, Resource *, ArnLike aws:PrincipalArn \
             arn:aws:iam::*:root.",
        ),
        (
            "NotResource",
            root(r#""Action":"*","NotResource":"arn:aws:s3:::logs/*""#),
            NonCompliant,
            "Service control policy p-test (at r-exam) denies the root user every resource except \
             arn:aws:s3:::logs/*. Use Resource * instead.",
        ),
        (
            "a condition",
            r#"{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#
                .into(),
            NonCompliant,
            "Service control policy p-test (at r-exam) denies the root user only while its \
             condition Bool on aws:MultiFactorAuthPresent holds. Use ArnLike aws:PrincipalArn \
             arn:aws:iam::*:root alone.",
        ),
        (
            "some resources",
            root(r#""Action":"*","Resource":"arn:aws:iam::*:*""#),
            NonCompliant,
            "Service control policy p-test (at r-exam) denies the root user only the resources \
             arn:aws:iam::*:*. Use Resource * instead.",
        ),
        (
            "some actions",
            root(r#""Action":["iam:*","ec2:*"],"Resource":"*""#),
            NonCompliant,
            "Service control policy p-test (at r-exam) denies the root user only the actions \
             iam:*, ec2:*. Use Action * instead.",
        ),
        (
            "a condition that exempts root",
            r#"{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#
                .into(),
            NonCompliant,
            "Service control policy p-test (at r-exam) denies the root user nothing: its \
             condition ArnNotLike on aws:PrincipalArn never holds. Use ArnLike \
             aws:PrincipalArn arn:aws:iam::*:root.",
        ),
        (
            "a condition for centralized root sessions only",
            r#"{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{"Bool":{"aws:AssumedRoot":"false"}}}"#
                .into(),
            NonCompliant,
            "Service control policy p-test (at r-exam) denies the root user nothing: its condition \
             Bool on aws:AssumedRoot never holds. Use BoolIfExists false: the key exists only in \
             root sessions.",
        ),
        (
            "two shortfalls",
            root(r#""NotAction":"iam:*","NotResource":"arn:aws:s3:::logs""#),
            NonCompliant,
            "Service control policy p-test (at r-exam) denies the root user every action except \
             iam:*, and has other gaps. Use Action * instead, or add them to exemptedActions.",
        ),
    ];
    for (case, statements, compliance, annotation) in table {
        let verdict = decide(&facts(&statements), &[]);
        assert_eq!(verdict.compliance, compliance, "{case}");
        assert_eq!(verdict.annotation.to_string(), annotation, "{case}");
    }
}

/// The Organizations User Guide, best practices for member accounts.
const ALL_BUT_BUCKET_POLICIES: &str = r#""NotAction":["s3:GetBucketPolicy","s3:PutBucketPolicy","s3:DeleteBucketPolicy"],"Resource":"*""#;

fn bucket_policies() -> Vec<ActionPattern> {
    [
        "s3:GetBucketPolicy",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
    ]
    .map(|action| action.parse().unwrap())
    .to_vec()
}

#[test]
fn the_annotation_says_which_actions_are_left() {
    let table = [
        (
            "the user guide's current example",
            root(ALL_BUT_BUCKET_POLICIES),
            Compliant,
            "Service control policy p-test (at r-exam) denies the root user every action except \
             s3:GetBucketPolicy, s3:PutBucketPolicy, s3:DeleteBucketPolicy (exempted by \
             exemptedActions).",
        ),
        (
            "fewer",
            root(r#""NotAction":"s3:PutBucketPolicy","Resource":"*""#),
            Compliant,
            "Service control policy p-test (at r-exam) denies the root user every action except \
             s3:PutBucketPolicy (exempted by exemptedActions).",
        ),
        (
            "none",
            root(r#""Action":"*","Resource":"*""#),
            Compliant,
            "Service control policy p-test (at r-exam) denies the root user every action.",
        ),
        (
            "one more",
            root(
                r#""NotAction":["s3:GetBucketPolicy","s3:PutBucketPolicy","sts:AssumeRoot"],"Resource":"*""#,
            ),
            NonCompliant,
            "Service control policy p-test (at r-exam) denies the root user every action except \
             sts:AssumeRoot. Use Action * instead, or add them to exemptedActions.",
        ),
        (
            "together",
            root(r#""NotAction":["s3:GetBucketPolicy","iam:*"],"Resource":"*""#)
                + ","
                + &root(r#""Action":"iam:*","Resource":"*""#),
            Compliant,
            "Together, service control policies deny the root user every action except \
             s3:GetBucketPolicy (exempted by exemptedActions): p-test (at r-exam).",
        ),
    ];
    for (case, statements, compliance, annotation) in table {
        let verdict = decide(&facts(&statements), &bucket_policies());
        assert_eq!(verdict.compliance, compliance, "{case}");
        assert_eq!(verdict.annotation.to_string(), annotation, "{case}");
    }
}

#[test]
fn without_exemptions_the_user_guide_s_example_leaves_too_much() {
    let verdict = decide(&facts(&root(ALL_BUT_BUCKET_POLICIES)), &[]);
    assert_eq!(verdict.compliance, NonCompliant);
    assert_eq!(
        verdict.annotation.to_string(),
        "Service control policy p-test (at r-exam) denies the root user every action except \
         s3:GetBucketPolicy, s3:PutBucketPolicy, s3:DeleteBucketPolicy. Use Action * instead, or \
         add them to exemptedActions."
    );
}

#[test]
fn policies_of_a_type_that_is_not_enabled_deny_nothing() {
    let mut facts = facts(&root(r#""Action":"*","Resource":"*""#));
    facts.in_force = InForce::Disabled;
    let verdict = decide(&facts, &[]);
    assert_eq!(verdict.compliance, NonCompliant);
    assert!(verdict.annotation.to_string().contains("not enabled"));
}

#[test]
fn a_level_that_allows_nothing_denies_everything() {
    let mut facts = facts("");
    if let InForce::Path(levels) = &mut facts.in_force {
        let guardrail = r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#;
        levels[1].policies = vec![Arc::new(parse("p-test", guardrail))];
    }
    let verdict = decide(&facts, &bucket_policies());
    assert_eq!(verdict.compliance, Compliant);
    assert_eq!(
        verdict.annotation.to_string(),
        "The service control policies attached to 222222222222 allow the root user nothing, so \
         every action is denied."
    );
}
