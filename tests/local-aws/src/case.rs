//! A rule's case file: the organization, the account judged, and the verdict that is expected.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use crate::scenario::{AccountId, Scenario, ScenarioError, read, resolve_times};

/// A case of a rule.
///
/// ```toml
/// title = "A virtual MFA device with a name of its own is still virtual"
/// account = "111111111111"
///
/// [parameters]                  # optional; the rule's InputParameters
/// memberVirtualAllowed = true
///
/// [expect]
/// compliance = "NON_COMPLIANT"
/// annotation = "…"
///
/// # From here on, the scenario.
/// [accounts.111111111111.root]
/// mfa = [{ kind = "virtual", name = "vault" }]
/// ```
#[derive(Debug, Clone)]
pub struct Case {
    /// One sentence for the documentation.
    pub title: String,
    /// The account judged.
    pub account: AccountId,
    /// The rule's InputParameters as text.
    pub parameters: BTreeMap<String, String>,
    /// What the rule is to say.
    pub expect: Expect,
    /// The organization.
    pub scenario: Scenario,
}

/// What a rule is expected to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// An evaluation.
    Evaluation {
        /// `COMPLIANT`, `NON_COMPLIANT` or `NOT_APPLICABLE`.
        compliance: String,
        /// The annotation in full; none when there is none.
        annotation: Option<String>,
    },
    /// A failed invocation with this error type.
    Error(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    title: String,
    account: AccountId,
    #[serde(default)]
    parameters: BTreeMap<String, toml::Value>,
    expect: RawExpect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExpect {
    compliance: Option<String>,
    annotation: Option<String>,
    error: Option<String>,
}

impl Case {
    /// Reads a case file.
    ///
    /// # Errors
    /// When the file can't be read, is no case, or its scenario is refused.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let path = path.as_ref();
        read(path)?
            .parse::<Self>()
            .map_err(|error| error.in_file(path))
    }
}

impl std::str::FromStr for Case {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<Self, ScenarioError> {
        let mut scenario: toml::Table = toml::from_str(&resolve_times(text, Timestamp::now())?)?;
        let mut header = toml::Table::new();
        for name in ["title", "account", "parameters", "expect"] {
            if let Some(value) = scenario.remove(name) {
                header.insert(name.to_owned(), value);
            }
        }
        let header: Header = header.try_into()?;
        let scenario = Scenario::from_table(scenario)?;
        if !scenario.accounts.contains_key(&header.account) {
            return Err(ScenarioError::Inconsistent(format!(
                "the account judged, {}, is not among the accounts",
                header.account
            )));
        }
        let expect = match header.expect {
            RawExpect {
                compliance: Some(compliance),
                annotation,
                error: None,
            } => Expect::Evaluation {
                compliance,
                annotation,
            },
            RawExpect {
                compliance: None,
                annotation: None,
                error: Some(error),
            } => Expect::Error(error),
            _ => {
                return Err(ScenarioError::Inconsistent(
                    "[expect] holds either `compliance` and `annotation`, or `error`".to_owned(),
                ));
            }
        };
        let parameters = header
            .parameters
            .into_iter()
            .map(|(name, value)| {
                // AWS Config hands every value on as text.
                let text = match value {
                    toml::Value::String(text) => text,
                    other => other.to_string(),
                };
                (name, text)
            })
            .collect();
        Ok(Self {
            title: header.title,
            account: header.account,
            parameters,
            expect,
            scenario,
        })
    }
}
