//! The checkout that a command works on, and the content of its files.

#[cfg(test)]
mod every_rule;
mod framework;
mod lock;
mod page;
mod recommendation;
mod text;

use std::env;
use std::path::{Path, PathBuf};

use local_aws::{Case, Promise};
use rule_metadata::Rule;

pub use framework::{Framework, Frameworks, Requirement};
pub use lock::LockedPackage;
pub use page::RulePage;
pub use recommendation::{Answer, Group, Open, OpenAnswer, Page, Point, Recommendation};

use crate::error::PackError;

/// A checkout of the project.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

/// A rule with all that its folder says about it.
#[derive(Debug)]
pub struct DocumentedRule {
    pub rule: Rule,
    pub page: RulePage,
    /// By file name.
    pub cases: Vec<Promise>,
}

/// All recommendations, and all rules in the order of their recommendations.
#[derive(Debug)]
pub struct Catalogue {
    pub recommendations: Vec<Recommendation>,
    /// The pages of AWS's documentation that they name.
    pub pages: Vec<Page>,
    /// What else AWS says, without a rule for it.
    pub open: Vec<Open>,
    pub frameworks: Frameworks,
    pub rules: Vec<DocumentedRule>,
}

impl Project {
    /// All packages that the workspace is built from, its own included.
    pub fn locked_packages(&self) -> Result<Vec<LockedPackage>, PackError> {
        lock::packages(self.path(lock::FILE))
    }

    /// The checkout around the current directory.
    pub fn find() -> Result<Self, PackError> {
        let directory = env::current_dir().map_err(PackError::read(Path::new(".")))?;
        directory
            .ancestors()
            .find(|folder| folder.join(RECOMMENDATIONS).is_file())
            .map(|root| Self {
                root: root.to_owned(),
            })
            .ok_or_else(|| PackError::NotInProject {
                directory: directory.clone(),
            })
    }

    /// A path inside the checkout.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// AWS's recommendations, in the order of the catalogue.
    pub fn recommendations(&self) -> Result<Vec<Recommendation>, PackError> {
        Ok(recommendation::parse(&self.path(RECOMMENDATIONS))?.all)
    }

    /// The frameworks whose requirements rules are evidence for.
    pub fn frameworks(&self) -> Result<Frameworks, PackError> {
        Frameworks::read(&self.path(framework::FILE))
    }

    /// The rules' metadata, in the order of the recommendations that they answer.
    pub fn rules(&self) -> Result<Vec<Rule>, PackError> {
        let recommendations = self.recommendations()?;
        let mut rules: Vec<Rule> = rule_metadata::discover(&self.root)?
            .into_iter()
            .map(|folder| folder.rule)
            .collect();
        rules.sort_by_key(|rule| recommendation::rank(rule, &recommendations));
        Ok(rules)
    }

    /// Refuses a rule for a recommendation that isn't in the catalogue.
    pub fn check_recommendations(&self, rule: &Rule) -> Result<(), PackError> {
        check_recommendations(rule, &self.recommendations()?)
    }

    /// Reads all that is generated from.
    pub fn catalogue(&self) -> Result<Catalogue, PackError> {
        let recommendation::Recommendations {
            all: recommendations,
            pages,
            open,
        } = recommendation::parse(&self.path(RECOMMENDATIONS))?;
        let mut rules = rule_metadata::discover(&self.root)?
            .into_iter()
            .map(|folder| {
                Ok(DocumentedRule {
                    page: RulePage::read(&folder.path.join("README.md"))?,
                    cases: Case::files(&folder.path)?
                        .iter()
                        .map(Promise::from_file)
                        .collect::<Result<_, _>>()?,
                    rule: folder.rule,
                })
            })
            .collect::<Result<Vec<_>, PackError>>()?;
        let frameworks = self.frameworks()?;
        for documented in &rules {
            check_recommendations(&documented.rule, &recommendations)?;
            frameworks.check(&documented.rule)?;
        }
        for recommendation in &recommendations {
            check_answers(recommendation, &rules)?;
        }
        rules.sort_by_key(|documented| recommendation::rank(&documented.rule, &recommendations));
        Ok(Catalogue {
            recommendations,
            pages,
            open,
            frameworks,
            rules,
        })
    }
}

const RECOMMENDATIONS: &str = "conformance-pack/recommendations.toml";

fn check_recommendations(rule: &Rule, known: &[Recommendation]) -> Result<(), PackError> {
    match rule
        .recommendations
        .iter()
        .find(|id| !known.iter().any(|recommendation| recommendation.id == **id))
    {
        Some(id) => Err(PackError::UnknownRecommendation {
            rule: rule.name.clone(),
            id: id.clone(),
        }),
        None => Ok(()),
    }
}

/// Refuses a rule that no longer exists, or that doesn't name the recommendation itself.
fn check_answers(
    recommendation: &Recommendation,
    rules: &[DocumentedRule],
) -> Result<(), PackError> {
    let id = &recommendation.id;
    let answers = |name: &str| {
        rules.iter().any(|documented| {
            documented.rule.name == name && documented.rule.recommendations.contains(id)
        })
    };
    match recommendation
        .answering()
        .into_iter()
        .find(|name| !answers(name))
    {
        Some(rule) => Err(PackError::NoAnswer {
            id: id.clone(),
            rule: rule.to_owned(),
        }),
        None => Ok(()),
    }
}

impl Catalogue {
    /// The page of AWS's documentation with that id.
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }

    /// The rule of that name.
    pub fn rule(&self, name: &str) -> Option<&DocumentedRule> {
        self.rules
            .iter()
            .find(|documented| documented.rule.name == name)
    }

    /// The rules that answer a recommendation.
    pub fn answering<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a DocumentedRule> {
        self.rules
            .iter()
            .filter(move |documented| documented.rule.recommendations.iter().any(|r| r == id))
    }
}
