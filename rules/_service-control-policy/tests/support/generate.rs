//! Random paths: full denials, partial ones, and everything between.

use std::sync::LazyLock;

use case_table::rows;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use super::{ACCOUNT, level};
use service_control_policy::Level;

/// Policies as documents, by level from the organization's root to the account.
pub(crate) type Documents = Vec<(String, Vec<Value>)>;

/// Operator, key and value.
pub(crate) type Condition = (&'static str, &'static str, &'static str);

/// What statements are made of, besides the decided conditions below.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vocabulary {
    pub(crate) actions: &'static [&'static str],
    pub(crate) resources: &'static [&'static str],
    /// Whether there are conditions that are decided by the levels above the account,
    pub(crate) by_path: bool,
    /// and such that depend on the request.
    pub(crate) open: bool,
}

pub(crate) const ROOT_ARN: &str = "arn:aws:iam::111111111111:root";

/// Conditions that hold for every request of the root user, or for none, and which.
pub(crate) static DECIDED: LazyLock<Vec<(Condition, bool)>> = LazyLock::new(|| {
    let table = "
        ArnLike | aws:PrincipalArn | arn:aws:iam::*:root | true
        StringLike | aws:PrincipalArn | arn:aws:iam::*:root | true
        ArnEquals | AWS:principalarn | arn:aws:iam::*:root | true
        StringLikeIfExists | aws:PrincipalArn | *:root | true
        StringLike | aws:PrincipalArn | arn:aws:iam::?11111111111:r*t | true
        StringEquals | aws:PrincipalArn | arn:aws:iam::111111111111:root | true
        StringEquals | aws:PrincipalArn | arn:aws:iam::*:root | false
        StringEqualsIgnoreCase | aws:PrincipalArn | ARN:AWS:iam::111111111111:Root | true
        ArnNotLike | aws:PrincipalArn | arn:aws:iam::*:role/* | true
        ArnNotLike | aws:PrincipalArn | arn:aws:iam::*:root | false
        StringNotEquals | aws:PrincipalArn | arn:aws:iam::*:root | true
        StringNotLike | aws:PrincipalArn | arn:aws:iam::*:ro?t | false
        ArnLike | aws:PrincipalArn | arn:aws:iam::222222222222:root | false
        ForAnyValue:StringLike | aws:PrincipalArn | arn:aws:iam::*:root | true
        ForAllValues:StringNotEquals | aws:PrincipalArn | arn:aws:iam::222222222222:root | true
        StringEquals | aws:PrincipalAccount | 111111111111 | true
        StringNotEquals | aws:PrincipalAccount | 222222222222 | true
        StringNotEqualsIfExists | aws:PrincipalAccount | 111111111111 | false
        StringEquals | aws:PrincipalOrgID | o-exampleorgid | true
        StringNotEquals | aws:PrincipalOrgID | o-exampleorgid | false
        StringEquals | aws:PrincipalType | Account | true
        StringNotEquals | aws:PrincipalType | AssumedRole | true
        Null | aws:AssumedRoot | true | true
        Null | aws:AssumedRoot | false | false
        Bool | aws:AssumedRoot | false | false
        BoolIfExists | aws:AssumedRoot | false | true
        Null | aws:PrincipalArn | false | true
    ";
    rows(table)
        .map(|[operator, key, value, holds]| ((operator, key, value), holds == "true"))
        .collect()
});

/// Conditions that are decided by the levels above the account.
pub(crate) static BY_PATH: LazyLock<Vec<Condition>> = LazyLock::new(|| {
    conditions_of(
        "
        ForAnyValue:StringLike | aws:PrincipalOrgPaths | o-exampleorgid/r-exam/*
        ForAnyValue:StringLike | aws:PrincipalOrgPaths | */ou-exam-2*
        ForAllValues:StringNotLike | aws:PrincipalOrgPaths | */ou-exam-3*
        ForAnyValue:StringEquals | aws:PrincipalOrgPaths | o-exampleorgid/r-exam/
        ",
    )
});

/// Conditions that depend on the request, or are open.
pub(crate) static OPEN: LazyLock<Vec<Condition>> = LazyLock::new(|| {
    conditions_of(
        "
        Bool | aws:MultiFactorAuthPresent | true
        Bool | aws:MultiFactorAuthPresent | false
        BoolIfExists | aws:MultiFactorAuthPresent | false
        Null | aws:MultiFactorAuthPresent | true
        StringNotEquals | aws:RequestedRegion | eu-west-1
        StringEquals | aws:RequestedRegion | eu-west-1
        StringLike | aws:PrincipalArn | arn:aws:iam::${aws:PrincipalAccount}:root
        StringNotEquals | aws:PrincipalAccount | ${aws:RequestedRegion}
        ArnLike | aws:PrincipalArn | arn:aws:*
        ",
    )
});

fn conditions_of(table: &'static str) -> Vec<Condition> {
    rows(table)
        .map(|[operator, key, value]| (operator, key, value))
        .collect()
}

/// Paths of two to five levels, usually with full access at each.
pub(crate) fn documents(vocabulary: Vocabulary) -> impl Strategy<Value = Documents> {
    let level = (
        prop::bool::weighted(0.93),
        prop::collection::vec(policy(vocabulary), 0..3),
    );
    prop::collection::vec(level, 2..6).prop_map(|levels| {
        let last = levels.len() - 1;
        let id = |index: usize| match index {
            0 => "r-exam".to_owned(),
            _ if index == last => ACCOUNT.to_owned(),
            _ => format!("ou-exam-{index}"),
        };
        levels
            .into_iter()
            .enumerate()
            .map(|(index, (full_access, mut policies))| {
                if full_access {
                    policies.push(document(&[
                        json!({"Effect": "Allow", "Action": "*", "Resource": "*"}),
                    ]));
                }
                (id(index), policies)
            })
            .collect()
    })
}

pub(crate) fn levels(documents: &Documents) -> Vec<Level> {
    documents
        .iter()
        .map(|(id, policies)| {
            let texts: Vec<String> = policies.iter().map(Value::to_string).collect();
            let policies: Vec<(&str, &str)> = texts
                .iter()
                .map(|text| ("p-generated", text.as_str()))
                .collect();
            level(id, &policies)
        })
        .collect()
}

/// Whether no statement has a condition that depends on the request.
pub(crate) fn is_decided(documents: &Documents) -> bool {
    let documents = json!(documents).to_string();
    !OPEN.iter().any(|(_, key, value)| {
        let condition = json!({ *key: value }).to_string();
        let listed = json!({ *key: [value] }).to_string();
        documents.contains(&condition) || documents.contains(&listed)
    })
}

fn document(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn policy(vocabulary: Vocabulary) -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => prop::collection::vec(statement(vocabulary), 1..4).prop_map(|statements| document(&statements)),
        1 => statement(vocabulary).prop_map(|single| {
            json!({ "Version": "2012-10-17", "Statement": single })
        }),
    ]
}

pub(crate) fn statement(vocabulary: Vocabulary) -> impl Strategy<Value = Value> {
    let effect = prop_oneof![5 => Just("Deny"), 1 => Just("Allow")];
    let actions = prop_oneof![
        2 => Just(("Action", json!("*"))),
        3 => some_of(vocabulary.actions).prop_map(|actions| ("Action", actions)),
        4 => some_of(vocabulary.actions).prop_map(|actions| ("NotAction", actions)),
    ];
    let resources = prop_oneof![
        7 => Just(("Resource", json!("*"))),
        1 => some_of(vocabulary.resources).prop_map(|resources| ("Resource", resources)),
        2 => some_of(vocabulary.resources).prop_map(|resources| ("NotResource", resources)),
    ];
    (effect, actions, resources, conditions(vocabulary)).prop_map(
        |(effect, (action, actions), (resource, resources), conditions)| {
            let mut statement = Map::new();
            statement.insert("Effect".into(), json!(effect));
            statement.insert(action.into(), actions);
            statement.insert(resource.into(), resources);
            if let Some(conditions) = conditions {
                statement.insert("Condition".into(), conditions);
            }
            Value::Object(statement)
        },
    )
}

/// One to three of these, a single one sometimes as a plain value.
fn some_of(texts: &'static [&'static str]) -> impl Strategy<Value = Value> {
    (prop::collection::vec(select(texts), 1..4), any::<bool>()).prop_map(|(texts, plain)| {
        match texts.as_slice() {
            [single] if plain => json!(single),
            several => json!(several),
        }
    })
}

/// No condition, one, or two by different operators.
fn conditions(vocabulary: Vocabulary) -> impl Strategy<Value = Option<Value>> {
    let kinds = (prop::bool::weighted(0.9), prop::bool::weighted(0.2));
    let condition = (any::<Index>(), kinds, any::<bool>()).prop_map(
        move |(index, (decided, by_path), plain)| {
            let (operator, key, value) = match (decided, by_path) {
                (false, _) if vocabulary.open => *index.get(&OPEN),
                (_, true) if vocabulary.by_path => *index.get(&BY_PATH),
                _ => index.get(&DECIDED).0,
            };
            let value = if plain { json!(value) } else { json!([value]) };
            (operator, json!({ key: value }))
        },
    );
    prop_oneof![
        4 => Just(None),
        6 => prop::collection::vec(condition, 1..3).prop_map(|conditions| {
            let conditions: Map<String, Value> =
                conditions.into_iter().map(|(operator, keys)| (operator.into(), keys)).collect();
            Some(Value::Object(conditions))
        }),
    ]
}
