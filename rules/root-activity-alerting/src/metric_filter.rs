//! Metric filters on a trail's log group: which events they match, and which alarms that triggers.

mod alarms;
pub(crate) mod read;
mod written;

use serde_json::Value;

/// Why a filter would trigger no alarm, and what to do. Continues "metric filter NAME …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FilterFault {
    #[error(
        "matches it but writes nothing, because the event has no {0} for the filter's dimension: \
         remove the dimension"
    )]
    NoDimension(String),
    #[error(
        "writes to metric {0}, which has no alarm with the same dimensions (alarms on expressions \
         don't count): create one"
    )]
    NoAlarm(String),
}

/// What a filter's settings don't show, and what would show it. Continues "metric filter NAME …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FilterUnseen {
    #[error(
        "reads transformed log events, which this rule can't see: create one on the original events"
    )]
    Transformed,
    #[error("reads only some sources of log events: remove its field selection criteria")]
    SomeSources,
}

/// The field of a selector such as `$.userIdentity.type`.
fn selected(record: &Value, selector: &str) -> Option<String> {
    let path = selector.strip_prefix("$.")?;
    crate::record::field(record, path)
}
