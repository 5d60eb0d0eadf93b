//! Metric filters on a trail's log group: which events they match, and which alarms that wakes.

mod alarms;
pub(crate) mod read;
mod written;

use serde_json::Value;

/// Why a filter would wake no alarm, and what to do; to be read after "metric filter such-and-such
/// …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FilterFault {
    #[error(
        "matches it and writes nothing, as it has no {0} for the filter's dimension: leave the \
         dimension out"
    )]
    NoDimension(String),
    #[error(
        "writes to metric {0}, on which there is no alarm with the same dimensions (those on \
         expressions are not seen): create one"
    )]
    NoAlarm(String),
}

/// What can't be seen of a filter, and what would tell; to be read after "metric filter
/// such-and-such …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FilterUnseen {
    #[error(
        "looks at transformed log events, and how they look can't be seen: create one on the \
         original events"
    )]
    Transformed,
    #[error("looks at some sources of log events only: leave out its field selection criteria")]
    SomeSources,
}

/// The field of a selector such as `$.userIdentity.type`.
fn selected(record: &Value, selector: &str) -> Option<String> {
    let path = selector.strip_prefix("$.")?;
    crate::record::field(record, path)
}
