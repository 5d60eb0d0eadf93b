//! The two ways into a member account, and which rules can go which way.

use clap::ValueEnum;
use rule_metadata::Rule;

/// How a member account's own data is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MemberAccess {
    /// Assume a role in each member account, limited to what the rules declare
    Role,
    /// Open a session of each member's root user, limited to auditing its credentials; needs no
    /// role in the member accounts, and shows up in CloudTrail as a use of root
    RootAudit,
}

/// The managed policy that limits such a session, below `arn:<partition>:iam::aws:policy/`.
pub(super) const ROOT_TASK: &str = "root-task/IAMAuditRootUserCredentials";

/// What that policy allows.
///
/// Source: IAM User Guide, "Perform a privileged task on an AWS Organizations member account";
/// AWS Managed Policy Reference, IAMAuditRootUserCredentials.
const ROOT_TASK_ALLOWS: [&str; 7] = [
    "iam:GetAccessKeyLastUsed",
    "iam:GetAccountSummary",
    "iam:GetLoginProfile",
    "iam:GetUser",
    "iam:ListAccessKeys",
    "iam:ListMFADevices",
    "iam:ListSigningCertificates",
];

/// Whether the organization's management account answers such a call, so that no session of the
/// member is needed: the command asks it once for all.
pub(super) fn is_answered(action: &str) -> bool {
    action.starts_with("organizations:") || action.starts_with("ssm:GetParameter")
}

/// As [`is_answered`], and what the management account may ask about a member by its id.
pub(super) fn is_answered_about_member(action: &str) -> bool {
    is_answered(action) || action == "account:GetContactInformation"
}

/// What a rule calls with the session.
pub(super) fn needed(rule: &Rule, answered: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
    let Rule { permissions, .. } = rule;
    permissions
        .own
        .iter()
        .chain(&permissions.organization)
        .map(String::as_str)
        .filter(move |action| !answered(action))
}

impl MemberAccess {
    /// Whether a member's function gets the answer to such a call from the command.
    pub(super) fn answers(self, action: &str) -> bool {
        match self {
            Self::Role => is_answered(action),
            Self::RootAudit => is_answered_about_member(action),
        }
    }

    /// Why a rule can't be run in a member account this way.
    pub(super) fn obstacle(self, rule: &Rule) -> Option<String> {
        if self == Self::Role {
            return None;
        }
        let refused: Vec<&str> = needed(rule, is_answered_about_member)
            .filter(|action| !ROOT_TASK_ALLOWS.contains(action))
            .collect();
        (!refused.is_empty()).then(|| {
            format!(
                "root-audit doesn't allow {}: give --member-access role",
                refused.join(", ")
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use rule_metadata::AccountKind;

    use super::*;
    use crate::project::Project;

    /// Which of the pack's rules for members need a role there, and for what.
    #[test]
    fn the_rules_that_need_a_role_are_known() {
        let rules = Project::find().unwrap().rules().unwrap();
        let of_members: Vec<_> = rules
            .iter()
            .filter(|rule| rule.applies_to(AccountKind::Member))
            .collect();
        let obstacles: Vec<_> = of_members
            .iter()
            .filter_map(|rule| Some((rule.name.as_str(), MemberAccess::RootAudit.obstacle(rule)?)))
            .collect();
        let names: Vec<_> = obstacles.iter().map(|(name, _)| *name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        assert_eq!(
            sorted,
            [
                "root-access-tested",
                "root-activity-alerting",
                "root-mfa-hardware",
                "root-password-not-rotated",
                "root-use-documented",
            ]
        );
        let (_, reason) = obstacles
            .iter()
            .find(|(name, _)| *name == "root-mfa-hardware")
            .unwrap();
        assert_eq!(
            reason,
            "root-audit doesn't allow iam:ListVirtualMFADevices: give --member-access role"
        );
        for rule in of_members {
            assert_eq!(MemberAccess::Role.obstacle(rule), None);
        }
    }

    #[test]
    fn the_management_account_answers_for_members() {
        for (action, by_role, by_root_audit) in [
            ("organizations:DescribeAccount", true, true),
            ("ssm:GetParameters", true, true),
            ("ssm:GetParametersByPath", true, true),
            ("ssm:PutParameter", false, false),
            ("account:GetContactInformation", false, true),
            ("iam:GetAccountSummary", false, false),
        ] {
            assert_eq!(MemberAccess::Role.answers(action), by_role, "{action}");
            assert_eq!(
                MemberAccess::RootAudit.answers(action),
                by_root_audit,
                "{action}"
            );
        }
    }
}
