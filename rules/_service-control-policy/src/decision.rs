//! The answer, and the smallest reason for it.

use crate::document::Problem;

/// Whether the root user is denied everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Every action on every resource is denied, besides the exempted actions.
    Denied(Denial),
    /// No service control policy denies, or certainly denies, some request of the root user.
    NotDenied(Reason),
}

/// A denial of everything, besides what is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// What denies it.
    pub by: DenialCause,
    /// The exempted actions that no policy denies, as written in the policies' `NotAction` or the
    /// exemption.
    pub left: Vec<String>,
}

/// What denies everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DenialCause {
    /// One statement of this policy does.
    Policy(Attachment),
    /// These policies do together. The list is as short as could be found.
    Policies(Vec<Attachment>),
    /// This level (the id of the organization's root, an OU or the account) has no policy that
    /// allows the root user anything.
    NothingAllowed {
        /// The level's id.
        level: String,
    },
    /// The policies of several levels allow nothing in common, or only what others deny.
    NothingLeft,
}

/// A policy at one of the levels that it is attached to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attachment {
    /// The id of the organization's root, an OU or the account.
    pub level: String,
    /// The policy's id.
    pub policy: String,
}

/// Why the root user isn't denied everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The policy type is not enabled on the organization's root: no policy is in force.
    PolicyTypeDisabled,
    /// No policy in force denies the root user anything significant. If a policy can't be read: the
    /// first such policy, and what is wrong with it.
    NothingDeniesRoot(Option<(Attachment, Problem)>),
    /// The closest statement falls short by these, the smallest first; never empty.
    Partial {
        /// Where the statement is.
        closest: Attachment,
        /// What it leaves open.
        shortfalls: Vec<Shortfall>,
    },
    /// The policies are too complex to decide; this counts as not denied.
    TooComplex,
}

/// What a statement does not deny the root user. Patterns are as in the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// `NotAction` has these, and nothing else denies them.
    ExemptedActions(Vec<String>),
    /// `NotResource` has these, and nothing else denies them.
    ExemptedResources(Vec<String>),
    /// A condition doesn't certainly hold for every request.
    Condition {
        /// As written in the policy, such as `Bool`.
        operator: String,
        /// As written in the policy, such as `aws:MultiFactorAuthPresent`.
        key: String,
    },
    /// `Resource` covers these only.
    OnlyResources(Vec<String>),
    /// `Action` covers these only.
    OnlyActions(Vec<String>),
    /// A condition holds for no request of the root user.
    ConditionNeverHolds {
        /// As written in the policy, such as `ArnNotLike`.
        operator: String,
        /// As written in the policy, such as `aws:PrincipalArn`.
        key: String,
    },
}

impl Shortfall {
    /// Smaller ones are closer to a full denial.
    pub(crate) fn rank(&self) -> usize {
        match self {
            Self::ExemptedActions(_) => 0,
            Self::ExemptedResources(_) => 1,
            Self::Condition { .. } => 2,
            Self::OnlyResources(_) => 3,
            Self::OnlyActions(_) => 4,
            Self::ConditionNeverHolds { .. } => 5,
        }
    }

    pub(crate) fn size(&self) -> usize {
        match self {
            Self::ExemptedActions(patterns) | Self::ExemptedResources(patterns) => patterns.len(),
            _ => 1,
        }
    }
}
