use crate::{AccountKind, Aws, Parameters, ReadError, Subject, Verdict};

/// What rule.toml says that a running function needs; made by [`crate::metadata`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metadata {
    pub name: &'static str,
    /// Accounts of any other kind are NOT_APPLICABLE.
    pub kinds: &'static [AccountKind],
    /// Accounts of a partition without a root user that somebody could use are NOT_APPLICABLE.
    pub needs_root_user: bool,
}

impl Metadata {
    /// Whether the rule judges accounts of every kind, so that the kind needn't be known.
    /// rule.toml names each kind once.
    pub(crate) const fn is_for_all(&self) -> bool {
        self.kinds.len() == AccountKind::ALL.len()
    }
}

/// A rule: facts are gathered from AWS, then the verdict is decided from them alone.
pub trait ConfigRule: Sized + 'static {
    const METADATA: Metadata;
    type Parameters: Parameters;
    /// What the decision rests on; a type that can't be wrong.
    type Facts;

    /// Made once in a function's life; calls nothing, and has its SDK clients made
    /// [later](Aws::later).
    fn new(aws: &Aws) -> Self;

    /// Reads AWS. Only called for an account of one of the rule's kinds.
    ///
    /// # Errors
    ///
    /// What could not be read; it is then never COMPLIANT.
    fn gather(
        &self,
        subject: &Subject<'_>,
        parameters: &Self::Parameters,
    ) -> impl Future<Output = Result<Self::Facts, ReadError>>;

    /// Decides, with no access to anything but its arguments.
    fn decide(facts: Self::Facts, parameters: &Self::Parameters) -> Verdict;
}
