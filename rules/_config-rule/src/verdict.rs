use std::fmt;

/// AWS Config's limit for an annotation, in characters.
const MAX_ANNOTATION_LENGTH: usize = 256;
const CUT: char = '…';

/// The compliance types that AWS Config takes from a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compliance {
    Compliant,
    NonCompliant,
    NotApplicable,
}

impl Compliance {
    /// The name that AWS Config uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Compliant => "COMPLIANT",
            Self::NonCompliant => "NON_COMPLIANT",
            Self::NotApplicable => "NOT_APPLICABLE",
        }
    }
}

/// What a rule has decided on an account: a compliance type, and what was found and
/// what to do in a sentence or two. The reason never holds a phone number, the local
/// part of an email address, a serial number or a digest of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub compliance: Compliance,
    pub annotation: Annotation,
}

impl Verdict {
    #[must_use]
    pub fn compliant(reason: impl AsRef<str>) -> Self {
        Self::new(Compliance::Compliant, reason.as_ref())
    }

    #[must_use]
    pub fn non_compliant(reason: impl AsRef<str>) -> Self {
        Self::new(Compliance::NonCompliant, reason.as_ref())
    }

    #[must_use]
    pub fn not_applicable(reason: impl AsRef<str>) -> Self {
        Self::new(Compliance::NotApplicable, reason.as_ref())
    }

    fn new(compliance: Compliance, reason: &str) -> Self {
        Self {
            compliance,
            annotation: Annotation::new(reason),
        }
    }
}

/// A text that AWS Config accepts as an annotation: at most 256 characters, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation(String);

impl Annotation {
    /// A longer text is cut at a character boundary, and an ellipsis marks the cut.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut line = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if let Some((end, _)) = line.char_indices().nth(MAX_ANNOTATION_LENGTH) {
            let cut = line[..end]
                .char_indices()
                .next_back()
                .map_or(0, |(last, _)| last);
            line.truncate(cut);
            line.push(CUT);
        }
        Self(line)
    }

    /// `None` when there is nothing to say: AWS Config refuses an empty annotation.
    #[must_use]
    pub fn as_option(&self) -> Option<&str> {
        (!self.0.is_empty()).then_some(self.0.as_str())
    }
}

impl fmt::Display for Annotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_over_256_characters_is_cut_at_a_character_and_marked() {
        for letter in ["a", "é", "漢", "🔑"] {
            let exact = letter.repeat(256);
            assert_eq!(Annotation::new(&exact).to_string(), exact);

            let cut = Annotation::new(&letter.repeat(257)).to_string();
            assert_eq!(cut.chars().count(), 256, "{letter}");
            assert!(cut.ends_with(CUT), "{letter}");
            assert!(cut.starts_with(&letter.repeat(255)), "{letter}");
        }
    }

    #[test]
    fn an_annotation_is_one_line_and_never_empty() {
        assert_eq!(Annotation::new(" a\n b\t").as_option(), Some("a b"));
        assert_eq!(Annotation::new(" \n").as_option(), None);
    }
}
