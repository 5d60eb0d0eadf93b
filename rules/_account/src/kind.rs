/// What an account is to its organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
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

    /// Completes the sentence "the account is …".
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            Self::Management => "the organization's management account",
            Self::Member => "a member account of an organization",
            Self::Standalone => "not in an organization",
        }
    }
}
