//! The policy that limits a session of a role, as AssumeRole takes it.

use serde::Deserialize;

use super::access::Permissions;
use super::error::ServiceError;
use super::service::Service;

/// The longest, in characters.
const LONGEST: usize = 2_048;

/// Why AssumeRole refuses one.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PolicyError {
    TooLong(usize),
    Malformed,
}

impl PolicyError {
    pub(super) fn of(&self, service: &Service) -> ServiceError {
        match self {
            Self::TooLong(length) => service.invalid(format!(
                "1 validation error detected: Value at 'policy' failed to satisfy constraint: \
                 Member must have length less than or equal to {LONGEST}; it has {length}"
            )),
            Self::Malformed => ServiceError::client(
                "MalformedPolicyDocument",
                "This policy contains invalid Json, or what is not known here",
            ),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Policy {
    version: String,
    statement: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Statement {
    effect: String,
    action: OneOrMore,
    resource: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// What a policy leaves of everything. Statements that allow actions on all resources are known, and
/// one that denies everything.
pub(super) fn parse(text: &str) -> Result<Permissions, PolicyError> {
    let length = text.chars().count();
    if length > LONGEST {
        return Err(PolicyError::TooLong(length));
    }
    let policy: Policy = serde_json::from_str(text).map_err(|_| PolicyError::Malformed)?;
    let mut own = Vec::new();
    let mut denies_all = false;
    for statement in policy.statement {
        let actions = match statement.action {
            OneOrMore::One(action) => vec![action],
            OneOrMore::More(actions) => actions,
        };
        match statement.effect.as_str() {
            _ if actions.is_empty() || statement.resource != "*" => {
                return Err(PolicyError::Malformed);
            }
            "Allow" => own.extend(actions),
            "Deny" if actions == ["*"] => denies_all = true,
            _ => return Err(PolicyError::Malformed),
        }
    }
    if policy.version != "2012-10-17" {
        return Err(PolicyError::Malformed);
    }
    if denies_all {
        own.clear();
    }
    Ok(Permissions {
        own,
        organization: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_allows_what_it_names() {
        let policy =
            |statements: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        let allow = r#"{"Effect":"Allow","Action":["iam:GetUser","ssm:Get*"],"Resource":"*"}"#;
        let deny = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
        let own = |text: &str| parse(&policy(text)).map(|permissions| permissions.own);
        assert_eq!(own(allow).unwrap(), ["iam:GetUser", "ssm:Get*"]);
        assert!(own(deny).unwrap().is_empty());
        assert!(own(&format!("{allow},{deny}")).unwrap().is_empty());
        for wrong in [
            "1",
            r#"{"Effect":"Allow","Action":[],"Resource":"*"}"#,
            r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:iam::1:user/a"}"#,
            r#"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#,
        ] {
            assert_eq!(own(wrong), Err(PolicyError::Malformed), "{wrong}");
        }
        let long = format!("{}{}", policy(allow), " ".repeat(LONGEST));
        assert!(matches!(parse(&long), Err(PolicyError::TooLong(_))));
    }
}
