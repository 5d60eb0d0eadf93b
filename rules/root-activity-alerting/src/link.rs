/// What is known of one link of the chain from an event to a subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link<B, U> {
    Works,
    /// Why it would not carry an alert, and what to do.
    Broken(B),
    /// What can't be seen from here, and what would show it.
    Unseen(U),
}

impl<B, U> Link<B, U> {
    pub(crate) fn works(&self) -> bool {
        matches!(self, Self::Works)
    }
}
