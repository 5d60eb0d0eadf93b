//! Patterns for messages without structure: `ERROR -"access denied" %40[13]%`.

use super::cursor::Cursor;
use super::error::PatternError;
use super::regexp::Regexp;

#[derive(Debug)]
pub(in super::super) struct Terms(Vec<(Role, Term)>);

#[derive(Debug)]
enum Term {
    Text(String),
    Regexp(Regexp),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Required,
    Optional,
    Excluded,
}

impl Terms {
    /// Optional terms count only where there are no others.
    pub(super) fn matches(&self, message: &str) -> bool {
        if self.0.iter().all(|(role, _)| *role == Role::Optional) {
            return self.0.is_empty() || self.0.iter().any(|(_, term)| term.is_in(message));
        }
        self.0.iter().all(|(role, term)| match role {
            Role::Required => term.is_in(message),
            Role::Excluded => !term.is_in(message),
            Role::Optional => true,
        })
    }

    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, PatternError> {
        let mut terms = Vec::new();
        while !cursor.rest.is_empty() {
            let role = match cursor.rest.as_bytes() {
                [b'?', ..] => Role::Optional,
                [b'-', ..] => Role::Excluded,
                _ => Role::Required,
            };
            if role != Role::Required {
                cursor.rest = &cursor.rest[1..];
            }
            terms.push((role, Term::parse(cursor)?));
            cursor.skip_space();
        }
        Ok(Self(terms))
    }
}

impl Term {
    fn is_in(&self, message: &str) -> bool {
        match self {
            Self::Text(text) => message.contains(text),
            Self::Regexp(regexp) => regexp.matches(message),
        }
    }

    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, PatternError> {
        match cursor.rest.as_bytes() {
            [b'"', ..] => cursor.quoted().map(Self::Text),
            [b'%', ..] => cursor.regexp().map(Self::Regexp),
            _ => {
                let word = cursor.take_while(|character| !character.is_whitespace());
                let plain = |character: char| character.is_alphanumeric() || character == '_';
                if word.is_empty() || !word.chars().all(plain) {
                    return Err(PatternError::Invalid(format!(
                        "Invalid character(s) in term '{word}'"
                    )));
                }
                Ok(Self::Text(word.to_owned()))
            }
        }
    }
}
