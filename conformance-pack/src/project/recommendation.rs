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
    /// The pages of AWS that still say it; none where only the announced text does.
    pub(crate) today: Vec<Page>,
    /// What of it only the announced text says.
    pub(crate) announced_only: Option<String>,
}

/// What AWS's pages say that nothing here answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Open {
    pub(crate) says: String,
    pub(crate) why: String,
    pub(crate) today: Vec<Page>,
}

/// A page of AWS's documentation that makes recommendations today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Page {
    Rbp,
    Mgmt,
    Mbr,
    Multi,
    Root,
    Wa,
}

impl Page {
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Rbp => "Root user best practices",
            Self::Mgmt => "Best practices for the management account",
            Self::Mbr => "Best practices for member accounts",
            Self::Multi => "Best practices for a multi-account environment",
            Self::Root => "Centrally manage root access",
            Self::Wa => "Well-Architected, SEC01-BP02",
        }
    }

    pub(crate) fn address(self) -> &'static str {
        match self {
            Self::Rbp => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"
            }
            Self::Mgmt => {
                "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html"
            }
            Self::Mbr => {
                "https://docs.aws.amazon.com/organizations/latest/userguide/best-practices_member-acct.html"
            }
            Self::Multi => {
                "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices.html"
            }
            Self::Root => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html"
            }
            Self::Wa => {
                "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_securely_operate_aws_account.html"
            }
        }
    }
}

impl Point {
    /// What it says, marked where AWS's pages no longer do.
    pub(crate) fn described(&self) -> String {
        match (self.today.is_empty(), &self.announced_only) {
            (true, _) => format!("{} ({ANNOUNCED})", self.says),
            (false, Some(part)) => format!("{} ({ANNOUNCED}: {part})", self.says),
            (false, None) => self.says.clone(),
        }
    }
}

const ANNOUNCED: &str = "only in the text of October 2020";

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
    today: Vec<Page>,
    announced_only: Option<String>,
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
            today: written.today,
            announced_only: written.announced_only,
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
    open: Vec<Open>,
}

/// The recommendations, and what stands open beside them.
pub(super) fn parse(path: &Path) -> Result<(Vec<Recommendation>, Vec<Open>), PackError> {
    let written: Written =
        toml::from_str(&read_text(path)?).map_err(|error| PackError::Syntax {
            path: path.to_owned(),
            message: error.to_string(),
        })?;
    Ok((written.recommendation, written.open))
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
        toml::from_str(&format!("{text}\ntoday = ['RBP']"))
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

    #[test]
    fn what_only_the_announcement_says_is_marked() {
        let described = |rest: &str| {
            let text = format!("says = 'A.'\nrules = ['a-rule']\n{rest}");
            toml::from_str::<Point>(&text).unwrap().described()
        };
        assert_eq!(described("today = ['RBP', 'WA']"), "A.");
        assert_eq!(
            described("today = []"),
            "A. (only in the text of October 2020)"
        );
        assert_eq!(
            described("today = ['WA']\nannounced-only = 'b'"),
            "A. (only in the text of October 2020: b)"
        );
        assert!(toml::from_str::<Point>("says = 'A.'\nrules = ['a-rule']").is_err());
    }
}
