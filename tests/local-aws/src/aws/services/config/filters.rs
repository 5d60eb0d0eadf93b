//! The `Filters` of a request.

use serde_json::Value;

use crate::aws::request::Request;

pub(super) struct Filters<'a>(Option<&'a Value>);

impl<'a> Filters<'a> {
    pub(super) fn of(request: &'a Request<'_>) -> Self {
        Self(request.parameters.get("Filters"))
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.0?.get(name)?.as_str()
    }

    /// A list's texts; `None` if it is absent or empty, which filters nothing.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<&'a str>> {
        let list = self.0?.get(name)?.as_array()?;
        (!list.is_empty()).then(|| list.iter().filter_map(Value::as_str).collect())
    }

    /// Whether the filter of that name lets `value` through.
    pub(super) fn allow(&self, name: &str, value: &str) -> bool {
        self.text(name).is_none_or(|wanted| wanted == value)
    }
}
