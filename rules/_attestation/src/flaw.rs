use thiserror::Error;

use crate::day::day_of;
use jiff::Timestamp;

/// Why a document is not accepted: the first thing to correct, in words that continue "the document
/// is not accepted: ". It never quotes text that people wrote, which may be a name, a number or a
/// digest and doesn't belong in an annotation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Flaw {
    #[error("it is larger than 8 KB, the most that Parameter Store keeps")]
    TooLarge,
    #[error("it is not valid JSON (line {line}, column {column})")]
    NoJson { line: usize, column: usize },
    #[error("an object names a field twice (line {line})")]
    FieldTwice { line: usize },
    #[error("it must be a JSON object")]
    NoObject,
    #[error("its schemaVersion must be 1, the only version")]
    UnknownVersion,
    #[error("field {0} is unknown")]
    UnknownField(String),
    #[error("field {field} {problem}")]
    Field {
        field: &'static str,
        problem: Problem,
    },
    #[error("claim {0} is unknown")]
    UnknownClaim(String),
    #[error("claim {0} is not asked of this kind of account: remove it")]
    ForeignClaim(String),
    #[error("claim {name} {problem} ({description})")]
    Claim {
        name: String,
        problem: Problem,
        /// What the claim states.
        description: String,
    },
    #[error("it ends before it begins: field to is before field from")]
    EndsBeforeBegin,
    #[error("it covers {hours} hours, but maxHours is {max_hours}: write one record for each use")]
    TooLong { hours: i64, max_hours: u32 },
    #[error("it is encrypted: store it as a String, not as a SecureString")]
    Encrypted,
    #[error("it is a list: store it as a String, not as a StringList")]
    List,
    #[error("it is dated {}, more than {max_age_days} days ago: attest again", day_of(*.attested_at))]
    Outdated {
        attested_at: Timestamp,
        max_age_days: u32,
    },
}

/// What is wrong with the value of a field or a claim.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    #[error("is missing")]
    Missing,
    #[error("is not filled in")]
    NotFilledIn,
    #[error("must be {0}")]
    Type(&'static str),
    #[error("is {found} and must be at least {minimum}")]
    TooFew { found: u32, minimum: u32 },
    #[error("is {} and must be {must}", !.must)]
    MustBe { must: bool },
    #[error("must be one of {}", .0.join(", "))]
    NoneOf(Vec<String>),
    #[error("lacks {0}")]
    Lacks(String),
    #[error("names {0} twice")]
    Twice(String),
    #[error("holds something other than {}", .0.join(", "))]
    HoldsOther(Vec<String>),
    #[error("holds an unknown entry")]
    UnknownEntry,
    #[error(
        "must be an https link that others can open: a host name with a dot, no IP address or user \
         name"
    )]
    Link,
    #[error("has no https link for {0}")]
    LinkOf(String),
    #[error("must be a time with an offset, such as 2026-10-01T09:00:00Z")]
    Time,
    #[error("is in the future")]
    Future,
    #[error("is dated {}, more than {max_age_days} days ago", day_of(*.at))]
    TooOld { at: Timestamp, max_age_days: u32 },
    #[error("must be a SHA-256 digest, 64 hexadecimal digits")]
    Digest,
    #[error("must name two or more people")]
    TooFewPeople,
    #[error("holds a name without a visible letter")]
    NoName,
    #[error("names one person twice")]
    OnePersonTwice,
    #[error("must be one of the purposes that the guide lists")]
    Purpose,
}

/// An unknown name, shown only if it looks like a misspelt field: anything else could be text in
/// the wrong place.
pub(crate) fn shown(name: &str) -> String {
    const LONGEST: usize = 32;
    if name.len() <= LONGEST && !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic()) {
        name.to_owned()
    } else {
        "with an unusual name".to_owned()
    }
}
