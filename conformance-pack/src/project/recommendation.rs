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
    pub(crate) points: Vec<String>,
    /// The page of AWS's documentation.
    pub(crate) source: String,
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
