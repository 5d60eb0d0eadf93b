//! What an error may say.

use serde_json::Value;

/// Longer than any message of fixed words, and short enough for an annotation with its
/// introduction. Only a list at the end is ever cut.
const LONGEST: usize = 400;
/// Shorter texts may occur in a message by chance, as one of its own words.
const LONG_ENOUGH: usize = 33;

/// An error is short, and quotes nothing that somebody wrote, which may be a name, a number or a
/// digest.
pub(crate) fn is_discreet(message: &str, given: &str) {
    assert!(message.len() <= LONGEST, "{} bytes", message.len());
    if let Ok(json) = serde_json::from_str(given) {
        quotes_nothing_of(&json, message);
    }
}

fn quotes_nothing_of(json: &Value, message: &str) {
    match json {
        Value::String(text) => {
            assert!(
                text.chars().count() < LONG_ENOUGH || !message.contains(text.as_str()),
                "a text of the document is in the message"
            );
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| quotes_nothing_of(value, message)),
        Value::Object(fields) => fields
            .values()
            .for_each(|value| quotes_nothing_of(value, message)),
        _ => {}
    }
}
