//! The least that the caller of `cargo pack evaluate --live --organization` has to be allowed, in the
//! organization's management account.

use std::collections::BTreeSet;

use rule_metadata::{AccountKind, Rule};
use serde::Serialize;

use super::member_access::{ROOT_TASK, is_answered};
use super::options::DEFAULT_ROLE;
use crate::aws::organization::READS;

/// An IAM policy, in the order in which people read one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallerPolicy {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    action: BTreeSet<String>,
    resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<serde_json::Value>,
}

impl Statement {
    fn new(sid: &'static str, action: BTreeSet<String>, resource: &str) -> Self {
        Self {
            sid,
            effect: "Allow",
            action,
            resource: resource.to_owned(),
            condition: None,
        }
    }
}

/// For these rules, and both ways into a member account.
#[must_use]
pub fn of(rules: &[Rule]) -> CallerPolicy {
    let declared = |rule: &Rule| -> Vec<String> {
        let organization = rule.permissions.organization.iter();
        organization.chain(&rule.permissions.own).cloned().collect()
    };
    let answered: BTreeSet<String> = rules
        .iter()
        .flat_map(declared)
        .filter(|action| is_answered(action))
        .collect();
    let (documents, mut organization): (BTreeSet<String>, BTreeSet<String>) = answered
        .into_iter()
        // Known from the list of accounts, and never asked for.
        .filter(|action| !LISTED.contains(&action.as_str()))
        .partition(|action| action.starts_with("ssm:"));
    organization.extend(READS.map(str::to_owned));
    let own: BTreeSet<String> = rules
        .iter()
        .filter(|rule| rule.applies_to(AccountKind::Management))
        .flat_map(declared)
        .filter(|action| !is_answered(action))
        .collect();
    let one = |action: &str| BTreeSet::from([action.to_owned()]);
    let mut root = Statement::new(
        "EnterByRootAudit",
        one("sts:AssumeRoot"),
        "arn:aws:iam::*:root",
    );
    root.condition = Some(serde_json::json!({
        "StringEquals": { "sts:TaskPolicyArn": format!("arn:aws:iam::aws:policy/{ROOT_TASK}") }
    }));
    let role = format!("arn:aws:iam::*:role/{DEFAULT_ROLE}");
    CallerPolicy {
        version: "2012-10-17",
        statement: vec![
            Statement::new("ReadTheOrganization", organization, "*"),
            Statement::new(
                "ReadDocuments",
                documents,
                "arn:aws:ssm:*:*:parameter/root-credential-rules/*",
            ),
            Statement::new("EnterByRole", one("sts:AssumeRole"), &role),
            root,
            Statement::new(
                "ReadTheManagementAccount",
                own.into_iter()
                    .filter(|action| action != "sts:AssumeRoot")
                    .collect(),
                "*",
            ),
        ],
    }
}

/// What the list of accounts tells already.
const LISTED: [&str; 2] = ["organizations:DescribeAccount", "organizations:ListParents"];
