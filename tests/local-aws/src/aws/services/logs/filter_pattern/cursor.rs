//! The part of a pattern that is still to be read.

use super::error::PatternError;
use super::regexp::Regexp;

pub(super) struct Cursor<'a> {
    pub(super) rest: &'a str,
    /// How many regular expressions were read.
    regexps: usize,
}

/// The most regular expressions in a pattern for JSON or columns.
const MOST_REGEXPS: usize = 2;

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text.trim(),
            regexps: 0,
        }
    }

    pub(super) fn expected(&self, expected: &str) -> PatternError {
        let found: String = self.rest.chars().take(20).collect();
        PatternError::Invalid(format!("expected {expected} at `{found}`"))
    }

    pub(super) fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes `token` and the space around it, if it is next.
    pub(super) fn take(&mut self, token: &str) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    pub(super) fn expect(&mut self, token: &str, expected: &str) -> Result<(), PatternError> {
        if self.take(token) {
            Ok(())
        } else {
            Err(self.expected(expected))
        }
    }

    /// The end of a pattern for JSON or columns.
    pub(super) fn expect_end(&self) -> Result<(), PatternError> {
        if !self.rest.is_empty() {
            return Err(self.expected("the end"));
        }
        if self.regexps > MOST_REGEXPS {
            return Err(PatternError::Invalid(format!(
                "there must be at most {MOST_REGEXPS} regular expressions"
            )));
        }
        Ok(())
    }

    /// Takes the characters that `belongs` accepts, maybe none.
    pub(super) fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self
            .rest
            .find(|character| !belongs(character))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Takes a word of letters in either case, if it is next and ends there.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let before = self.rest;
        if self
            .take_while(|character| character.is_ascii_alphabetic())
            .eq_ignore_ascii_case(word)
        {
            self.skip_space();
            true
        } else {
            self.rest = before;
            false
        }
    }

    /// Takes a quoted text, in which a backslash escapes a quote.
    pub(super) fn quoted(&mut self) -> Result<String, PatternError> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(text);
                }
                '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
                other => text.push(other),
            }
        }
        Err(self.expected("a closing quote"))
    }

    /// Takes a regular expression between percent signs.
    pub(super) fn regexp(&mut self) -> Result<Regexp, PatternError> {
        let opened = self.rest.strip_prefix('%').unwrap_or(self.rest);
        let Some((expression, rest)) = opened.split_once('%') else {
            return Err(self.expected("a closing percent sign"));
        };
        let regexp = Regexp::parse(expression)?;
        self.rest = rest;
        self.regexps += 1;
        Ok(regexp)
    }
}
