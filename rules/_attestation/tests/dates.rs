//! Dates: month ends, leap days, offsets, a clock that is ahead. A day is 24 hours, whatever local
//! clocks do twice a year.

#![cfg(test)]

mod made_up;

use attestation::{AccountKind, Demand, Flaw, Problem, UseRecord};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::made_up::{good, rule};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Judges a document in which only the time may be wrong.
fn judge(attested_at: &str, max_age_days: u32, now: Timestamp) -> Result<Timestamp, Flaw> {
    let mut document = good();
    document["attestedAt"] = attested_at.into();
    // A claim with its own time is tested elsewhere.
    document["claims"]["batteryPowered"] = false.into();
    let rule = rule();
    Demand {
        claims: &rule.claims,
        kind: AccountKind::Management,
        max_age_days,
        now,
    }
    .judge(&document.to_string())
    .map(|attestation| attestation.expiry.at)
}

#[test]
fn an_attestation_expires_so_many_days_later_in_any_month() {
    let table = [
        ("2026-01-31T09:00:00Z", 1, "2026-02-01T09:00:00Z"),
        ("2026-01-31T09:00:00Z", 28, "2026-02-28T09:00:00Z"),
        ("2026-01-31T09:00:00Z", 29, "2026-03-01T09:00:00Z"),
        // In a leap year there is a day more between the same two dates.
        ("2028-01-31T09:00:00Z", 29, "2028-02-29T09:00:00Z"),
        ("2028-02-29T23:59:59Z", 1, "2028-03-01T23:59:59Z"),
        ("2028-02-29T00:00:00Z", 366, "2029-03-01T00:00:00Z"),
        ("2027-02-28T00:00:00Z", 366, "2028-02-29T00:00:00Z"),
        // 2100 is not a leap year.
        ("2100-02-28T12:00:00Z", 1, "2100-03-01T12:00:00Z"),
        ("2026-12-31T23:59:59Z", 1, "2027-01-01T23:59:59Z"),
        ("2026-10-01T09:00:00Z", 92, "2027-01-01T09:00:00Z"),
        // The longest that a parameter allows.
        ("2026-10-01T09:00:00Z", 1_096, "2029-10-01T09:00:00Z"),
        // Nights in which clocks in Europe and in America are set forward or back.
        ("2026-03-28T12:00:00+01:00", 1, "2026-03-29T11:00:00Z"),
        ("2026-10-24T12:00:00+02:00", 1, "2026-10-25T10:00:00Z"),
        ("2026-03-07T12:00:00-05:00", 1, "2026-03-08T17:00:00Z"),
        ("2026-10-31T12:00:00-04:00", 1, "2026-11-01T16:00:00Z"),
        // The same moment, on three dates.
        ("2026-10-01T00:30:00+14:00", 1, "2026-10-01T10:30:00Z"),
        ("2026-09-30T10:30:00Z", 1, "2026-10-01T10:30:00Z"),
        ("2026-09-29T22:30:00-12:00", 1, "2026-10-01T10:30:00Z"),
    ];
    for (attested_at, days, last) in table {
        let last = at(last);
        assert_eq!(judge(attested_at, days, last), Ok(last), "{attested_at}");
        let after = last + SignedDuration::from_secs(1);
        assert!(
            matches!(
                judge(attested_at, days, after),
                Err(Flaw::Outdated { max_age_days, .. }) if max_age_days == days
            ),
            "{attested_at}"
        );
    }
}

#[test]
fn a_clock_may_be_five_minutes_ahead_at_any_offset() {
    let now = at("2028-02-29T23:58:00Z");
    let table = [
        ("2028-02-29T23:58:00Z", true),
        ("2028-03-01T00:03:00Z", true),
        ("2028-03-01T00:03:01Z", false),
        ("2028-03-01T09:03:00+09:00", true),
        ("2028-03-01T09:03:01+09:00", false),
        ("2028-02-29T19:03:00-05:00", true),
        ("2028-02-29T19:03:00.000000001-05:00", false),
    ];
    for (time, accepted) in table {
        let future = Flaw::Field {
            field: "attestedAt",
            problem: Problem::Future,
        };
        let judged = judge(time, 92, now).map(|_| ());
        assert_eq!(
            judged,
            if accepted { Ok(()) } else { Err(future) },
            "{time}"
        );

        let parsed = parse_use("2028-02-29T23:00:00Z", time, now);
        assert_eq!(parsed.is_ok(), accepted, "{time}: {parsed:?}");
    }
}

fn parse_use(from: &str, to: &str, now: Timestamp) -> Result<UseRecord, Flaw> {
    let document: Value = json!({
        "schemaVersion": 1,
        "from": from,
        "to": to,
        "purpose": "use-root",
        "people": ["Ana Ruiz", "Bo Lind"],
        "reference": "https://tickets.example.com/1",
    });
    UseRecord::parse(&document.to_string(), now)
}

/// In local time, the second of these uses ends before it begins, because the clock was set back in
/// between.
#[test]
fn a_use_lasts_from_moment_to_moment() {
    let now = at("2028-12-31T00:00:00Z");
    let table = [
        ("2028-02-29T23:30:00Z", "2028-03-01T00:30:00Z", 60),
        ("2026-10-25T02:45:00+02:00", "2026-10-25T02:15:00+01:00", 30),
        ("2026-03-29T01:59:00+01:00", "2026-03-29T03:01:00+02:00", 2),
        ("2026-12-31T23:59:00Z", "2027-01-01T05:30:00+05:30", 1),
        ("2026-10-01T09:00:00+00:00", "2026-10-01T09:00:00-00:00", 0),
    ];
    for (from, to, minutes) in table {
        let record = parse_use(from, to, now).unwrap();
        assert_eq!(
            record.to.duration_since(record.from),
            SignedDuration::from_mins(minutes),
            "{from}"
        );
        assert!(record.covers(at(from)) && record.covers(at(to)));
    }
    assert_eq!(
        parse_use(
            "2026-10-25T02:15:00+01:00",
            "2026-10-25T02:45:00+02:00",
            now
        ),
        Err(Flaw::EndsBeforeBegin)
    );
}

/// The moment as written by people whose clocks are this many minutes ahead of UTC.
fn written(at: Timestamp, minutes_ahead: i32) -> String {
    let offset = Offset::from_seconds(minutes_ahead * 60).unwrap();
    let local = at.to_zoned(TimeZone::fixed(offset));
    local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever writes a time, and wherever: only how long ago it was counts.
    #[test]
    fn only_how_long_ago_counts(
        now in 1_000_000_000_i64..4_000_000_000,
        age in -600_i64..200 * 86_400,
        minutes_ahead in -14 * 60..=14 * 60,
        days in 1_u32..=190,
    ) {
        let now = Timestamp::from_second(now).unwrap();
        let attested = written(now - SignedDuration::from_secs(age), minutes_ahead);
        let expected = (-300..=i64::from(days) * 86_400).contains(&age);
        prop_assert_eq!(judge(&attested, days, now).is_ok(), expected, "{} days after {}", days, attested);
    }
}
