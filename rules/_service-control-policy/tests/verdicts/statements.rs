//! One statement.

use crate::support::{ORGANIZATION, account, attached_to_root, document, judge};
use crate::{
    condition, denied_by, judge_apart, judge_statements, nothing_denies_root, owned, partial,
};
use service_control_policy::{Decision, InForce, Shortfall, evaluate};

#[test]
fn every_way_to_write_everything() {
    for (action, resource) in [
        (r#""Action":"*""#, r#""Resource":"*""#),
        (r#""Action":["*"]"#, r#""Resource":["*"]"#),
        (
            r#""Action":["s3:*","*"]"#,
            r#""Resource":["arn:aws:s3:::a","*"]"#,
        ),
        (r#""Action":"*:*""#, r#""Resource":"*""#),
    ] {
        let verdict = judge_statements(&format!(r#"{{"Effect":"Deny",{action},{resource}}}"#));
        assert_eq!(
            verdict,
            denied_by("r-exam", "p-test1"),
            "{action} {resource}"
        );
    }
}

#[test]
fn a_wildcard_in_an_action_s_service_is_not_relied_on() {
    for action in [
        r#""Action":"?*:*""#,
        r#""Action":["*:a*","s*"]"#,
        r#""NotAction":"*:Get*""#,
    ] {
        let verdict = judge_statements(&format!(r#"{{"Effect":"Deny",{action},"Resource":"*"}}"#));
        assert!(matches!(verdict, Decision::NotDenied(_)), "{action}");
    }
}

#[test]
fn resources_that_are_not_everything() {
    for resource in [
        "arn:*",
        "arn:aws:*",
        "arn:aws:*:*:*:*",
        "arn:aws:iam::*:root",
        "${aws:username}",
    ] {
        let verdict = judge_statements(&format!(
            r#"{{"Effect":"Deny","Action":"*","Resource":"{resource}",
                "Condition":{{"ArnLike":{{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}}}}"#
        ));
        let only = Shortfall::OnlyResources(vec![resource.into()]);
        assert_eq!(verdict, partial(&[only]), "{resource}");
    }
}

#[test]
fn some_actions_denied_to_root_are_named() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","Action":["iam:*","ec2:*"],"Resource":"*",
            "Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#,
    );
    assert_eq!(
        verdict,
        partial(&[Shortfall::OnlyActions(owned(&["iam:*", "ec2:*"]))])
    );
}

#[test]
fn guardrails_for_everyone_are_not_about_root() {
    let verdict = judge_apart(&[
        r#"{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}"#,
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::logs/*"}"#,
        r#"{"Effect":"Deny","NotAction":["iam:*","support:*"],"Resource":"*","Condition":{
            "StringNotEquals":{"aws:RequestedRegion":"eu-west-1"},
            "ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/AWSControlTowerExecution"}}}"#,
    ]);
    assert_eq!(verdict, nothing_denies_root());
}

#[test]
fn a_condition_on_another_key_is_named() {
    for (operator, key) in [
        ("Bool", "aws:MultiFactorAuthPresent"),
        ("StringNotEquals", "aws:RequestedRegion"),
        ("NotIpAddress", "aws:SourceIp"),
        ("StringNotEqualsIfExists", "aws:PrincipalTag/break-glass"),
    ] {
        let verdict = judge_statements(&format!(
            r#"{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{
                "ArnLike":{{"aws:PrincipalArn":"arn:aws:iam::*:root"}},
                "{operator}":{{"{key}":"a"}}}}}}"#
        ));
        assert_eq!(verdict, partial(&[condition(operator, key)]));
    }
}

#[test]
fn a_policy_variable_does_not_certainly_hold() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{
            "ArnLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:PrincipalAccount}:root"}}}"#,
    );
    assert_eq!(
        verdict,
        partial(&[condition("ArnLike", "aws:PrincipalArn")])
    );
}

#[test]
fn a_denial_that_exempts_root_denies_nothing() {
    for (operator, value) in [
        ("ArnNotLike", "arn:aws:iam::*:root"),
        ("StringEquals", "arn:aws:iam::*:root"),
        ("ArnLike", "arn:aws:iam::222222222222:root"),
        ("ArnLike", "arn:aws-cn:iam::*:root"),
    ] {
        let verdict = judge_statements(&format!(
            r#"{{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{{"{operator}":{{"aws:PrincipalArn":"{value}"}}}}}}"#
        ));
        let shortfall = Shortfall::ConditionNeverHolds {
            operator: operator.into(),
            key: "aws:PrincipalArn".into(),
        };
        assert_eq!(verdict, partial(&[shortfall]), "{operator} {value}");
    }
}

#[test]
fn a_denial_for_another_principal_is_not_about_root() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","Action":"*","Resource":"*",
            "Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/quarantined"}}}"#,
    );
    assert_eq!(verdict, nothing_denies_root());
}

#[test]
fn what_never_applies_has_no_other_shortfall() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{
            "StringNotEquals":{"aws:RequestedRegion":"eu-west-1"},
            "ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#,
    );
    let shortfall = Shortfall::ConditionNeverHolds {
        operator: "ArnNotLike".into(),
        key: "aws:PrincipalArn".into(),
    };
    assert_eq!(verdict, partial(&[shortfall]));
}

#[test]
fn centralized_root_sessions_may_be_exempt() {
    for exemption in [
        r#""Null":{"aws:AssumedRoot":"true"}"#,
        r#""Null":{"aws:assumedroot":true}"#,
        r#""BoolIfExists":{"aws:AssumedRoot":["false"]}"#,
    ] {
        let verdict = judge_statements(&format!(
            r#"{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{
                "ArnLike":{{"aws:PrincipalArn":["arn:aws:iam::*:root"]}},{exemption}}}}}"#
        ));
        assert_eq!(verdict, denied_by("r-exam", "p-test1"), "{exemption}");
    }
}

#[test]
fn a_condition_on_the_absent_key_denies_only_sessions() {
    for (operator, value) in [("Bool", "false"), ("Bool", "true"), ("Null", "false")] {
        let verdict = judge_statements(&format!(
            r#"{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{
                "ArnLike":{{"aws:PrincipalArn":"arn:aws:iam::*:root"}},
                "{operator}":{{"aws:AssumedRoot":"{value}"}}}}}}"#
        ));
        let shortfall = Shortfall::ConditionNeverHolds {
            operator: operator.into(),
            key: "aws:AssumedRoot".into(),
        };
        assert_eq!(verdict, partial(&[shortfall]), "{operator} {value}");
    }
}

#[test]
fn other_partitions() {
    for partition in ["aws-cn", "aws-us-gov"] {
        let mut account = account();
        account.partition = partition.into();
        for (value, denied) in [
            (format!("arn:{partition}:iam::*:root"), true),
            ("arn:aws:iam::*:root".into(), false),
        ] {
            let policy = document(&format!(
                r#"{{"Effect":"Deny","Action":"*","Resource":"*",
                    "Condition":{{"ArnLike":{{"aws:PrincipalArn":"{value}"}}}}}}"#
            ));
            let path = InForce::Path(attached_to_root(&[&policy]));
            let verdict = evaluate(&account, &path, &[]);
            assert_eq!(
                matches!(verdict, Decision::Denied(_)),
                denied,
                "{partition} {value}"
            );
        }
    }
}

#[test]
fn the_organization_path_follows_the_levels() {
    let for_path = |pattern: &str| {
        document(&format!(
            r#"{{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{{"ForAnyValue:StringLike":{{"aws:PrincipalOrgPaths":"{pattern}"}}}}}}"#
        ))
    };
    let here = format!("{ORGANIZATION}/r-exam/ou-exam-11111111/");
    assert_eq!(
        judge(attached_to_root(&[&for_path(&here)])),
        denied_by("r-exam", "p-test1")
    );
    let elsewhere = for_path(&format!("{ORGANIZATION}/r-exam/ou-exam-22222222/*"));
    assert!(matches!(
        judge(attached_to_root(&[&elsewhere])),
        Decision::NotDenied(_)
    ));
}
