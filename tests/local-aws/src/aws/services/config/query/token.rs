//! The words of a query.

use std::fmt::{self, Display, Formatter};

use super::error::QueryError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A keyword or a property.
    Word(String),
    /// What stands between quotation marks.
    Text(String),
    Number(i64),
    Symbol(&'static str),
}

/// Longer ones before those that they begin with.
const SYMBOLS: [&str; 12] = [
    "<=", ">=", "<>", "!=", "(", ")", ",", "*", "=", "<", ">", ";",
];

impl Display for Token {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => formatter.write_str(word),
            Self::Text(text) => write!(formatter, "'{text}'"),
            Self::Number(number) => Display::fmt(number, formatter),
            Self::Symbol(symbol) => formatter.write_str(symbol),
        }
    }
}

pub(super) fn tokens(query: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens = Vec::new();
    let mut rest = query.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = if first == '\'' {
            text(&rest[1..])?
        } else if let Some(symbol) = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol)) {
            (Token::Symbol(symbol), &rest[symbol.len()..])
        } else if is_of_word(first) {
            let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            (word_or_number(word)?, after)
        } else {
            return Err(QueryError::Unknown(format!("`{first}`")));
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '-')
}

fn word_or_number(word: &str) -> Result<Token, QueryError> {
    if word.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        word.parse()
            .map(Token::Number)
            .map_err(|_| QueryError::NotANumber(word.to_owned()))
    } else {
        Ok(Token::Word(word.to_owned()))
    }
}

/// A text, from behind its first quotation mark, and what follows it.
fn text(rest: &str) -> Result<(Token, &str), QueryError> {
    let (text, after) = rest.split_once('\'').ok_or(QueryError::OpenText)?;
    if after.starts_with('\'') {
        return Err(QueryError::Unknown(
            "a quotation mark inside a text".to_owned(),
        ));
    }
    Ok((Token::Text(text.to_owned()), after))
}
