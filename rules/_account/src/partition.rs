use std::fmt;

/// An AWS partition that the rules know; read from an ARN, never assumed.
///
/// Sources: IAM User Guide, "Amazon Resource Names (ARNs)"; AWS European Sovereign Cloud User Guide,
/// "Amazon Resource Names and partitions".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partition {
    Aws,
    China,
    GovCloud,
    /// The AWS European Sovereign Cloud.
    EuropeanSovereignCloud,
}

impl Partition {
    pub const ALL: [Self; 4] = [
        Self::Aws,
        Self::China,
        Self::GovCloud,
        Self::EuropeanSovereignCloud,
    ];

    /// The partition with this name, such as `aws-cn`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|partition| partition.as_str() == name)
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::China => "aws-cn",
            Self::GovCloud => "aws-us-gov",
            Self::EuropeanSovereignCloud => "aws-eusc",
        }
    }

    /// The Region in which the partition's global services, root's sign-in among them, record
    /// their events.
    #[must_use]
    pub const fn global_region(self) -> &'static str {
        match self {
            Self::Aws => "us-east-1",
            Self::China => "cn-north-1",
            Self::GovCloud => "us-gov-west-1",
            Self::EuropeanSovereignCloud => "eusc-de-east-1",
        }
    }

    /// Whether the root user can sign in to the console and so has a password. In AWS GovCloud (US)
    /// it has only access keys.
    ///
    /// Source: AWS GovCloud (US) User Guide, "AWS account root user".
    #[must_use]
    pub const fn has_root_password(self) -> bool {
        !matches!(self, Self::China | Self::GovCloud)
    }

    /// Whether there is a root user that somebody could use. The AWS China Regions have none: IAM
    /// users manage the accounts.
    ///
    /// Source: Getting Started with Amazon Web Services in China, "Amazon Identity and Access
    /// Management".
    #[must_use]
    pub const fn has_root_user(self) -> bool {
        !matches!(self, Self::China)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
