//! Texts in which an asterisk stands for any characters.

/// The texts between the asterisks, of which there is one more than asterisks.
#[derive(Debug)]
pub(super) struct Glob {
    first: String,
    rest: Vec<String>,
}

impl Glob {
    /// Every asterisk of `text` is a wildcard.
    pub(super) fn new(text: &str) -> Self {
        let mut parts = text.split('*').map(str::to_owned);
        Self {
            first: parts.next().unwrap_or_default(),
            rest: parts.collect(),
        }
    }

    /// As [`new`](Self::new), but a backslash escapes an asterisk or a backslash. `None` if it
    /// precedes anything else, or if two wildcards follow each other.
    pub(super) fn with_escapes(text: &str) -> Option<Self> {
        let mut finished = Vec::new();
        let mut part = String::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '*' if characters.peek() == Some(&'*') => return None,
                '*' => finished.push(std::mem::take(&mut part)),
                '\\' => part.push(characters.next_if(|next| "*\\".contains(*next))?),
                other => part.push(other),
            }
        }
        finished.push(part);
        let mut parts = finished.into_iter();
        Some(Self {
            first: parts.next()?,
            rest: parts.collect(),
        })
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let Some(mut text) = text.strip_prefix(&*self.first) else {
            return false;
        };
        let Some((last, middle)) = self.rest.split_last() else {
            return text.is_empty();
        };
        for part in middle {
            match text.split_once(&**part) {
                Some((_, after)) => text = after,
                None => return false,
            }
        }
        text.ends_with(&**last)
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn an_asterisk_matches_any_characters() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("a", "a", true),
            ("*", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "acb", false),
        ] {
            assert_eq!(
                Glob::new(pattern).matches(text),
                expected,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn a_backslash_takes_an_asterisks_meaning_away() {
        let glob = Glob::with_escapes(r"a\*b\\*").unwrap();
        assert!(glob.matches(r"a*b\c"));
        assert!(!glob.matches(r"a-b\c"));
        for pattern in ["a**", r"a\b", r"a\"] {
            assert!(Glob::with_escapes(pattern).is_none(), "{pattern}");
        }
    }
}
