//! Policies of any size.

use crate::support::{account, attached_to_root, document, judge};
use crate::{DENY_ROOT, denied_by, denied_together, nothing_denies_root};
use service_control_policy::{Decision, InForce, Level, Reason, evaluate};

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
        Decision::NotDenied(Reason::Partial { .. })
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
        Decision::NotDenied(Reason::TooComplex)
    );
    // A plain denial beside them is still found.
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

#[test]
fn many_resources_are_judged() {
    let list = |prefix: &str| {
        let resources: Vec<String> = (0..100)
            .map(|n| format!(r#""arn:aws:{prefix}{n}:eu-*:*:function:app-{n}-*""#))
            .collect();
        resources.join(",")
    };
    let but = document(&format!(
        r#"{{"Effect":"Deny","Action":"*","NotResource":[{}]}}"#,
        list("lambda")
    ));
    let them = document(&format!(
        r#"{{"Effect":"Deny","Action":"*","Resource":[{}]}}"#,
        list("lambda")
    ));
    assert_eq!(
        judge(attached_to_root(&[&but, &them])),
        denied_together(&["p-test1", "p-test2"])
    );
    assert!(matches!(
        judge(attached_to_root(&[&but])),
        Decision::NotDenied(Reason::Partial { .. })
    ));
}
