use std::collections::BTreeSet;
use std::path::Path;

use rule_metadata::{AccountKind, Rule};
use serde::Deserialize;

use super::read_text;
use crate::error::PackError;

/// Whose recommendation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Group {
    Management,
    Member,
    Added,
}

impl Group {
    pub(crate) const ALL: [Self; 3] = [Self::Management, Self::Member, Self::Added];

    /// As a heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Management => "Management account, or a single account",
            Self::Member => "Member accounts",
            Self::Added => "Added since",
        }
    }

    /// Whether an account of this kind is what the recommendation speaks of.
    pub(crate) fn concerns(self, kind: AccountKind) -> bool {
        match self {
            Self::Management => kind != AccountKind::Member,
            Self::Member => kind == AccountKind::Member,
            Self::Added => true,
        }
    }
}

/// One of AWS's recommendations for root user credentials.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recommendation {
    /// Such as `MGMT-3`.
    pub(crate) id: String,
    pub(crate) group: Group,
    pub(crate) title: String,
    /// What it says in detail.
    pub(crate) points: Vec<Point>,
    /// The page of AWS's documentation.
    pub(crate) source: String,
}

/// One thing that a recommendation says, and what answers it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenPoint")]
pub(crate) struct Point {
    pub(crate) says: String,
    pub(crate) answer: Answer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The rules that judge it, one at least, and what of it they don't see.
    Rules {
        names: Vec<String>,
        beyond: Option<String>,
    },
    /// Why no rule can judge it.
    NoRule(String),
}

/// A point as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenPoint {
    says: String,
    #[serde(default)]
    rules: Vec<String>,
    beyond: Option<String>,
    no_rule: Option<String>,
}

impl TryFrom<WrittenPoint> for Point {
    type Error = &'static str;

    fn try_from(written: WrittenPoint) -> Result<Self, Self::Error> {
        let answer = match (written.rules, written.beyond, written.no_rule) {
            (rules, None, Some(why)) if rules.is_empty() => Answer::NoRule(why),
            (rules, beyond, None) if !rules.is_empty() => Answer::Rules {
                names: rules,
                beyond,
            },
            _ => return Err("a point has either `rules` (and perhaps `beyond`) or `no-rule`"),
        };
        Ok(Self {
            says: written.says,
            answer,
        })
    }
}

impl Recommendation {
    /// The rules that its points name, each once.
    pub(crate) fn answering(&self) -> BTreeSet<&str> {
        self.points
            .iter()
            .filter_map(|point| match &point.answer {
                Answer::Rules { names, .. } => Some(names),
                Answer::NoRule(_) => None,
            })
            .flatten()
            .map(String::as_str)
            .collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    recommendation: Vec<Recommendation>,
}

pub(super) fn parse(path: &Path) -> Result<Vec<Recommendation>, PackError> {
    let written: Written =
        toml::from_str(&read_text(path)?).map_err(|error| PackError::Syntax {
            path: path.to_owned(),
            message: error.to_string(),
        })?;
    Ok(written.recommendation)
}

/// Where a rule stands: by its first recommendation, then by name.
pub(super) fn rank(rule: &Rule, all: &[Recommendation]) -> (usize, String) {
    let position = all
        .iter()
        .position(|recommendation| rule.recommendations.first() == Some(&recommendation.id));
    (position.unwrap_or(all.len()), rule.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str) -> Result<Point, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn a_point_has_rules_or_says_why_there_is_none() {
        let answered = point("says = 'A.'\nrules = ['a-rule']\nbeyond = 'B.'").unwrap();
        assert_eq!(
            answered.answer,
            Answer::Rules {
                names: vec!["a-rule".to_owned()],
                beyond: Some("B.".to_owned())
            }
        );
        let unanswered = point("says = 'A.'\nno-rule = 'Nobody can tell.'").unwrap();
        assert_eq!(
            unanswered.answer,
            Answer::NoRule("Nobody can tell.".to_owned())
        );
        for wrong in [
            "says = 'A.'",
            "says = 'A.'\nrules = []",
            "says = 'A.'\nbeyond = 'B.'",
            "says = 'A.'\nrules = ['a-rule']\nno-rule = 'C.'",
            "says = 'A.'\nbeyond = 'B.'\nno-rule = 'C.'",
            "says = 'A.'\nrule = 'a-rule'",
        ] {
            assert!(point(wrong).is_err(), "{wrong}");
        }
    }
}
