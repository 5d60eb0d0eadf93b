/// Why a topic would carry no alert, and what to do; to be read after "topic such-and-such …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TopicFault {
    #[error("does not exist: send to one that does")]
    Gone,
    #[error("has no confirmed subscription: subscribe those who are to hear of it, and confirm")]
    NobodyConfirmed,
    #[error(
        "has an access policy that does not let {0} publish: allow it sns:Publish on this topic"
    )]
    NotAllowed(&'static str),
    #[error("has an access policy that denies {0} to publish: except it from the denial")]
    Denied(&'static str),
    #[error(
        "is encrypted with AWS's own key (alias/aws/sns), which {0} can't use: use a customer \
         managed key"
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
        /// What else has to be minded.
        hint: &'static str,
    },
    #[error("has a KMS key whose policy denies {0} its use: except it from the denial")]
    KeyDenied(&'static str),
}

/// What of a topic can't be seen, and what would tell; to be read after "topic such-and-such …".
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
        "is encrypted with a KMS key that does not let this function ask: allow its role {0} in \
         the key's policy"
    )]
    KeyHidden(&'static str),
}
