//! A rule's case file: the organization, the judged account, and the expected verdict.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;

use crate::engine::write_verdict;
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
    /// The judged account.
    pub account: AccountId,
    /// The rule's InputParameters as text.
    pub parameters: BTreeMap<String, String>,
    /// What the rule must say.
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
        /// The full annotation; `None` if there is none.
        annotation: Option<String>,
    },
    /// A failed invocation with this error type.
    Error(String),
}

/// What a case file says about its rule. The rest of the file is the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// One sentence for the documentation.
    pub title: String,
    /// The judged account.
    pub account: AccountId,
    /// The rule's InputParameters as text.
    pub parameters: BTreeMap<String, String>,
    /// What the rule must say.
    pub expect: Expect,
}

impl Display for Expect {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evaluation {
                compliance,
                annotation,
            } => write_verdict(formatter, compliance, annotation.as_deref()),
            Self::Error(error_type) => formatter.write_str(error_type),
        }
    }
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

impl Promise {
    /// Reads what a case file expects, with each `{{ … }}` unchanged.
    ///
    /// # Errors
    /// When the file can't be read, or expects neither a verdict nor an error.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let path = path.as_ref();
        read(path)?
            .parse::<Self>()
            .map_err(|error| error.in_file(path))
    }

    /// Takes the expectation out of a case file's table, and leaves the scenario.
    fn take_from(file: &mut toml::Table) -> Result<Self, ScenarioError> {
        let mut header = toml::Table::new();
        for name in ["title", "account", "parameters", "expect"] {
            if let Some(value) = file.remove(name) {
                header.insert(name.to_owned(), value);
            }
        }
        let header: Header = header.try_into()?;
        Ok(Self {
            title: header.title,
            account: header.account,
            parameters: header
                .parameters
                .into_iter()
                .map(|(name, value)| (name, as_text(value)))
                .collect(),
            expect: header.expect.try_into()?,
        })
    }
}

impl std::str::FromStr for Promise {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<Self, ScenarioError> {
        Self::take_from(&mut toml::from_str(text)?)
    }
}

impl TryFrom<RawExpect> for Expect {
    type Error = ScenarioError;

    fn try_from(raw: RawExpect) -> Result<Self, ScenarioError> {
        match raw {
            RawExpect {
                compliance: Some(compliance),
                annotation,
                error: None,
            } => Ok(Self::Evaluation {
                compliance,
                annotation,
            }),
            RawExpect {
                compliance: None,
                annotation: None,
                error: Some(error),
            } => Ok(Self::Error(error)),
            _ => Err(ScenarioError::Inconsistent(
                "[expect] holds either `compliance` and `annotation`, or `error`".to_owned(),
            )),
        }
    }
}

/// AWS Config passes every parameter as text.
fn as_text(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        other => other.to_string(),
    }
}

impl Case {
    /// The case files in a rule's folder, by name.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub fn files(rule: &Path) -> Result<Vec<PathBuf>, ScenarioError> {
        let folder = rule.join("cases");
        let unreadable = |source| ScenarioError::Unreadable {
            path: folder.clone(),
            source,
        };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// Reads all cases in a rule's folder, by file name.
    ///
    /// # Errors
    /// When the folder or a file can't be read, or a file is not a case.
    pub fn all(rule: &Path) -> Result<Vec<Self>, ScenarioError> {
        Self::files(rule)?.iter().map(Self::from_file).collect()
    }

    /// Reads a case file.
    ///
    /// # Errors
    /// When the file can't be read, is not a case, or has an invalid scenario.
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
        let mut file: toml::Table = toml::from_str(&resolve_times(text, Timestamp::now())?)?;
        let Promise {
            title,
            account,
            parameters,
            expect,
        } = Promise::take_from(&mut file)?;
        let scenario = Scenario::from_table(file)?;
        if !scenario.accounts.contains_key(&account) {
            return Err(ScenarioError::Inconsistent(format!(
                "the account judged, {account}, is not among the accounts"
            )));
        }
        Ok(Self {
            title,
            account,
            parameters,
            expect,
            scenario,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_promises_a_verdict_or_an_error() {
        let table = [
            ("compliance = 'COMPLIANT'\nannotation = 'Fine.'", true),
            ("error = 'AccessDenied'", true),
            ("compliance = 'COMPLIANT'", true),
            ("annotation = 'a'", false),
            (
                "compliance = 'COMPLIANT'\nannotation = 'a'\nerror = 'b'",
                false,
            ),
            ("", false),
        ];
        for (expected, good) in table {
            let text = format!("title = 'A case'\naccount = '111111111111'\n[expect]\n{expected}");
            assert_eq!(text.parse::<Promise>().is_ok(), good, "{expected}");
        }
    }
}
