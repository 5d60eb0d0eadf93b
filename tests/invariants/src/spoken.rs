//! What a refusal may say.

use serde_json::Value;

/// Longer than any message that is made of fixed words, and short enough for an annotation with
/// its introduction; what is cut there is a list at its end.
const LONGEST: usize = 400;
/// Shorter texts may stand in a message by chance, as a word of its own.
const LONG_ENOUGH: usize = 33;

/// A refusal is short, and quotes nothing that somebody wrote: it may be a name, a number or a
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
