use attestation::Scope;
use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_parameters::GetParametersOutput;
use config_rule::{Aws, Later, ReadError, Subject};

use crate::document::{Document, Found};
use crate::now;
use crate::stored::Stored;

const GET_PARAMETERS: &str = "ssm:GetParameters";

/// Looks up the attestation that a rule needs.
#[derive(Debug)]
pub struct Documents {
    ssm: Later<Client>,
    rule: &'static str,
}

impl Documents {
    /// For the attestation of the rule with this name. Makes no calls.
    #[must_use]
    pub fn new(aws: &Aws, rule: &'static str) -> Self {
        Self {
            ssm: aws.later(|aws| Client::new(aws.organization())),
            rule,
        }
    }

    /// Looks in all scopes with one call.
    ///
    /// # Errors
    ///
    /// The account's kind or Parameter Store could not be read.
    pub async fn look_up(&self, subject: &Subject<'_>) -> Result<Document, ReadError> {
        let kind = subject.membership().await?.kind();
        let scopes = Scope::in_order(subject.account, kind);
        let answer = self
            .ssm
            .get_parameters()
            .set_names(Some(
                scopes
                    .iter()
                    .map(|scope| scope.attestation_path(self.rule))
                    .collect(),
            ))
            .send()
            .await
            .map_err(ReadError::of(GET_PARAMETERS))?;
        let found = first(&scopes, self.rule, answer)?;
        Ok(Document {
            rule: self.rule,
            kind,
            scopes,
            found,
            now: now(subject),
        })
    }
}

/// The document of the first scope that has one. The answer must list each name, as found or as
/// invalid: leaving one out says nothing about it.
fn first(
    scopes: &[Scope],
    rule: &str,
    mut answer: GetParametersOutput,
) -> Result<Option<Found>, ReadError> {
    let unknown = answer.invalid_parameters.take().unwrap_or_default();
    let mut parameters = answer.parameters.take().unwrap_or_default();
    for scope in scopes {
        let path = scope.attestation_path(rule);
        if unknown.contains(&path) {
            continue;
        }
        let at = parameters
            .iter()
            .position(|parameter| parameter.name() == Some(&path))
            .ok_or_else(|| ReadError::lacks(GET_PARAMETERS, "Parameters or InvalidParameters"))?;
        let parameter = parameters.swap_remove(at);
        let value = Stored::of(parameter.r#type.as_ref(), parameter.value)
            .ok_or_else(|| ReadError::lacks(GET_PARAMETERS, "Value"))?;
        return Ok(Some(Found {
            scope: scope.clone(),
            value,
        }));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestation::{AccountKind, Flaw};
    use aws_sdk_ssm::types::{Parameter, ParameterType};

    const RULE: &str = "root-access-reviewed";
    const OWN: &str = "/root-credential-rules/attestations/111111111111/root-access-reviewed";
    const SHARED: &str = "/root-credential-rules/attestations/members/root-access-reviewed";

    fn parameter(name: &str, kind: ParameterType, value: Option<&str>) -> Parameter {
        Parameter::builder()
            .name(name)
            .r#type(kind)
            .set_value(value.map(str::to_owned))
            .build()
    }

    fn found(
        parameters: Vec<Parameter>,
        unknown: &[&str],
    ) -> Result<Option<(String, Stored)>, ReadError> {
        let scopes = Scope::in_order(&"111111111111".parse().unwrap(), AccountKind::Member);
        let answer = GetParametersOutput::builder()
            .set_parameters(Some(parameters))
            .set_invalid_parameters(Some(unknown.iter().map(|&name| name.to_owned()).collect()))
            .build();
        first(&scopes, RULE, answer)
            .map(|found| found.map(|found| (found.scope.to_string(), found.value)))
    }

    fn text(of: &str) -> Stored {
        Stored::Text(of.to_owned())
    }

    #[test]
    fn the_accounts_own_document_comes_first() {
        let own = || parameter(OWN, ParameterType::String, Some("own"));
        let shared = || parameter(SHARED, ParameterType::String, Some("shared"));
        let first = |scope: &str, value: &str| Ok(Some((scope.to_owned(), text(value))));
        assert_eq!(
            found(vec![shared(), own()], &[]),
            first("111111111111", "own")
        );
        assert_eq!(found(vec![own()], &[SHARED]), first("111111111111", "own"));
        assert_eq!(found(vec![shared()], &[OWN]), first("members", "shared"));
        assert_eq!(found(vec![], &[SHARED, OWN]), Ok(None));
    }

    #[test]
    fn an_encrypted_document_is_found_but_not_read() {
        let secret = parameter(OWN, ParameterType::SecureString, Some("cipher"));
        assert_eq!(
            found(vec![secret], &[SHARED]),
            Ok(Some((
                "111111111111".to_owned(),
                Stored::Refused(Flaw::Encrypted)
            )))
        );
    }

    #[test]
    fn a_list_is_found_but_not_read() {
        let list = parameter(OWN, ParameterType::StringList, Some("{}"));
        assert_eq!(
            found(vec![list], &[SHARED]),
            Ok(Some((
                "111111111111".to_owned(),
                Stored::Refused(Flaw::List)
            )))
        );
    }

    #[test]
    fn an_answer_that_says_nothing_about_a_name_is_an_error() {
        let shared = || parameter(SHARED, ParameterType::String, Some("shared"));
        for (parameters, unknown) in [
            (vec![], &[][..]),
            (vec![shared()], &[]),
            (vec![], &[OWN]),
            (vec![parameter(OWN, ParameterType::String, None)], &[]),
        ] {
            assert!(matches!(
                found(parameters, unknown),
                Err(ReadError::Malformed { .. })
            ));
        }
    }
}
