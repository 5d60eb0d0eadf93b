use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use crate::flaw::{Flaw, Problem, shown};

/// A JSON value as written. Unlike `serde_json::Value` it refuses an object with a field twice: a
/// reader might see one and a tool the other.
#[derive(Debug)]
pub(crate) enum Json {
    Null,
    Boolean(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Fields),
}

/// The fields of an object, taken one by one. Whatever is left is unknown.
#[derive(Debug)]
pub(crate) struct Fields(Vec<(String, Json)>);

impl Json {
    /// Reads a document: one JSON object, with or without the byte order mark that some editors
    /// write. serde_json bounds the nesting.
    pub(crate) fn document(text: &str, max_bytes: usize) -> Result<Fields, Flaw> {
        if text.len() > max_bytes {
            return Err(Flaw::TooLarge);
        }
        let json =
            serde_json::from_str(without_mark(text)).map_err(|error| match error.classify() {
                Category::Data => Flaw::FieldTwice { line: error.line() },
                Category::Io | Category::Syntax | Category::Eof => Flaw::NoJson {
                    line: error.line(),
                    column: error.column(),
                },
            })?;
        match json {
            Self::Object(fields) => Ok(fields),
            _ => Err(Flaw::NoObject),
        }
    }

    pub(crate) fn text(self) -> Result<String, Problem> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.is_not("text")),
        }
    }

    pub(crate) fn boolean(self) -> Result<bool, Problem> {
        match self {
            Self::Boolean(value) => Ok(value),
            other => Err(other.is_not("true or false")),
        }
    }

    /// A whole number, 0 or more. Anything beyond `u32` becomes the largest.
    pub(crate) fn count(self) -> Result<u32, Problem> {
        match self {
            // The cast saturates, and the number is whole and not negative.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Self::Number(number) if number.fract() == 0.0 && number >= 0.0 => Ok(number as u32),
            other => Err(other.is_not("a whole number, 0 or more")),
        }
    }

    pub(crate) fn texts(self) -> Result<Vec<String>, Problem> {
        match self {
            Self::List(items) => items
                .into_iter()
                .map(|item| item.text().map_err(|_| Problem::Type("a list of strings")))
                .collect(),
            other => Err(other.is_not("a list of strings")),
        }
    }

    pub(crate) fn object(self) -> Result<Fields, Problem> {
        match self {
            Self::Object(fields) => Ok(fields),
            other => Err(other.is_not("an object")),
        }
    }

    fn is_not(&self, wanted: &'static str) -> Problem {
        match self {
            Self::Null => Problem::NotFilledIn,
            _ => Problem::Type(wanted),
        }
    }
}

impl Fields {
    pub(crate) fn take(&mut self, name: &str) -> Option<Json> {
        let at = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.remove(at).1)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Fails with the first field that is not in `known`.
    pub(crate) fn only(&self, known: &[&'static str]) -> Result<(), Flaw> {
        match self.names().find(|name| !known.contains(name)) {
            Some(unknown) => Err(Flaw::UnknownField(shown(unknown))),
            None => Ok(()),
        }
    }

    /// Takes and reads a required field.
    pub(crate) fn read<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(Json) -> Result<T, Problem>,
    ) -> Result<T, Flaw> {
        self.take(field)
            .ok_or(Problem::Missing)
            .and_then(read)
            .map_err(|problem| Flaw::Field { field, problem })
    }

    /// The format's version comes first: another version may have other fields.
    pub(crate) fn schema_version(&mut self) -> Result<(), Flaw> {
        match self.take("schemaVersion") {
            Some(Json::Number(1.0)) => Ok(()),
            Some(_) => Err(Flaw::UnknownVersion),
            None => Err(Flaw::Field {
                field: "schemaVersion",
                problem: Problem::Missing,
            }),
        }
    }
}

/// The text without its byte order mark, if it has one.
#[must_use]
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Boolean(value))
    }

    // Documents hold only counts, so precision beyond 2^53 doesn't matter.
    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    #[allow(clippy::cast_precision_loss)]
    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut fields: Vec<(String, Json)> = Vec::new();
        while let Some((name, value)) = entries.next_entry::<String, Json>()? {
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom("a field is repeated"));
            }
            fields.push((name, value));
        }
        Ok(Json::Object(Fields(fields)))
    }
}
