//! Policy documents, read as leniently as IAM's grammar allows.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

#[derive(Deserialize)]
pub(crate) struct Document {
    #[serde(rename = "Version")]
    pub(crate) version: Option<String>,
    #[serde(rename = "Statement")]
    pub(crate) statements: Option<OneOrMany<Lenient<WrittenStatement>>>,
}

/// Unknown elements make a statement unreadable: a misspelt `Condition` must not turn into a
/// denial without one. `Principal` is among them, as service control policies have none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct WrittenStatement {
    #[serde(rename = "Sid")]
    _sid: Option<IgnoredAny>,
    pub(crate) effect: Option<String>,
    pub(crate) action: Option<OneOrMany<String>>,
    pub(crate) not_action: Option<OneOrMany<String>>,
    pub(crate) resource: Option<OneOrMany<String>>,
    pub(crate) not_resource: Option<OneOrMany<String>>,
    #[serde(default, deserialize_with = "not_null")]
    pub(crate) condition: Option<WrittenConditions>,
}

/// Values by operator and key.
pub(crate) type WrittenConditions = Entries<Entries<OneOrMany<Scalar>>>;

/// A value, or a list of values.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> OneOrMany<T> {
    pub(crate) fn into_vec(self) -> Vec<T> {
        match self {
            Self::Many(values) => values,
            Self::One(value) => vec![value],
        }
    }
}

/// A bad statement doesn't affect the others.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Lenient<T> {
    Read(T),
    Unreadable(IgnoredAny),
}

/// A condition's value: JSON strings, booleans and numbers mean the same as their text.
pub(crate) struct Scalar(pub(crate) String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Raw {
            Text(String),
            Boolean(bool),
            Number(serde_json::Number),
        }
        Ok(Self(match Raw::deserialize(deserializer)? {
            Raw::Text(text) => text,
            Raw::Boolean(boolean) => boolean.to_string(),
            Raw::Number(number) => number.to_string(),
        }))
    }
}

/// An object's members in order. A repeated one is an error, because it is unclear which counts.
pub(crate) struct Entries<T>(pub(crate) Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Entries<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries: Vec<(String, T)> = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, T>()? {
                    if entries
                        .iter()
                        .any(|(known, _)| known.eq_ignore_ascii_case(&key))
                    {
                        return Err(A::Error::custom("an element is repeated"));
                    }
                    entries.push((key, value));
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}

/// Otherwise `null` would be read as a missing element.
fn not_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
