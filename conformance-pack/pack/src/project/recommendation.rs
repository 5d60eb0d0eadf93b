use std::collections::BTreeSet;
use std::path::Path;

use rule_metadata::{AccountKind, Rule};
use serde::Deserialize;

use super::text::read_text;
use crate::error::PackError;

/// Whose recommendation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    Management,
    Member,
    Added,
}

impl Group {
    pub const ALL: [Self; 3] = [Self::Management, Self::Member, Self::Added];

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Management => "Management account, or a single account",
            Self::Member => "Member accounts",
            Self::Added => "Added since",
        }
    }

    /// Whether the recommendation is about an account of this kind.
    pub fn concerns(self, kind: AccountKind) -> bool {
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
pub struct Recommendation {
    /// Such as `MGMT-3`.
    pub id: String,
    pub group: Group,
    pub title: String,
    /// What it says in detail.
    pub points: Vec<Point>,
    /// The page of AWS's documentation with the announced text, or a later one.
    pub source: String,
}

/// A page of AWS's documentation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Such as `RBP`.
    pub id: String,
    pub title: String,
    pub url: String,
}

/// What else AWS says, without a rule for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub answer: OpenAnswer,
    pub says: String,
    /// By id.
    pub pages: Vec<String>,
    pub why: String,
}

/// Whether a rule may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenAnswer {
    NotAnswered,
    Open,
}

/// One point of a recommendation, and the rules for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenPoint")]
pub struct Point {
    pub says: String,
    /// AWS's pages that say it today, by id. Empty if only the announcement has it.
    pub pages: Vec<String>,
    /// What differs today, or which part of it only the announcement has.
    pub today: Option<String>,
    pub answer: Answer,
}

impl Point {
    /// The text for a point that is no longer on any AWS page.
    pub const ANNOUNCED_ONLY: &str = "announced in 2020, on none of AWS's pages today";

    /// Whether only the announcement of 2020 has it.
    pub fn is_announced_only(&self) -> bool {
        self.pages.is_empty()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The rules that judge it, at least one, and what they don't see.
    Rules {
        names: Vec<String>,
        beyond: Option<String>,
    },
    /// Why no rule can judge it.
    NoRule(String),
}

/// A point as in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenPoint {
    says: String,
    pages: Vec<String>,
    today: Option<String>,
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
            pages: written.pages,
            today: written.today,
            answer,
        })
    }
}

impl Recommendation {
    /// The rules that its points name, each once.
    pub fn answering(&self) -> BTreeSet<&str> {
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

/// recommendations.toml.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recommendations {
    #[serde(rename = "page")]
    pub pages: Vec<Page>,
    #[serde(rename = "recommendation")]
    pub all: Vec<Recommendation>,
    #[serde(default)]
    pub open: Vec<Open>,
}

impl Recommendations {
    /// A page that is named but not described.
    fn unknown_page(&self) -> Option<&str> {
        let of_points = self.all.iter().flat_map(|one| &one.points);
        let mut named = of_points
            .flat_map(|point| &point.pages)
            .chain(self.open.iter().flat_map(|open| &open.pages));
        named
            .find(|id| self.pages.iter().all(|page| page.id != **id))
            .map(String::as_str)
    }
}

pub(super) fn parse(path: &Path) -> Result<Recommendations, PackError> {
    let syntax = |message| PackError::Syntax {
        path: path.to_owned(),
        message,
    };
    let written: Recommendations =
        toml::from_str(&read_text(path)?).map_err(|error| syntax(error.to_string()))?;
    match written.unknown_page() {
        Some(id) => Err(syntax(format!("no [[page]] has the id {id}"))),
        None => Ok(written),
    }
}

/// A rule's position: by its first recommendation, then by name.
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
    fn a_point_has_rules_or_a_reason_for_having_none() {
        let answered =
            point("says = 'A.'\npages = ['RBP']\nrules = ['a-rule']\nbeyond = 'B.'").unwrap();
        assert_eq!(
            answered.answer,
            Answer::Rules {
                names: vec!["a-rule".to_owned()],
                beyond: Some("B.".to_owned())
            }
        );
        let unanswered =
            point("says = 'A.'\npages = ['RBP']\nno-rule = 'Nobody can tell.'").unwrap();
        assert_eq!(
            unanswered.answer,
            Answer::NoRule("Nobody can tell.".to_owned())
        );
        for wrong in [
            "says = 'A.'\npages = ['RBP']",
            "says = 'A.'\npages = ['RBP']\nrules = []",
            "says = 'A.'\npages = ['RBP']\nbeyond = 'B.'",
            "says = 'A.'\npages = ['RBP']\nrules = ['a-rule']\nno-rule = 'C.'",
            "says = 'A.'\npages = ['RBP']\nbeyond = 'B.'\nno-rule = 'C.'",
            "says = 'A.'\npages = ['RBP']\nrule = 'a-rule'",
        ] {
            assert!(point(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_point_without_a_page_is_announced_only() {
        let point = |pages| point(&format!("says = 'A.'\npages = {pages}\nno-rule = 'B.'"));
        assert!(point("[]").unwrap().is_announced_only());
        assert!(!point("['RBP']").unwrap().is_announced_only());
    }

    #[test]
    fn a_page_that_is_named_is_described() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recommendations.toml");
        let parsed = |id: &str| {
            let text = format!(
                "[[page]]\nid = 'RBP'\ntitle = 'A'\nurl = 'https://docs.aws.amazon.com/'\n\
                 [[recommendation]]\nid = 'IAM-1'\ngroup = 'added'\ntitle = 'B'\nsource = ''\n\
                 points = [{{ says = 'C.', pages = ['{id}'], rules = ['a-rule'] }}]\n"
            );
            std::fs::write(&path, text).unwrap();
            parse(&path).map(|read| read.all.len())
        };
        assert_eq!(parsed("RBP").unwrap(), 1);
        assert!(parsed("OLD").unwrap_err().to_string().contains("OLD"));
    }
}
