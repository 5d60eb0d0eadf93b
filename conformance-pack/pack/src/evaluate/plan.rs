//! Which rules run, and with which parameters.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use local_aws::{Permissions, Scenario, engine};
use rule_metadata::Rule;

use crate::error::PackError;
use crate::project::Project;
use crate::tool::build;

/// Values of parameters by name, by the rule's name.
type RuleParameters = BTreeMap<String, BTreeMap<String, String>>;

/// The rules to run, in the order of the recommendations, and the parameters given to them.
#[derive(Debug)]
pub struct Plan {
    pub rules: Vec<Rule>,
    /// The names of all rules, whether they run or not.
    known: Vec<String>,
    parameters: RuleParameters,
}

/// A parameter as given on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenParameter {
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
    /// The named rules, or all if none is named.
    pub fn new(
        project: &Project,
        names: &[String],
        given: &[GivenParameter],
    ) -> Result<Self, PackError> {
        let rules = project.rules()?;
        let mut parameters = RuleParameters::new();
        for given in given {
            parameters
                .entry(given.rule.clone())
                .or_default()
                .insert(given.name.clone(), given.value.clone());
        }
        let mut plan = Self {
            known: rules.iter().map(|rule| rule.name.clone()).collect(),
            rules,
            parameters,
        };
        PackError::check_rules(names.iter().chain(plan.parameters.keys()), &plan.known)?;
        if !names.is_empty() {
            plan.rules.retain(|rule| names.contains(&rule.name));
        }
        Ok(plan)
    }

    /// The rules' binaries, by name: those in the folder, or what a build makes.
    pub fn binaries(
        &self,
        project: &Project,
        folder: Option<&Path>,
    ) -> Result<BTreeMap<String, PathBuf>, PackError> {
        match folder {
            Some(folder) => Ok(self.in_folder(folder)),
            None => self.built(project),
        }
    }

    /// The rules' binaries, by name, after they have been built.
    pub fn built(&self, project: &Project) -> Result<BTreeMap<String, PathBuf>, PackError> {
        let names: Vec<_> = self.rules.iter().map(|rule| rule.name.as_str()).collect();
        build::binaries(project, &names)
    }

    /// The rules' binaries in a folder, by name.
    fn in_folder(&self, folder: &Path) -> BTreeMap<String, PathBuf> {
        self.rules
            .iter()
            .map(|rule| (rule.name.clone(), folder.join(&rule.name)))
            .filter(|(_, binary)| binary.is_file())
            .collect()
    }

    /// The rules' functions, with the permissions that their roles have: without the organization's
    /// reader role, a function reads the organization itself. The scenario's parameters apply
    /// unless the command line sets them.
    pub fn functions(
        &self,
        binaries: &BTreeMap<String, PathBuf>,
        scenario: Option<&Scenario>,
    ) -> Result<Vec<engine::RunnableRule>, PackError> {
        let of_scenario = scenario.map(|scenario| &scenario.rule_parameters);
        let names = of_scenario.into_iter().flat_map(BTreeMap::keys);
        PackError::check_rules(names, &self.known)?;
        let has_reader_role = scenario.is_some_and(|of| of.reader_role_arn().is_some());
        self.rules
            .iter()
            .map(|rule| {
                let binary = binaries
                    .get(&rule.name)
                    .ok_or_else(|| PackError::NoBinary {
                        name: rule.name.clone(),
                    })?;
                let timeout = Duration::from_secs(rule.timeout.into());
                let mut function = engine::RunnableRule::new(&rule.name, binary, timeout);
                let mut permissions = Permissions {
                    own: rule.permissions.own.clone(),
                    organization: rule.permissions.organization.clone(),
                };
                if !has_reader_role {
                    permissions.own.append(&mut permissions.organization);
                }
                function.permissions = Some(permissions);
                for given in of_scenario.into_iter().chain([&self.parameters]) {
                    let of_rule = given.get(&rule.name).into_iter().flatten();
                    function
                        .parameters
                        .extend(of_rule.map(|(name, value)| (name.clone(), value.clone())));
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
