//! Paths and the verdict on each, one case a test.

mod support;

use service_control_policy::{
    Attachment, Denial, InForce, Level, Policy, Problem, Reason, Shortfall, Verdict, evaluate,
};
use std::sync::Arc;
use support::{
    ACCOUNT, FULL_ACCESS, ORGANIZATION, account, attached_to_root, document, judge,
    judge_exempting, level,
};

const DENY_ROOT: &str = r#"{"Effect":"Deny","Action":"*","Resource":"*",
    "Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#;

fn at(level: &str, policy: &str) -> Attachment {
    Attachment {
        level: level.into(),
        policy: policy.into(),
    }
}

fn denied_by(level: &str, policy: &str) -> Verdict {
    Verdict::Denied(Denial::Policy(at(level, policy)))
}

fn denied_together(policies: &[&str]) -> Verdict {
    Verdict::Denied(Denial::Policies(
        policies.iter().map(|policy| at("r-exam", policy)).collect(),
    ))
}

fn partial(shortfalls: &[Shortfall]) -> Verdict {
    Verdict::NotDenied(Reason::Partial {
        closest: at("r-exam", "p-test1"),
        shortfalls: shortfalls.to_vec(),
    })
}

fn nothing_denies_root() -> Verdict {
    Verdict::NotDenied(Reason::NothingDeniesRoot(None))
}

fn exempted_actions(patterns: &[&str]) -> Shortfall {
    Shortfall::ExemptedActions(owned(patterns))
}

fn exempted_resources(patterns: &[&str]) -> Shortfall {
    Shortfall::ExemptedResources(owned(patterns))
}

fn condition(operator: &str, key: &str) -> Shortfall {
    Shortfall::Condition {
        operator: operator.into(),
        key: key.into(),
    }
}

fn owned(patterns: &[&str]) -> Vec<String> {
    patterns.iter().map(|pattern| (*pattern).into()).collect()
}

/// The verdict on a path whose organization root has one policy of these statements.
fn judge_statements(statements: &str) -> Verdict {
    judge(attached_to_root(&[&document(statements)]))
}

/// The verdict on a path whose organization root has a policy for each of these statements.
fn judge_apart(statements: &[&str]) -> Verdict {
    let documents: Vec<String> = statements.iter().map(|text| document(text)).collect();
    judge(attached_to_root(
        &documents.iter().map(String::as_str).collect::<Vec<_>>(),
    ))
}

// What other tools got wrong, and where it was reported.

/// service-control-policy examples#6, landing zone accelerator#16.
#[test]
fn deny_with_not_action_is_no_full_denial() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice"],
            "Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":["arn:aws:iam::*:root"]}}}"#,
    );
    let exempted = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"];
    assert_eq!(verdict, partial(&[exempted_actions(&exempted)]));
}

/// terraform-aws-org-scp#3.
#[test]
fn a_statement_without_effect_is_no_denial() {
    let verdict = judge_statements(
        r#"{"Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}"#,
    );
    let because = Some((at("r-exam", "p-test1"), Problem::NoEffect));
    assert_eq!(
        verdict,
        Verdict::NotDenied(Reason::NothingDeniesRoot(because))
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
        Verdict::NotDenied(Reason::NothingDeniesRoot(because)),
    );
}

/// prowler#11727.
#[test]
fn a_single_statement_that_is_no_list_is_read() {
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

// Levels.

#[test]
fn a_policy_type_that_is_not_enabled_denies_nothing() {
    assert_eq!(
        evaluate(&account(), &InForce::Disabled, &[]),
        Verdict::NotDenied(Reason::PolicyTypeDisabled),
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
    assert_eq!(
        judge(levels),
        Verdict::Denied(Denial::NothingAllowed { level })
    );
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
        Verdict::Denied(Denial::NothingAllowed { level: id })
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
        Verdict::NotDenied(Reason::NothingDeniesRoot(because))
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
    assert_eq!(judge(levels.clone()), Verdict::Denied(Denial::NothingLeft));
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
    assert_eq!(judge(levels), Verdict::Denied(Denial::NothingLeft));
}

// One statement.

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
        assert!(matches!(verdict, Verdict::NotDenied(_)), "{action}");
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
fn guardrails_for_everyone_are_no_attempt_at_root() {
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
fn a_policy_variable_is_not_known_to_hold() {
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
fn a_denial_that_spares_root_is_none() {
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
fn a_denial_for_another_principal_is_no_attempt_at_root() {
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
                matches!(verdict, Verdict::Denied(_)),
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
        Verdict::NotDenied(_)
    ));
}

// Exemptions, and statements that cover them.

const ALL_BUT_MFA: &str = r#"{"Effect":"Deny","NotAction":["iam:EnableMFADevice","iam:CreateVirtualMFADevice"],"Resource":"*"}"#;

#[test]
fn exempted_actions_that_are_allowed_by_the_caller_are_fine() {
    let policy = document(ALL_BUT_MFA);
    let judge = |exempted: &[&str]| judge_exempting(attached_to_root(&[&policy]), exempted);
    assert_eq!(
        judge(&["iam:enablemfadevice", "IAM:Create*"]),
        denied_by("r-exam", "p-test1")
    );
    assert_eq!(judge(&["iam:*"]), denied_by("r-exam", "p-test1"));
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
fn exempted_resources_are_named() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","Action":"*","NotResource":["arn:aws:s3:::logs/*","arn:aws:iam::*:role/a"]}"#,
    );
    let exempted = ["arn:aws:s3:::logs/*", "arn:aws:iam::*:role/a"];
    assert_eq!(verdict, partial(&[exempted_resources(&exempted)]));
}

#[test]
fn another_denial_covers_an_exempted_resource() {
    let but = r#"{"Effect":"Deny","Action":"*","NotResource":["arn:aws:s3:::logs/*","arn:aws:iam::*:role/a"]}"#;
    let logs = r#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::*"}"#;
    let role = r#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:iam::*:role/?"}"#;
    assert_eq!(
        judge_apart(&[but, logs, role]),
        denied_together(&["p-test1", "p-test2", "p-test3"]),
    );
    assert_eq!(
        judge_apart(&[but, logs]),
        partial(&[exempted_resources(&["arn:aws:iam::*:role/a"])]),
    );
    let s3_only = r#"{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::logs/*"}"#;
    assert_eq!(
        judge_apart(&[but, s3_only, role]),
        partial(&[exempted_resources(&["arn:aws:s3:::logs/*"])]),
        "another action may be asked for on the same resource",
    );
}

#[test]
fn a_resource_is_denied_only_if_every_reading_of_its_wildcards_denies_it() {
    // Under the loose reading the asterisk spans segments, and the Deny covers the exemption.
    let but = r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:sns:eu-west-1:1:a"}"#;
    for spanning in ["arn:aws:sns*a", "arn:aws:sns:EU-west-1:1:a"] {
        let denial = format!(r#"{{"Effect":"Deny","Action":"*","Resource":"{spanning}"}}"#);
        let exempted = exempted_resources(&["arn:aws:sns:eu-west-1:1:a"]);
        assert_eq!(
            judge_apart(&[but, &denial]),
            partial(&[exempted]),
            "{spanning}"
        );
    }
    // Under the strict reading nothing is in both, under the loose one something is.
    let one = r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:sns:*:1:a"}"#;
    let two = r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:sns:eu:*:1:a"}"#;
    assert!(matches!(judge_apart(&[one, two]), Verdict::NotDenied(_)));
}

#[test]
fn a_variable_in_an_exempted_resource_may_exempt_anything() {
    let verdict = judge_statements(
        r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::${aws:PrincipalAccount}"}"#,
    );
    assert_eq!(
        verdict,
        partial(&[exempted_resources(&[
            "arn:aws:s3:::${aws:PrincipalAccount}"
        ])])
    );
    let with_others = judge_apart(&[
        r#"{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::${aws:PrincipalAccount}"}"#,
        r#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::*"}"#,
    ]);
    assert!(matches!(with_others, Verdict::NotDenied(_)));
}

#[test]
fn an_escaped_asterisk_is_no_wildcard() {
    let verdict = judge_statements(r#"{"Effect":"Deny","Action":"*","Resource":"${*}"}"#);
    assert!(matches!(verdict, Verdict::NotDenied(_)));
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

// Size.

#[test]
fn documents_of_the_greatest_size_are_judged() {
    let mut actions = String::new();
    for number in 0.. {
        let action = format!(r#""service{number}:*Some?Action{number}*","#);
        if actions.len() + action.len() > 10_000 {
            break;
        }
        actions.push_str(&action);
    }
    let actions = actions.trim_end_matches(',');
    let but = document(&format!(
        r#"{{"Effect":"Deny","NotAction":[{actions}],"Resource":"*"}}"#
    ));
    let them = document(&format!(
        r#"{{"Effect":"Deny","Action":[{actions}],"Resource":"*"}}"#
    ));
    assert!(but.len() <= 10_240);
    assert_eq!(
        judge(attached_to_root(&[&but, &them])),
        denied_together(&["p-test1", "p-test2"])
    );
    assert!(matches!(
        judge(attached_to_root(&[&but])),
        Verdict::NotDenied(Reason::Partial { .. })
    ));
}

#[test]
fn policies_made_to_be_slow_are_given_up() {
    let patterns: Vec<String> = (0..300)
        .map(|n| format!(r#""x:*{}*{}*{}*""#, n, "a".repeat(n % 7 + 3), n * 7 % 11))
        .collect();
    let but = document(&format!(
        r#"{{"Effect":"Deny","NotAction":[{}],"Resource":"*"}}"#,
        patterns.join(",")
    ));
    assert_eq!(
        judge(attached_to_root(&[&but])),
        Verdict::NotDenied(Reason::TooComplex)
    );
    // A plain denial beside them is found all the same.
    let deny_root = document(DENY_ROOT);
    assert_eq!(
        judge(attached_to_root(&[&but, &deny_root])),
        denied_by("r-exam", "p-test2")
    );
}

#[test]
fn an_empty_path_denies_nothing() {
    let verdict = evaluate(&account(), &InForce::Path(Vec::<Level>::new()), &[]);
    assert_eq!(verdict, nothing_denies_root());
}
