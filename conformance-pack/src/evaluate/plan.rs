//! Which rules are run, and with what.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use local_config::{Permissions, engine};
use rule_metadata::Rule;

use crate::error::PackError;
use crate::project::Project;

/// The rules to run, in the order of the recommendations, and the parameters given to them.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) rules: Vec<Rule>,
    parameters: BTreeMap<String, BTreeMap<String, String>>,
}

/// A parameter as it is given on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GivenParameter {
    rule: String,
    name: String,
    value: String,
}

impl FromStr for GivenParameter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split_once('=')
            .and_then(|(key, value)| {
                let (rule, name) = key.split_once('.')?;
                Some(Self {
                    rule: rule.to_owned(),
                    name: name.to_owned(),
                    value: value.to_owned(),
                })
            })
            .ok_or_else(|| {
                "must be RULE.NAME=VALUE, such as root-mfa-hardware.memberVirtualAllowed=true"
                    .to_owned()
            })
    }
}

impl Plan {
    /// The named rules, or all where none is named.
    pub(super) fn new(
        project: &Project,
        names: &[String],
        given: &[GivenParameter],
    ) -> Result<Self, PackError> {
        let mut rules = project.rules()?;
        let known: Vec<String> = rules.iter().map(|rule| rule.name.clone()).collect();
        for name in names.iter().chain(given.iter().map(|given| &given.rule)) {
            if !known.contains(name) {
                return Err(PackError::UnknownRule {
                    name: name.clone(),
                    known: known.join(", "),
                });
            }
        }
        if !names.is_empty() {
            rules.retain(|rule| names.contains(&rule.name));
        }
        let mut parameters: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for given in given {
            parameters
                .entry(given.rule.clone())
                .or_default()
                .insert(given.name.clone(), given.value.clone());
        }
        Ok(Self { rules, parameters })
    }

    /// The rules' functions, with the permissions that their roles have.
    pub(super) fn functions(
        &self,
        binaries: &BTreeMap<String, PathBuf>,
    ) -> Result<Vec<engine::Rule>, PackError> {
        self.rules
            .iter()
            .map(|rule| {
                let binary = binaries
                    .get(&rule.name)
                    .ok_or_else(|| PackError::NoBinary {
                        rule: rule.name.clone(),
                    })?;
                let timeout = Duration::from_secs(rule.timeout.into());
                let mut function = engine::Rule::new(&rule.name, binary, timeout);
                function.permissions = Some(Permissions {
                    own: rule.permissions.own.clone(),
                    organization: rule.permissions.organization.clone(),
                });
                if let Some(given) = self.parameters.get(&rule.name) {
                    function.parameters.clone_from(given);
                }
                Ok(function)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_given_by_rule_and_name() {
        let given: GivenParameter = "a-rule.domains=a.example=b".parse().unwrap();
        assert_eq!(
            (
                given.rule.as_str(),
                given.name.as_str(),
                given.value.as_str()
            ),
            ("a-rule", "domains", "a.example=b")
        );
        for wrong in ["a-rule", "a-rule.x", "x=1", ""] {
            assert!(wrong.parse::<GivenParameter>().is_err(), "{wrong}");
        }
    }
}
