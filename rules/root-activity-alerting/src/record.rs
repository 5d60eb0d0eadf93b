//! CloudTrail's records, and the fields that selectors, filters and dimensions name in them.

use serde_json::Value;

/// The value of a field such as `userIdentity.type`, as text; `None` if the record lacks it.
pub(crate) fn field(record: &Value, path: &str) -> Option<String> {
    let value = path
        .split('.')
        .try_fold(record, |value, name| value.get(name))?;
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_a_single_value() {
        let record = json!({"a": {"b": "x", "c": true, "d": null, "e": ["x"]}});
        assert_eq!(field(&record, "a.b").as_deref(), Some("x"));
        assert_eq!(field(&record, "a.c").as_deref(), Some("true"));
        for none in ["a", "a.d", "a.e", "a.f", "b.a", ""] {
            assert_eq!(field(&record, none), None, "{none}");
        }
    }
}
