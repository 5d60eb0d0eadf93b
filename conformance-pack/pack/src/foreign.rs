//! Text that others wrote, such as an account's name or a rule's reason, shown so that it can't
//! affect a terminal, a page or a log of continuous integration.
//!
//! Text that was read is kept as [`Foreign`], whose `Display` escapes it. [`Shown`] does the same
//! for other types: a path, or an error that may quote anything.

use std::fmt::{self, Display, Formatter};

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
use textwrap::WordSplitter;

/// The prefix of a text's further lines, so that none can pass for a line of ours.
const CONTINUED: &str = "\n  | ";

/// Text that was read and may hold anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Foreign(String);

impl Foreign {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The original text, for a format with its own escapes.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// With its escapes as its text.
    pub fn shown(&self) -> Self {
        Self(escaped(&self.0))
    }
}

impl<T: Into<String>> From<T> for Foreign {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl Display for Foreign {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.pad(&escaped(&self.0))
    }
}

/// Shows what another type displays, on one line.
#[derive(Debug, Clone, Copy)]
pub struct Shown<T>(pub T);

impl<T: Display> Display for Shown<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.pad(&escaped(&self.0.to_string()))
    }
}

/// Shows what another type displays, line by line, because messages quote lines of files.
#[derive(Debug, Clone, Copy)]
pub struct ShownLines<T>(pub T);

impl<T: Display> Display for ShownLines<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        let lines: Vec<_> = text.trim_end().split('\n').map(escaped).collect();
        formatter.write_str(&lines.join(CONTINUED))
    }
}

/// A text in lines of this width, each indented. Lines end only at spaces, so that paths and names
/// can be copied whole and no part of a word starts a line.
pub fn wrapped(text: impl Display, width: usize, first: &str, others: &str) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent(first)
        .subsequent_indent(others)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(&Shown(text).to_string(), options)
}

/// JSON of the same value that is safe to print. Anything unsafe is in a string, where JSON has
/// escapes.
pub fn inert_json(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    let mut before = None;
    for letter in text.chars() {
        let ends_line = letter == '\n';
        if (acts(letter) && !ends_line) || (letter == '#' && before == Some('#')) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                inert.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            inert.push(letter);
        }
        before = Some(letter);
    }
    inert
}

/// Whether a text is shown unchanged.
pub fn is_plain(text: &str) -> bool {
    escaped(text) == text
}

fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if acts(letter) {
            shown.extend(letter.escape_default());
        } else if commands(before, letter, letters.peek().copied()) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
        before = Some(letter);
    }
    shown
}

/// Whether a character has an effect when it is printed, or is invisible: controls and escapes,
/// line ends, text directions, characters without width or meaning. Only the usual space is plain:
/// others look like it, and continuous integration skips them at a line's start.
fn acts(letter: char) -> bool {
    match letter {
        ' '..='~' => false,
        _ => {
            CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter)
                || matches!(
                    CodePointMapData::<GeneralCategory>::new().get(letter),
                    GeneralCategory::Control
                        | GeneralCategory::Format
                        | GeneralCategory::LineSeparator
                        | GeneralCategory::ParagraphSeparator
                        | GeneralCategory::SpaceSeparator
                        | GeneralCategory::PrivateUse
                        | GeneralCategory::Surrogate
                        | GeneralCategory::Unassigned
                )
        }
    }
}

/// Whether a character would begin a command of continuous integration. `::` does at a line's start
/// after spaces (GitHub), where any word can end up; `##[`, `##vso[` and `##teamcity[` do anywhere
/// (GitHub, Azure DevOps, `TeamCity`).
fn commands(before: Option<char>, letter: char, after: Option<char>) -> bool {
    match letter {
        ':' => before.is_none() || (before == Some(' ') && after == Some(':')),
        '#' => before == Some('#'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown_as_an_escape() {
        for (text, expected) in [
            ("Shop, 100 % – Zürich, 東京 'a' \\ (x)", None),
            ("arn:aws:iam::111111111111:root", None),
            ("AWS::::Account; see #12", None),
            ("\u{1b}[2J", Some("\\u{1b}[2J")),
            ("\u{1b}]0;title\u{7}", Some("\\u{1b}]0;title\\u{7}")),
            ("\u{9b}8m\u{7f}\0", Some("\\u{9b}8m\\u{7f}\\u{0}")),
            ("a\r\n1  forged\tb", Some("a\\r\\n1  forged\\tb")),
            ("\u{202e}a\u{2066}b", Some("\\u{202e}a\\u{2066}b")),
            ("\u{2028}\u{2029}\u{85}", Some("\\u{2028}\\u{2029}\\u{85}")),
            (
                "a\u{200b}\u{ad}\u{feff}",
                Some("a\\u{200b}\\u{ad}\\u{feff}"),
            ),
            ("\u{3164}\u{e0041}", Some("\\u{3164}\\u{e0041}")),
            (
                "\u{fffe}\u{ffff}\u{e000}",
                Some("\\u{fffe}\\u{ffff}\\u{e000}"),
            ),
            ("::error::x", Some("\\u{3a}:error::x")),
            ("a  ::error::x", Some("a  \\u{3a}:error::x")),
            ("\u{a0}::error::x", Some("\\u{a0}::error::x")),
            ("##vso[a]", Some("#\\u{23}vso[a]")),
            ("a###[error]", Some("a#\\u{23}\\u{23}[error]")),
            ("##teamcity[x]", Some("#\\u{23}teamcity[x]")),
        ] {
            let shown = Foreign::from(text).to_string();
            assert_eq!(shown, expected.unwrap_or(text));
            assert_eq!(escaped(&shown), shown, "twice");
            assert_eq!(is_plain(text), expected.is_none(), "{text}");
        }
    }

    #[test]
    fn no_word_is_broken_into_a_command() {
        let text = format!("{}::error::x a-::error::y ::error::z", "a".repeat(12));
        for width in 1..40 {
            for line in wrapped(&text, width, "  ", "    ").lines() {
                assert!(!line.trim_start().starts_with("::"), "{width}: {line}");
            }
        }
    }

    #[test]
    fn further_lines_differ_from_our_own() {
        assert_eq!(
            ShownLines("a\n::error::\n\u{1b}\n").to_string(),
            "a\n  | \\u{3a}:error::\n  | \\u{1b}"
        );
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({
            "a": "\u{1b}\u{9b}\u{202e}\u{2028}\u{e0041}##vso[x] \u{fffe} ü",
        });
        let text = serde_json::to_string_pretty(&value).unwrap();
        let inert = inert_json(&text);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&inert).unwrap(),
            value
        );
        assert!(!inert.contains("##"));
        assert!(
            inert.chars().all(|letter| letter == '\n' || !acts(letter)),
            "{inert}"
        );
        assert!(inert.contains('ü'));
    }
}
