use std::fmt;

use jiff::Timestamp;

use crate::flaw::{Flaw, Problem, shown};
use crate::json::{Fields, Json};
use crate::link::Link;
use crate::moment::{days_after, read, read_past};
use crate::{AccountKind, Claim, ClaimType, Presence};

/// What a document claims, by the names in rule.toml. Each value has been checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers(Vec<(String, Answer)>);

/// The value of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Integer(u32),
    Boolean(bool),
    Choice(String),
    AllOf,
    Link(Link),
    Links(Vec<(String, Link)>),
    Time(Timestamp),
    Digest(Digest),
}

impl Answers {
    #[must_use]
    pub fn get(&self, claim: &str) -> Option<&Answer> {
        self.0
            .iter()
            .find(|(name, _)| name == claim)
            .map(|(_, answer)| answer)
    }

    /// The digest under this name, where the document has one.
    #[must_use]
    pub fn digest(&self, claim: &str) -> Option<&Digest> {
        match self.get(claim) {
            Some(Answer::Digest(digest)) => Some(digest),
            _ => None,
        }
    }
}

/// A SHA-256 digest. It stays out of logs: `Debug` doesn't show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    /// 64 hexadecimal digits in lower case.
    #[must_use]
    pub fn hex(&self) -> &str {
        &self.0
    }

    fn read(json: Json) -> Result<Self, Problem> {
        let text = json.text()?;
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(Problem::Digest)
        }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// When a claim expires, and its name.
pub(crate) type ClaimExpiry = (Timestamp, String);

/// Judges the claims that an account's kind must make, in order. Unknown names come first: a
/// misspelt claim is both unknown and missing, and the misspelling is what to correct.
pub(crate) fn judge(
    claims: &[Claim],
    kind: AccountKind,
    mut given: Fields,
    now: Timestamp,
) -> Result<(Answers, Option<ClaimExpiry>), Flaw> {
    for name in given.names() {
        match claims.iter().find(|claim| claim.name == name) {
            Some(claim) if claim.applies_to(kind) => {}
            Some(claim) => return Err(Flaw::ForeignClaim(claim.name.clone())),
            None => return Err(Flaw::UnknownClaim(shown(name))),
        }
    }
    let mut answers = Answers::default();
    let mut expiry: Option<ClaimExpiry> = None;
    for claim in claims.iter().filter(|claim| claim.applies_to(kind)) {
        let in_force = match &claim.presence {
            Presence::Required | Presence::Optional => true,
            Presence::When(condition) => answers.get(condition) == Some(&Answer::Boolean(true)),
        };
        let Some(json) = given.take(&claim.name) else {
            if in_force && claim.presence != Presence::Optional {
                return Err(flaw(claim, Problem::Missing));
            }
            continue;
        };
        let answer = answer(&claim.kind, kind, json, in_force.then_some(now))
            .map_err(|problem| flaw(claim, problem))?;
        if let (ClaimType::Time { max_age_days }, Answer::Time(at), true) =
            (&claim.kind, &answer, in_force)
        {
            let ends = days_after(*at, *max_age_days);
            if expiry.as_ref().is_none_or(|(earliest, _)| ends < *earliest) {
                expiry = Some((ends, claim.name.clone()));
            }
        }
        answers.0.push((claim.name.clone(), answer));
    }
    Ok((answers, expiry))
}

fn flaw(claim: &Claim, problem: Problem) -> Flaw {
    Flaw::Claim {
        name: claim.name.clone(),
        problem,
        description: claim.description.clone(),
    }
}

/// Reads a claim's value. `now` is `None` where the value only has to be well-formed.
fn answer(
    claim: &ClaimType,
    account: AccountKind,
    json: Json,
    now: Option<Timestamp>,
) -> Result<Answer, Problem> {
    match claim {
        ClaimType::Integer { minimum } => match json.count()? {
            found if found < *minimum => Err(Problem::TooFew {
                found,
                minimum: *minimum,
            }),
            found => Ok(Answer::Integer(found)),
        },
        ClaimType::Boolean { must } => match (json.boolean()?, *must) {
            (found, Some(must)) if found != must => Err(Problem::MustBe { must }),
            (found, _) => Ok(Answer::Boolean(found)),
        },
        ClaimType::Choice { values } => {
            let open: Vec<&str> = values
                .iter()
                .filter(|choice| choice.kinds.contains(&account))
                .map(|choice| choice.value.as_str())
                .collect();
            let chosen = json.text()?;
            if open.contains(&chosen.as_str()) {
                Ok(Answer::Choice(chosen))
            } else {
                Err(Problem::NoneOf(
                    open.into_iter().map(str::to_owned).collect(),
                ))
            }
        }
        ClaimType::AllOf { values } => all_of(values, &json.texts()?),
        ClaimType::Link => Link::read(json).map(Answer::Link),
        ClaimType::Links { keys } => links(keys, json.object()?),
        ClaimType::Time { max_age_days } => match now {
            None => read(json).map(Answer::Time),
            Some(now) => match read_past(json, now)? {
                at if days_after(at, *max_age_days) < now => Err(Problem::TooOld {
                    at,
                    max_age_days: *max_age_days,
                }),
                at => Ok(Answer::Time(at)),
            },
        },
        ClaimType::Digest => Digest::read(json).map(Answer::Digest),
    }
}

fn all_of(wanted: &[String], named: &[String]) -> Result<Answer, Problem> {
    if named.iter().any(|name| !wanted.contains(name)) {
        return Err(Problem::HoldsOther(wanted.to_vec()));
    }
    for value in wanted {
        match named.iter().filter(|name| *name == value).count() {
            0 => return Err(Problem::Lacks(value.clone())),
            1 => {}
            _ => return Err(Problem::Twice(value.clone())),
        }
    }
    Ok(Answer::AllOf)
}

fn links(keys: &[String], mut given: Fields) -> Result<Answer, Problem> {
    if given
        .names()
        .any(|name| !keys.iter().any(|key| key == name))
    {
        return Err(Problem::UnknownEntry);
    }
    keys.iter()
        .map(|key| {
            given
                .take(key)
                .ok_or(Problem::Missing)
                .and_then(Link::read)
                .map(|link| (key.clone(), link))
                .map_err(|_| Problem::LinkOf(key.clone()))
        })
        .collect::<Result<_, _>>()
        .map(Answer::Links)
}
