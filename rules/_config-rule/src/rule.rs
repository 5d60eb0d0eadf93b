use crate::{AccountKind, Aws, Parameters, ReadError, Subject, Verdict};

/// What a running function needs from rule.toml; made by [`crate::metadata`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metadata {
    pub name: &'static str,
    /// Accounts of any other kind are NOT_APPLICABLE.
    pub kinds: &'static [AccountKind],
    /// Accounts in a partition without a usable root user are NOT_APPLICABLE.
    pub needs_root_user: bool,
}

impl Metadata {
    /// Whether the rule judges every kind of account, so the kind needn't be known. rule.toml names
    /// each kind once.
    pub(crate) const fn is_for_all(&self) -> bool {
        self.kinds.len() == AccountKind::ALL.len()
    }
}

/// A rule: facts are gathered from AWS, then the verdict is decided from them alone.
pub trait ConfigRule: Sized + 'static {
    const METADATA: Metadata;
    type Parameters: Parameters;
    /// The facts for the decision, in a type that can't hold invalid ones.
    type Facts;

    /// Called once in a function's life. Makes no calls, and creates its SDK clients
    /// [later](Aws::later).
    fn new(aws: &Aws) -> Self;

    /// Reads AWS. Only called for an account of one of the rule's kinds.
    ///
    /// # Errors
    ///
    /// What could not be read; the verdict is then never COMPLIANT.
    fn gather(
        &self,
        subject: &Subject<'_>,
        parameters: &Self::Parameters,
    ) -> impl Future<Output = Result<Self::Facts, ReadError>>;

    /// Decides from its arguments alone.
    fn decide(facts: Self::Facts, parameters: &Self::Parameters) -> Verdict;
}
