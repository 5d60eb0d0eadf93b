//! Patterns for messages of columns: `[ip, ..., status = 4* || status = 500, bytes]`.

use super::comparison::{Comparison, number};
use super::condition::Condition;
use super::cursor::Cursor;
use super::error::PatternError;

/// The columns before an ellipsis, and those after it.
#[derive(Debug)]
pub(in super::super) struct Columns {
    before: Vec<Column>,
    after: Option<Vec<Column>>,
}

/// What a column must be; `None` if it may be anything.
type Column = Option<Condition<Comparison>>;

impl Columns {
    pub(super) fn matches(&self, message: &str) -> bool {
        let mut fields = fields(message);
        let holds = |columns: &[Column], fields: &[Field<'_>]| {
            columns
                .iter()
                .zip(fields)
                .all(|(column, field)| matches(column.as_ref(), field.text))
        };
        if let Some(after) = &self.after {
            return self.before.len() + after.len() <= fields.len()
                && holds(&self.before, &fields)
                && holds(after, &fields[fields.len() - after.len()..]);
        }
        // The last column has all the rest.
        if fields.len() > self.before.len()
            && let Some(last) = self.before.len().checked_sub(1)
        {
            fields[last].text = message[fields[last].start..].trim_end();
            fields.truncate(self.before.len());
        }
        fields.len() == self.before.len() && holds(&self.before, &fields)
    }

    /// Reads what follows the opening bracket.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, PatternError> {
        let mut before = Vec::new();
        let mut after: Option<Vec<Column>> = None;
        loop {
            if cursor.take("...") {
                if after.replace(Vec::new()).is_some() {
                    return Err(PatternError::NotSupported("a second ellipsis".to_owned()));
                }
            } else {
                let column = parse_column(cursor)?;
                after.as_mut().unwrap_or(&mut before).push(column);
            }
            if !cursor.take(",") {
                break;
            }
        }
        cursor.expect("]", "`,` or `]`")?;
        cursor.expect_end()?;
        Ok(Self { before, after })
    }
}

fn matches(column: Option<&Condition<Comparison>>, field: &str) -> bool {
    column.is_none_or(|condition| {
        condition.holds(&|comparison: &Comparison| comparison.holds(field, number(field)))
    })
}

/// A column has a name, no name, or a condition that starts with its name.
fn parse_column(cursor: &mut Cursor<'_>) -> Result<Column, PatternError> {
    cursor.skip_space();
    let start = cursor.rest;
    take_name(cursor);
    cursor.skip_space();
    if cursor.rest.starts_with([',', ']']) {
        return Ok(None);
    }
    cursor.rest = start;
    let column = std::cell::Cell::new(None);
    Condition::parse(cursor, &|cursor| {
        cursor.skip_space();
        let name = take_name(cursor);
        if name.is_empty() {
            return Err(cursor.expected("a column's name"));
        }
        if *column.get().get_or_insert(name) != name {
            return Err(PatternError::NotSupported(format!(
                "a condition on another column, `{name}`"
            )));
        }
        column.set(Some(name));
        Comparison::parse(cursor, ",]")?.ok_or_else(|| cursor.expected("an operator"))
    })
    .map(Some)
}

fn take_name<'a>(cursor: &mut Cursor<'a>) -> &'a str {
    cursor.take_while(|character| character.is_alphanumeric() || "_-".contains(character))
}

#[derive(Debug, Clone, Copy)]
struct Field<'a> {
    text: &'a str,
    start: usize,
}

/// The fields of a message. Text in brackets or quotes is one field.
fn fields(message: &str) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let rest = &message[at..];
        let start = at + rest.len() - rest.trim_start().len();
        let rest = &message[start..];
        if rest.is_empty() {
            return fields;
        }
        let closing = match rest.as_bytes() {
            [b'"', ..] => Some('"'),
            [b'[', ..] => Some(']'),
            _ => None,
        };
        let inner = closing.and_then(|closing| Some(&rest[1..=rest[1..].find(closing)?]));
        let (text, end) = match inner {
            Some(inner) => (inner, inner.len() + 2),
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (&rest[..end], end)
            }
        };
        fields.push(Field { text, start });
        at = start + end;
    }
}
