use std::path::Path;

use jiff::civil::Date;
use rule_metadata::{Rule, split_requirement};
use serde::Deserialize;

use super::text::read_text;
use crate::closest::suggestion;
use crate::error::PackError;

pub(super) const FILE: &str = "conformance-pack/frameworks.toml";

/// Who says that a check is evidence for a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Such as `security-hub-iam`.
    pub id: String,
    pub by: String,
    pub title: String,
    pub url: String,
    /// The day on which it was read, or that of the version which the link is fixed to.
    pub read: Date,
}

/// A standard that auditors ask by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Such as `cis-5.0`.
    pub id: String,
    pub title: String,
    /// Who publishes it.
    pub by: String,
    pub requirements: Vec<Requirement>,
}

/// A requirement that a rule is evidence for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The framework's own id, such as `1.4`.
    pub id: String,
    /// In this project's words.
    pub title: String,
    /// What no rule sees of it.
    pub beyond: String,
}

/// frameworks.toml.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frameworks {
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
    #[serde(rename = "framework")]
    pub all: Vec<Framework>,
}

#[derive(Debug, thiserror::Error)]
enum Unknown {
    #[error("rule {rule}: frameworks: {requirement} isn't in conformance-pack/frameworks.toml")]
    Requirement { rule: String, requirement: String },
    #[error(
        "rule {rule}: frameworks: no [[source]] of conformance-pack/frameworks.toml has the id {id}"
    )]
    Source { rule: String, id: String },
    #[error("no framework is called {name}{suggestion} (docs/frameworks.md lists them)")]
    Framework { name: String, suggestion: String },
}

impl Framework {
    /// As rule.toml names it.
    pub fn written(&self, requirement: &Requirement) -> String {
        format!("{}/{}", self.id, requirement.id)
    }

    /// The requirements that a rule is evidence for.
    pub fn of<'a>(&'a self, rule: &'a Rule) -> impl Iterator<Item = &'a Requirement> {
        self.requirements
            .iter()
            .filter(|requirement| self.is_evidence(rule, requirement))
    }

    pub fn is_evidence(&self, rule: &Rule, requirement: &Requirement) -> bool {
        rule.requirements()
            .filter_map(split_requirement)
            .any(|(framework, id)| framework == self.id && id == requirement.id)
    }
}

impl Frameworks {
    pub(super) fn read(path: &Path) -> Result<Self, PackError> {
        toml::from_str(&read_text(path)?).map_err(|error| PackError::Syntax {
            path: path.to_owned(),
            message: error.to_string(),
        })
    }

    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The framework of that name.
    pub fn named(&self, name: &str) -> Result<&Framework, PackError> {
        self.all
            .iter()
            .find(|framework| framework.id == name)
            .ok_or_else(|| {
                let known = self.all.iter().map(|framework| framework.id.as_str());
                PackError::command(Unknown::Framework {
                    name: name.to_owned(),
                    suggestion: suggestion(name, known),
                })
            })
    }

    /// What `cis-5.0/1.4` is.
    pub fn requirement(&self, written: &str) -> Option<(&Framework, &Requirement)> {
        let (framework, id) = split_requirement(written)?;
        let framework = self.all.iter().find(|known| known.id == framework)?;
        let requirement = framework.requirements.iter().find(|known| known.id == id)?;
        Some((framework, requirement))
    }

    /// Refuses a rule that names a requirement or a source which isn't in the file.
    pub(super) fn check(&self, rule: &Rule) -> Result<(), PackError> {
        let name = || rule.name.clone();
        for mapping in &rule.frameworks {
            if self.source(&mapping.source).is_none() {
                return Err(PackError::command(Unknown::Source {
                    rule: name(),
                    id: mapping.source.clone(),
                }));
            }
        }
        match rule
            .requirements()
            .find(|written| self.requirement(written).is_none())
        {
            Some(requirement) => Err(PackError::command(Unknown::Requirement {
                rule: name(),
                requirement: requirement.to_owned(),
            })),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
        [[source]]
        id = 'a-source'
        by = 'AWS'
        title = 'A page'
        url = 'https://docs.aws.amazon.com/'
        read = '2026-10-01'
        [[framework]]
        id = 'cis-5.0'
        title = 'CIS'
        by = 'CIS'
        requirements = [
            { id = '1.3', title = 'No key', beyond = 'Nothing.' },
            { id = '1.4', title = 'MFA', beyond = 'Nothing.' },
        ]
    ";

    fn frameworks() -> Frameworks {
        toml::from_str(TEXT).unwrap()
    }

    fn rule(requirement: &str, source: &str) -> Rule {
        let text = format!(
            "title = 'A rule'\ndescription = 'A rule'\nrecommendations = ['MGMT-3']\n\
             frameworks = [{{ requirements = ['{requirement}'], source = '{source}' }}]\n\
             kinds = ['member']\nfrequency = 'Six_Hours'\nseverity = 'low'\ntimeout = 60\n"
        );
        Rule::parse("a-rule", &text).unwrap()
    }

    #[test]
    fn what_a_rule_names_is_in_the_file() {
        let frameworks = frameworks();
        assert!(frameworks.check(&rule("cis-5.0/1.4", "a-source")).is_ok());
        for (requirement, source, named) in [
            ("cis-5.0/1.5", "a-source", "cis-5.0/1.5"),
            ("cis-5/1.4", "a-source", "cis-5/1.4"),
            ("cis-5.0/1.4", "no-source", "no-source"),
        ] {
            let refused = frameworks.check(&rule(requirement, source)).unwrap_err();
            assert!(refused.to_string().contains(named), "{refused}");
        }
    }

    #[test]
    fn a_rule_is_evidence_for_the_requirements_that_it_names() {
        let frameworks = frameworks();
        let rule = rule("cis-5.0/1.4", "a-source");
        let framework = frameworks.named("cis-5.0").unwrap();
        let ids: Vec<_> = framework.of(&rule).map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["1.4"]);
        let refused = frameworks.named("cis-5").unwrap_err().to_string();
        assert!(refused.contains("cis-5.0"), "{refused}");
    }
}
