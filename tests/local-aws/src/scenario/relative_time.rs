//! `{{ 14 days ago }}` in a scenario's text: times relative to today.

use jiff::{SignedDuration, Timestamp};

/// A `{{ … }}` with an unknown form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}: `{{{{{text}}}}}` is not understood; expected `now`, `<number> days ago` or \
     `in <number> hours` (seconds, minutes, hours, days, weeks), with `date` in front for a date"
)]
pub struct PlaceholderError {
    line: usize,
    text: String,
}

/// Replaces every `{{ … }}` in `text` by the time it stands for, seen from `now`.
///
/// # Errors
/// When a placeholder has an unknown form.
pub fn resolve(text: &str, now: Timestamp) -> Result<String, PlaceholderError> {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from_opening)) = rest.split_once("{{") {
        resolved.push_str(before);
        let error = |inner: &str| PlaceholderError {
            line: 1 + text[..text.len() - from_opening.len()]
                .matches('\n')
                .count(),
            text: inner.to_owned(),
        };
        // A `}}` further down belongs to something else, such as nested inline tables.
        let line = from_opening.lines().next().unwrap_or_default();
        let Some((inner, _)) = line.split_once("}}") else {
            return Err(error(line));
        };
        resolved.push_str(&moment(inner.trim(), now).ok_or_else(|| error(inner))?);
        rest = &from_opening[inner.len() + "}}".len()..];
    }
    resolved.push_str(rest);
    Ok(resolved)
}

fn moment(text: &str, now: Timestamp) -> Option<String> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let as_date = words.first() == Some(&"date");
    if as_date {
        words.remove(0);
    }
    let distance = match words.as_slice() {
        ["now"] => SignedDuration::ZERO,
        [number, unit, "ago"] => -span(number, unit)?,
        ["in", number, unit] => span(number, unit)?,
        _ => return None,
    };
    let time = now.checked_add(distance).ok()?;
    Some(if as_date {
        time.strftime("%Y-%m-%d").to_string()
    } else {
        time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

fn span(number: &str, unit: &str) -> Option<SignedDuration> {
    let number: u32 = number.parse().ok()?;
    let seconds = match unit {
        "second" | "seconds" => 1,
        "minute" | "minutes" => 60,
        "hour" | "hours" => 60 * 60,
        "day" | "days" => 24 * 60 * 60,
        "week" | "weeks" => 7 * 24 * 60 * 60,
        _ => return None,
    };
    Some(SignedDuration::from_secs(i64::from(number) * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_noon(text: &str) -> Result<String, PlaceholderError> {
        resolve(text, "2026-03-01T12:00:00.5Z".parse().unwrap())
    }

    #[test]
    fn times_are_seen_from_now() {
        assert_eq!(at_noon("{{ now }}").unwrap(), "2026-03-01T12:00:00Z");
        assert_eq!(
            at_noon("a = '{{ 14 days ago }}', b = '{{in 1 hour}}'").unwrap(),
            "a = '2026-02-15T12:00:00Z', b = '2026-03-01T13:00:00Z'"
        );
        assert_eq!(at_noon("{{ date 1 day ago }}").unwrap(), "2026-02-28");
        assert_eq!(at_noon("no placeholder").unwrap(), "no placeholder");
    }

    #[test]
    fn an_unknown_form_names_its_line() {
        let error = at_noon("a = 1\nb = '{{ some day }}'").unwrap_err();
        assert!(
            error.to_string().starts_with("line 2: `{{ some day }}`"),
            "{error}"
        );
        assert!(at_noon("{{ 3 days").is_err());
        assert!(at_noon("{{ -3 days ago }}").is_err());
    }
}
