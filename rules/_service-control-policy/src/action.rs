use crate::pattern::{Glob, Piece, Variables, pieces};
use std::fmt;
use std::str::FromStr;

/// Actions of one service, such as `iam:CreateVirtualMFADevice` or `support:*`.
///
/// The service is written out: a pattern for every service would exempt all there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPattern(String);

/// What a text must be to be an [`ActionPattern`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("IAM action of one service (service:Action, with * and ? in the action only)")]
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
    pub(crate) fn glob(&self) -> Glob {
        action_glob(&self.0)
    }
}

/// Actions are compared without regard to letter case, and know no variables.
pub(crate) fn action_glob(text: &str) -> Glob {
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
        assert!(action_glob("IAM:create*").matches("iam:createuser"));
    }
}
