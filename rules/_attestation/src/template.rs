use jiff::{Timestamp, Unit};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::{AccountKind, Claim, ClaimType, Presence, Purpose};

/// A document to fill in, as JSON text. Values to fill in are null or empty, so it isn't accepted
/// until they are filled in. Optional and conditional claims are left out.
#[must_use]
pub fn attestation_template(claims: &[Claim], kind: AccountKind, now: Timestamp) -> String {
    pretty(&AttestationTemplate {
        schema_version: 1,
        attested_at: to_the_second(now),
        attested_by: [],
        evidence: None,
        claims: ClaimsTemplate { claims, kind },
    })
}

/// A use record to fill in, as JSON text.
#[must_use]
pub fn use_record_template(purpose: Option<Purpose>, now: Timestamp) -> String {
    pretty(&UseRecordTemplate {
        schema_version: 1,
        from: to_the_second(now),
        to: to_the_second(now),
        purpose: purpose.map(Purpose::name),
        people: [],
        reference: None,
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AttestationTemplate<'a> {
    schema_version: u8,
    attested_at: String,
    attested_by: [&'static str; 0],
    evidence: Option<&'static str>,
    claims: ClaimsTemplate<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UseRecordTemplate {
    schema_version: u8,
    from: String,
    to: String,
    purpose: Option<&'static str>,
    people: [&'static str; 0],
    reference: Option<&'static str>,
}

struct ClaimsTemplate<'a> {
    claims: &'a [Claim],
    kind: AccountKind,
}

impl Serialize for ClaimsTemplate<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let asked =
            |claim: &&Claim| claim.applies_to(self.kind) && claim.presence == Presence::Required;
        let mut map = serializer.serialize_map(None)?;
        for claim in self.claims.iter().filter(asked) {
            match &claim.kind {
                ClaimType::AllOf { .. } => map.serialize_entry(&claim.name, &[(); 0])?,
                ClaimType::Links { keys } => map.serialize_entry(&claim.name, &Nulls(keys))?,
                _ => map.serialize_entry(&claim.name, &())?,
            }
        }
        map.end()
    }
}

struct Nulls<'a>(&'a [String]);

impl Serialize for Nulls<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|key| (key, ())))
    }
}

fn to_the_second(at: Timestamp) -> String {
    at.round(Unit::Second).unwrap_or(at).to_string()
}

/// Serializing these types can't fail: they have text keys, and writing to memory does not.
fn pretty(template: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(template).unwrap_or_default();
    text.push('\n');
    text
}
