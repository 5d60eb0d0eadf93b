use crate::extent::Extent;
use crate::pattern::Glob;
use crate::piece::{Piece, Variables, pieces};
use std::fmt;
use std::str::FromStr;

/// Actions of one service, such as `iam:CreateVirtualMFADevice` or `support:*`.
///
/// The service has no wildcard: a pattern for every service would exempt everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPattern(String);

/// Why a text is not an [`ActionPattern`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an IAM action of one service (service:Action, with * and ? in the action only)")]
pub struct ActionPatternError;

impl FromStr for ActionPattern {
    type Err = ActionPatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_service = |service: &str| {
            !service.is_empty()
                && service
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let is_action = |action: &str| {
            !action.is_empty()
                && action
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "*?-_".contains(c))
        };
        match text.split_once(':') {
            Some((service, action)) if is_service(service) && is_action(action) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(ActionPatternError),
        }
    }
}

impl fmt::Display for ActionPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl ActionPattern {
    /// The pattern's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn glob(&self) -> Glob {
        ignoring_case(&self.0)
    }
}

/// A policy's action, compared without regard to letter case.
///
/// `None` if it is unclear what it matches: AWS documents wildcards in an action's name, but not in
/// its service. `*` and `*:*` are every action.
pub(crate) fn action_glob(text: &str) -> Option<Glob> {
    match text.split_once(':') {
        _ if is_every_action(text) => Some(any_action()),
        Some((service, _)) if !service.contains(['*', '?']) => Some(ignoring_case(text)),
        _ => None,
    }
}

pub(crate) fn action_extent(text: &str) -> Extent {
    action_glob(text).map_or(Extent::UNKNOWN, Extent::exactly)
}

/// Every action has a service and a name. Which actions exist is left open: AWS adds some every
/// day.
pub(crate) fn any_action() -> Glob {
    ignoring_case("?*:?*")
}

pub(crate) fn is_every_action(text: &str) -> bool {
    matches!(text, "*" | "*:*")
}

/// Actions have no variables: `$` is a character like any other.
fn ignoring_case(text: &str) -> Glob {
    let literal = || text.chars().map(Piece::Char).collect();
    Glob::whole_ignoring_case(&pieces(text, Variables::Known).unwrap_or_else(|_| literal()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exempted_action_is_of_one_service() {
        for text in [
            "iam:CreateVirtualMFADevice",
            "support:*",
            "s3:Get*Acl",
            "kafka-cluster:Connect",
        ] {
            assert_eq!(text.parse::<ActionPattern>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "*",
            "*:*",
            "iam",
            "iam:",
            ":x",
            "i*m:Get",
            "iam:Get User",
            "a:b:c",
            "iam:${x}",
        ] {
            assert!(text.parse::<ActionPattern>().is_err(), "{text}");
        }
    }

    #[test]
    fn letter_case_of_actions_is_ignored() {
        assert!(
            action_glob("IAM:create*")
                .unwrap()
                .matches("iam:createuser")
        );
    }

    #[test]
    fn a_wildcard_in_the_service_is_open() {
        for text in ["i*:Get", "*:Get*", "?*:*", "iam*", "**", ""] {
            assert_eq!(action_glob(text), None, "{text}");
        }
        assert_eq!(action_glob("*"), action_glob("*:*"));
    }
}
