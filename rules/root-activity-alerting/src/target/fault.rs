/// To be read after the name of what sends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TargetFault {
    #[error("sends to nothing: add an SNS topic as target")]
    None,
    #[error(
        "sends to {0}, which must be an ARN with an account of twelve digits: add an SNS topic"
    )]
    Malformed(String),
}

/// To be read after the name of what sends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TargetUnseen {
    #[error("sends to {0}, and who hears of it there can't be seen: add an SNS topic")]
    Service(String),
    #[error(
        "sends to topic {0} with a role, and what that may do is not followed: remove the role, and \
         let the topic's policy allow events.amazonaws.com"
    )]
    ByRole(String),
}
