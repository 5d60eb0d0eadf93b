//! What people write down: attestations and use records.

use attestation::{
    AccountKind, Answer, Attestation, CLOCK_TOLERANCE, Claim, ClaimType, Demand, Flaw,
    MAX_DOCUMENT_BYTES, Presence, Purpose, UseRecord,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::made_up;
use crate::spoken::is_discreet;

const MAX_AGE_DAYS: u32 = 92;

fn now() -> Timestamp {
    "2026-10-02T09:00:00Z".parse().unwrap()
}

/// An accepted attestation fits into Parameter Store, has two people or more, a link, a time that
/// is neither in the future nor outdated, and no claim out of bounds. It is still accepted after it
/// is written again. An error quotes nothing.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn attestation(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let rule = made_up::rule();
    for kind in AccountKind::ALL {
        let demand = Demand {
            claims: &rule.claims,
            kind,
            max_age_days: MAX_AGE_DAYS,
            now: now(),
        };
        match demand.judge(&text) {
            Ok(attestation) => {
                holds(&attestation, &demand);
                is_accepted_again(&text, &attestation, |text| demand.judge(text));
            }
            Err(flaw) => is_discreet(&flaw.to_string(), &text),
        }
    }
}

fn holds(attestation: &Attestation, demand: &Demand<'_>) {
    assert!(attestation.attested_at <= now() + CLOCK_TOLERANCE);
    let longest = SignedDuration::from_hours(24 * i64::from(MAX_AGE_DAYS));
    assert!(attestation.expiry.at >= now());
    assert!(attestation.expiry.at <= attestation.attested_at + longest);
    assert!(attestation.attested_by.names().len() >= 2);
    assert!(is_https(attestation.evidence.as_str()));
    for claim in demand.claims {
        let answer = attestation.claims.get(&claim.name);
        let asked = claim.applies_to(demand.kind);
        assert!(asked || answer.is_none(), "{} is foreign", claim.name);
        let needed = asked
            && match &claim.presence {
                Presence::Required => true,
                Presence::Optional => false,
                Presence::When(other) => {
                    attestation.claims.get(other) == Some(&Answer::Boolean(true))
                }
            };
        assert!(!needed || answer.is_some(), "{} is missing", claim.name);
        if let Some(answer) = answer {
            is_in_bounds(claim, answer, demand.kind);
        }
    }
}

fn is_in_bounds(claim: &Claim, answer: &Answer, kind: AccountKind) {
    let within = match (&claim.kind, answer) {
        (ClaimType::Integer { minimum }, Answer::Integer(found)) => found >= minimum,
        (ClaimType::Boolean { must }, Answer::Boolean(found)) => {
            must.is_none_or(|must| must == *found)
        }
        (ClaimType::Choice { values }, Answer::Choice(chosen)) => values
            .iter()
            .any(|open| open.value == *chosen && open.kinds.contains(&kind)),
        (ClaimType::AllOf { .. }, Answer::AllOf) => true,
        (ClaimType::Link, Answer::Link(link)) => is_https(link.as_str()),
        (ClaimType::Links { keys }, Answer::Links(links)) => {
            links.len() == keys.len() && links.iter().all(|(_, link)| is_https(link.as_str()))
        }
        // A claim that doesn't apply is read, but not judged.
        (ClaimType::Time { .. }, Answer::Time(_)) => true,
        (ClaimType::Digest, Answer::Digest(digest)) => {
            digest.hex().len() == 64 && digest.hex() == digest.hex().to_ascii_lowercase()
        }
        _ => false,
    };
    assert!(within, "{}: {answer:?}", claim.name);
}

fn is_https(link: &str) -> bool {
    link.get(..8)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
}

/// How its JSON is formatted doesn't matter.
fn is_accepted_again<T: PartialEq + std::fmt::Debug>(
    text: &str,
    accepted: &T,
    judge: impl Fn(&str) -> Result<T, Flaw>,
) {
    assert!(text.len() <= MAX_DOCUMENT_BYTES);
    let again = serde_json::from_str::<Value>(text).unwrap().to_string();
    // Numbers such as 1e9 get longer when written in full.
    if again.len() <= MAX_DOCUMENT_BYTES {
        assert_eq!(judge(&again).as_ref(), Ok(accepted));
    }
}

pub(crate) fn attestations() -> Vec<String> {
    let mut with_digest = made_up::good();
    with_digest["claims"]["digest"] = json!("ab".repeat(32));
    let mut without_battery = made_up::good();
    without_battery["claims"]["batteryPowered"] = json!(false);
    [made_up::good(), with_digest, without_battery]
        .map(|document| document.to_string())
        .to_vec()
}

/// An accepted use record doesn't end before it begins or in the future, and has two people or more
/// and a link. An error quotes nothing.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn use_record(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match UseRecord::parse(&text, now()) {
        Ok(record) => {
            assert!(record.from <= record.to);
            assert!(record.to <= now() + CLOCK_TOLERANCE);
            assert!(record.covers(record.from) && record.covers(record.to));
            assert!(record.people.names().len() >= 2);
            assert!(is_https(record.reference.as_str()));
            is_accepted_again(&text, &record, |text| UseRecord::parse(text, now()));
        }
        Err(flaw) => is_discreet(&flaw.to_string(), &text),
    }
}

pub(crate) fn use_records() -> Vec<String> {
    Purpose::ALL
        .iter()
        .map(|purpose| {
            json!({
                "schemaVersion": 1,
                "from": "2026-10-01T09:00:00Z",
                "to": "2026-10-01T12:30:00.5+02:00",
                "purpose": purpose.name(),
                "people": ["Ana Ruiz", "Bo Lind"],
                "reference": "https://tickets.example.com/1",
            })
            .to_string()
        })
        .collect()
}
