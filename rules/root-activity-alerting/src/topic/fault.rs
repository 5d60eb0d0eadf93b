/// Why a topic would carry no alert, and what to do. Continues "topic NAME …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TopicFault {
    #[error("does not exist: choose one that does")]
    Gone,
    #[error("has no confirmed subscription: create one for the people to alert, and confirm it")]
    NobodyConfirmed,
    #[error(
        "has an access policy that does not let {0} publish: allow it sns:Publish on this topic"
    )]
    NotAllowed(&'static str),
    #[error(
        "has an access policy that stops {0} from publishing: exclude it from the Deny \
             statement"
    )]
    Denied(&'static str),
    #[error(
        "is encrypted with the AWS managed key (alias/aws/sns), which {0} can't use: use a \
         customer managed key"
    )]
    KeyOfAws(&'static str),
    #[error("is encrypted with a KMS key that does not exist: choose one that does")]
    KeyGone,
    #[error("is encrypted with a KMS key in the state {0}: enable it")]
    KeyUnusable(String),
    #[error(
        "has a KMS key whose policy must let {service} use it: kms:Decrypt and \
         kms:GenerateDataKey*{hint}"
    )]
    KeyNotAllowed {
        service: &'static str,
        /// A further requirement.
        hint: &'static str,
    },
    #[error("has a KMS key whose policy denies {0}: exclude it from the Deny statement")]
    KeyDenied(&'static str),
}

/// What a topic's settings don't show, and what would show it. Continues "topic NAME …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TopicUnseen {
    #[error(
        "may let {service} publish or not, depending on {key}: allow it without that condition"
    )]
    Policy { service: &'static str, key: String },
    #[error(
        "has a KMS key that may let {service} use it or not, depending on {key}: allow it without \
         that condition"
    )]
    KeyPolicy { service: &'static str, key: String },
    #[error("is encrypted with a KMS key of account {0}, whose policy can't be seen from here")]
    KeyElsewhere(String),
    #[error(
        "is encrypted with a KMS key that this function may not read: allow its role {0} in the \
         key's policy"
    )]
    KeyHidden(&'static str),
}
