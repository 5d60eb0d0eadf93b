//! What the organization's policies say.

use std::sync::Arc;

use serde_json::Value;
use service_control_policy::{Account, ActionPattern, Decision, InForce, Level, Policy, evaluate};

const FULL_ACCESS: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// A document that denies root everything holds a statement with the effect Deny. It denies
/// everything on any level, whatever the exemptions, and after it is written again.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn policy(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let policy = Arc::new(Policy::parse("p-fuzzed", &text));
    if !is_denied(&policy, true, &[]) {
        return;
    }
    let document: Value = serde_json::from_str(&text).expect("what denies is JSON");
    let statements = &document["Statement"];
    let mut statements = match statements {
        Value::Array(statements) => statements.iter().collect(),
        one => vec![one],
    }
    .into_iter();
    assert!(statements.any(|statement| statement["Effect"] == "Deny"));
    assert!(is_denied(&policy, false, &[]), "in the account");
    let exempted: ActionPattern = "iam:Get*".parse().unwrap();
    assert!(is_denied(&policy, true, &[exempted]), "with an exemption");
    if policy.problems().is_empty() {
        let again = Arc::new(Policy::parse("p-fuzzed", &document.to_string()));
        assert!(is_denied(&again, true, &[]), "written again");
    }
}

/// Next to policies that allow everything, so that only the document can deny.
fn is_denied(policy: &Arc<Policy>, at_root: bool, exempted: &[ActionPattern]) -> bool {
    let account = Account {
        partition: "aws".to_owned(),
        id: "111111111111".to_owned(),
        organization: "o-exampleorgid".to_owned(),
    };
    let full_access = Arc::new(Policy::parse("p-FullAWSAccess", FULL_ACCESS));
    let level = |id: &str, holds_it: bool| {
        let mut policies = vec![Arc::clone(&full_access)];
        policies.extend(holds_it.then(|| Arc::clone(policy)));
        Level {
            id: id.to_owned(),
            policies,
        }
    };
    let path = InForce::Path(vec![
        level("r-exam", at_root),
        level("111111111111", !at_root),
    ]);
    matches!(evaluate(&account, &path, exempted), Decision::Denied(_))
}

pub(crate) fn policies() -> Vec<String> {
    [
        FULL_ACCESS,
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"DenyRoot","Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":["iam:Get*","support:*"],"NotResource":"arn:aws:s3:::p/*","Condition":{"StringEqualsIgnoreCase":{"aws:PrincipalType":["account"]},"Null":{"aws:AssumedRoot":"true"}}}]}"#,
        r#"{"Statement":[{"Effect":"Deny","Action":["a*:*","*:*"],"Resource":["*"],"Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-exampleorgid/*"},"BoolIfExists":{"aws:AssumedRoot":false}}},{"Effect":"Allow","Action":"*","Resource":"arn:aws:*:${aws:username}:*"}]}"#,
    ]
    .map(str::to_owned)
    .to_vec()
}
