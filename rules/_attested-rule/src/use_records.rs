use attestation::{Flaw, UseRecord, uses_path};
use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_parameters_by_path::GetParametersByPathOutput;
use aws_sdk_ssm::types::Parameter;
use config_rule::{Aws, Later, Pages, ReadError, Subject};
use jiff::Timestamp;

use crate::now;
use crate::stored::Stored;

const GET_PARAMETERS_BY_PATH: &str = "ssm:GetParametersByPath";

/// Reads the records of the uses of an account's root user.
#[derive(Debug)]
pub struct UseRecords {
    ssm: Later<Client>,
}

/// A record in Parameter Store, or why it is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredUse {
    /// The last part of the parameter's name.
    pub name: String,
    pub record: Result<UseRecord, Flaw>,
}

impl StoredUse {
    /// The name of the first record that is not accepted and what to correct in it, as a sentence;
    /// `None` if all are accepted.
    #[must_use]
    pub fn first_flaw(records: &[Self]) -> Option<String> {
        records.iter().find_map(|stored| {
            let flaw = stored.record.as_ref().err()?;
            Some(format!(
                "Use record {} is not accepted: {flaw}.",
                stored.name
            ))
        })
    }
}

impl UseRecords {
    /// Calls nothing.
    #[must_use]
    pub fn new(aws: &Aws) -> Self {
        Self {
            ssm: aws.later(|aws| Client::new(aws.organization())),
        }
    }

    /// All records of the account, page by page. One of more than `max_hours` is not accepted.
    ///
    /// # Errors
    ///
    /// Parameter Store could not be read.
    pub async fn read(
        &self,
        subject: &Subject<'_>,
        max_hours: u32,
    ) -> Result<Vec<StoredUse>, ReadError> {
        let path = uses_path(Some(subject.account));
        let now = now(subject);
        let mut pages = Pages::of(
            GET_PARAMETERS_BY_PATH,
            GetParametersByPathOutput::next_token,
            async |token| {
                let request = self.ssm.get_parameters_by_path().path(&path);
                request.set_next_token(token).send().await
            },
        );
        let mut records = Vec::new();
        while let Some(page) = pages.next().await? {
            let parameters = page
                .parameters
                .ok_or_else(|| ReadError::lacks(GET_PARAMETERS_BY_PATH, "Parameters"))?;
            for parameter in parameters {
                records.push(stored_use(parameter, now, max_hours)?);
            }
        }
        Ok(records)
    }
}

fn stored_use(
    parameter: Parameter,
    now: Timestamp,
    max_hours: u32,
) -> Result<StoredUse, ReadError> {
    let lacks = |field| ReadError::lacks(GET_PARAMETERS_BY_PATH, field);
    let path = parameter.name.ok_or_else(|| lacks("Name"))?;
    let record = Stored::of(parameter.r#type.as_ref(), parameter.value)
        .ok_or_else(|| lacks("Value"))?
        .read(|text| UseRecord::parse(text, now)?.within(max_hours));
    let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
    Ok(StoredUse { name, record })
}

#[cfg(test)]
mod tests {
    use aws_sdk_ssm::types::ParameterType;

    use super::*;

    fn stored(value: Option<&str>, kind: ParameterType) -> Result<StoredUse, ReadError> {
        stored_use(
            Parameter::builder()
                .name("/root-credential-rules/uses/111111111111/2026-10-01-billing")
                .r#type(kind)
                .set_value(value.map(str::to_owned))
                .build(),
            "2026-10-02T09:00:00Z".parse().unwrap(),
            24,
        )
    }

    #[test]
    fn a_record_has_the_last_part_of_its_path_as_name() {
        let text = r#"{
            "schemaVersion": 1,
            "from": "2026-10-01T09:00:00Z",
            "to": "2026-10-01T10:00:00Z",
            "purpose": "use-root",
            "people": ["Ana Ruiz", "Bo Lind"],
            "reference": "https://tickets.example.com/1"
        }"#;
        let stored = stored(Some(text), ParameterType::String).unwrap();
        assert_eq!(stored.name, "2026-10-01-billing");
        assert!(stored.record.is_ok());
    }

    #[test]
    fn a_record_longer_than_a_use_may_be_is_not_accepted() {
        let record = |from: &str| {
            let text = format!(
                r#"{{"schemaVersion":1,"from":"{from}","to":"2026-10-02T08:00:00Z","purpose":"use-root",
                "people":["Ana Ruiz","Bo Lind"],"reference":"https://tickets.example.com/1"}}"#
            );
            stored(Some(&text), ParameterType::String).unwrap().record
        };
        assert!(record("2026-10-01T08:00:00Z").is_ok());
        for (from, hours) in [
            ("2026-10-01T07:59:59Z", 25),
            ("1970-01-01T00:00:00Z", 497_480),
        ] {
            let flaw = record(from).unwrap_err();
            let long = Flaw::TooLong {
                hours,
                max_hours: 24,
            };
            assert_eq!(flaw, long);
        }
    }

    #[test]
    fn a_record_that_is_not_accepted_says_why() {
        let flaw = |value, kind| stored(value, kind).unwrap().record.unwrap_err();
        assert_eq!(
            flaw(Some("cipher"), ParameterType::SecureString),
            Flaw::Encrypted
        );
        assert_eq!(flaw(Some("{}"), ParameterType::StringList), Flaw::List);
        assert_eq!(flaw(Some("[]"), ParameterType::String), Flaw::NoObject);

        let records = [stored(Some("[]"), ParameterType::String).unwrap()];
        assert_eq!(
            StoredUse::first_flaw(&records).as_deref(),
            Some("Use record 2026-10-01-billing is not accepted: it must be a JSON object.")
        );
        assert_eq!(StoredUse::first_flaw(&[]), None);
    }

    #[test]
    fn a_record_without_a_value_could_not_be_read() {
        assert!(matches!(
            stored(None, ParameterType::String),
            Err(ReadError::Malformed { .. })
        ));
    }
}
