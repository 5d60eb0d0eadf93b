use serde::Deserialize;

/// What an account is to its organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    Management,
    Member,
    /// In no organization.
    Standalone,
}

impl AccountKind {
    pub const ALL: [Self; 3] = [Self::Management, Self::Member, Self::Standalone];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Management => "management",
            Self::Member => "member",
            Self::Standalone => "standalone",
        }
    }
}
