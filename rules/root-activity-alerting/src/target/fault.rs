/// Continues the name of the sender.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TargetFault {
    #[error("sends to nothing: add an SNS topic as target")]
    None,
    #[error(
        "sends to {0}, which must be an ARN with an account of twelve digits: add an SNS topic"
    )]
    Malformed(String),
}

/// Continues the name of the sender.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TargetUnseen {
    #[error("sends to {0}, and this rule can't see who is notified there: add an SNS topic")]
    Service(String),
    #[error(
        "sends to topic {0} with a role, whose permissions this rule does not check: remove the \
         role, and allow events.amazonaws.com in the topic's policy"
    )]
    ByRole(String),
}
