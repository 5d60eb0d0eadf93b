//! What a policy document says.

use crate::piece::Variables;
use crate::syntax::{Document, Lenient, OneOrMany, WrittenConditions, WrittenStatement};

/// A service control policy as Organizations holds it.
///
/// Parsing never fails: a part that can't be read denies nothing, is counted as if it could
/// allow everything, and is listed in [`Policy::problems`].
#[derive(Clone, Debug)]
pub struct Policy {
    id: String,
    pub(crate) statements: Vec<Statement>,
    problems: Vec<Problem>,
}

/// Why a policy, or a statement of it, was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The document is not a JSON object, repeats an element or is nested too deeply.
    #[error("is not a valid policy document")]
    Document,
    /// The document has no `Statement`, or an empty one.
    #[error("has no Statement")]
    NoStatement,
    /// A statement's `Effect` is missing.
    #[error("has a statement without Effect")]
    NoEffect,
    /// A statement has neither `Action` nor `NotAction`.
    #[error("has a statement without Action")]
    NoAction,
    /// A statement has neither `Resource` nor `NotResource`.
    #[error("has a statement without Resource")]
    NoResource,
    /// A statement has an element or a value that service control policies don't allow.
    #[error("has a malformed statement")]
    Statement,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// `Action`, `Resource`, or their negations, each with one pattern or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    Only(Vec<String>),
    AllBut(Vec<String>),
}

#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) effect: Effect,
    pub(crate) actions: Element,
    pub(crate) resources: Element,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) variables: Variables,
}

/// One operator on one key; a statement applies when all of its conditions hold.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) operator: String,
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
}

impl Policy {
    /// Reads a policy document. `id` is what verdicts call the policy, such as `p-FullAWSAccess`.
    pub fn parse(id: impl Into<String>, document: &str) -> Self {
        let mut policy = Self {
            id: id.into(),
            statements: Vec::new(),
            problems: Vec::new(),
        };
        let Ok(document) = serde_json::from_str::<Document>(document) else {
            policy.problems.push(Problem::Document);
            return policy;
        };
        let statements = document
            .statements
            .map(OneOrMany::into_vec)
            .unwrap_or_default();
        if statements.is_empty() {
            policy.problems.push(Problem::NoStatement);
        }
        let variables = match document.version.as_deref() {
            Some("2012-10-17") => Variables::Known,
            _ => Variables::Unknown,
        };
        for written in statements {
            let read = match written {
                Lenient::Read(written) => statement(written, variables),
                Lenient::Unreadable(_) => Err(Problem::Statement),
            };
            match read {
                Ok(statement) => policy.statements.push(statement),
                Err(problem) => policy.problems.push(problem),
            }
        }
        policy
    }

    /// The policy's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What was left out; empty for any document that Organizations accepts.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

fn statement(written: WrittenStatement, variables: Variables) -> Result<Statement, Problem> {
    let effect = match written.effect.as_deref() {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        Some(_) => return Err(Problem::Statement),
        None => return Err(Problem::NoEffect),
    };
    Ok(Statement {
        effect,
        actions: element(written.action, written.not_action, Problem::NoAction)?,
        resources: element(written.resource, written.not_resource, Problem::NoResource)?,
        conditions: conditions(written.condition)?,
        variables,
    })
}

fn element(
    only: Option<OneOrMany<String>>,
    all_but: Option<OneOrMany<String>>,
    missing: Problem,
) -> Result<Element, Problem> {
    let (element, patterns): (fn(Vec<String>) -> Element, _) = match (only, all_but) {
        (Some(only), None) => (Element::Only, only.into_vec()),
        (None, Some(all_but)) => (Element::AllBut, all_but.into_vec()),
        (Some(_), Some(_)) => return Err(Problem::Statement),
        (None, None) => return Err(missing),
    };
    // IAM's grammar requires at least one. Without one, it is unclear whether NotAction exempts
    // nothing.
    if patterns.is_empty() {
        Err(Problem::Statement)
    } else {
        Ok(element(patterns))
    }
}

fn conditions(written: Option<WrittenConditions>) -> Result<Vec<Condition>, Problem> {
    let mut conditions = Vec::new();
    for (operator, keys) in written.map(|entries| entries.0).unwrap_or_default() {
        if keys.0.is_empty() {
            return Err(Problem::Statement);
        }
        for (key, values) in keys.0 {
            let values = values.into_vec().into_iter().map(|value| value.0).collect();
            conditions.push(Condition {
                operator: operator.clone(),
                key,
                values,
            });
        }
    }
    Ok(conditions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use case_table::rows;
    use proptest::prelude::*;

    fn problems(document: &str) -> Vec<Problem> {
        Policy::parse("p-test", document).problems
    }

    #[test]
    fn a_single_statement_needs_no_list() {
        let policy = Policy::parse(
            "p-test",
            r#"{"Version":"2012-10-17","Statement":{"Sid":"any text, 1","Effect":"Deny","Action":"*","Resource":["*"]}}"#,
        );
        assert_eq!(policy.problems(), []);
        assert_eq!(policy.statements.len(), 1);
        assert_eq!(
            policy.statements[0].actions,
            Element::Only(vec!["*".into()])
        );
    }

    #[test]
    fn condition_values_may_be_text_boolean_or_number() {
        let policy = Policy::parse(
            "p-test",
            r#"{"Statement":[{"Effect":"Deny","NotAction":["a:b"],"NotResource":"x","Condition":{
                "Bool":{"aws:AssumedRoot":false},"NumericEquals":{"k":[1,"2"]}}}]}"#,
        );
        assert_eq!(policy.problems(), []);
        let values: Vec<_> = policy.statements[0]
            .conditions
            .iter()
            .map(|c| &c.values)
            .collect();
        assert_eq!(
            values,
            [
                &vec!["false".to_owned()],
                &vec!["1".to_owned(), "2".to_owned()]
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let table = r#"
            | Document
            not JSON | Document
            [] | Document
            {"Statement":1,"Statement":2} | Document
            {} | NoStatement
            {"Statement":[]} | NoStatement
            {"Statement":null} | NoStatement
            {"Statement":5} | Statement
            {"Statement":{"Action":"*","Resource":"*"}} | NoEffect
            {"Statement":{"Effect":"Deny","Resource":"*"}} | NoAction
            {"Statement":{"Effect":"Deny","Action":"*"}} | NoResource
            {"Statement":{"Effect":"deny","Action":"*","Resource":"*"}} | Statement
            {"Statement":{"Effect":"Deny","Action":[],"Resource":"*"}} | Statement
            {"Statement":{"Effect":"Deny","Action":"*","NotAction":"a:b","Resource":"*"}} | Statement
            {"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Principal":"*"}} | Statement
            {"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Conditon":{}}} | Statement
            {"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":null}} | Statement
            {"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{}}}} | Statement
            {"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"k":1,"K":2}}}} | Statement
        "#;
        for [document, expected] in rows(table) {
            let found = format!("{:?}", problems(document));
            assert_eq!(found, format!("[{expected}]"), "{document}");
        }
    }

    #[test]
    fn a_bad_statement_leaves_its_neighbours() {
        let policy = Policy::parse(
            "p-test",
            r#"{"Statement":[7,{"Effect":"Deny","Action":"*","Resource":"*"},{"Effect":"Deny"}]}"#,
        );
        assert_eq!(policy.problems(), [Problem::Statement, Problem::NoAction]);
        assert_eq!(policy.statements.len(), 1);
    }

    #[test]
    fn deep_documents_are_refused_not_followed() {
        for (open, close) in [
            ("[", "]"),
            (r#"{"Statement":"#, "}"),
            (r#"{"Statement":["#, "]}"),
        ] {
            let deep = open.repeat(10_000) + &close.repeat(10_000);
            assert_eq!(problems(&deep), [Problem::Document]);
        }
        let condition = format!(
            r#"{{"Statement":{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{}1{}}}}}"#,
            r#"{"a":"#.repeat(100),
            "}".repeat(100),
        );
        assert_eq!(problems(&condition), [Problem::Statement]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_without_panic(document in "\\PC{0,200}") {
            let policy = Policy::parse("p-test", &document);
            prop_assert!(policy.statements.is_empty());
        }

        #[test]
        fn any_cut_of_a_document_denies_nothing(length in 0usize..140) {
            let document = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:AssumedRoot":"true"}}}]}"#;
            prop_assume!(length < document.len());
            let policy = Policy::parse("p-test", &document[..length]);
            prop_assert_eq!(policy.problems(), [Problem::Document]);
        }
    }
}
