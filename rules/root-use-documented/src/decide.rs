use attested_rule::StoredUse;
use config_rule::Verdict;
use jiff::Timestamp;
use root_events::{CredentialUse, EventHistory, RootEvent};

pub(crate) struct Facts {
    pub(crate) history: EventHistory,
    pub(crate) used: CredentialUse,
    pub(crate) records: Vec<StoredUse>,
    /// Where the judged days begin.
    pub(crate) since: Timestamp,
}

pub(crate) fn decide(facts: &Facts, lookback_days: u32, include_root_sessions: bool) -> Verdict {
    let events: Vec<&RootEvent> = facts
        .history
        .events
        .iter()
        .filter(|event| include_root_sessions || !event.root_session)
        .collect();
    let undocumented: Vec<&RootEvent> = events
        .iter()
        .filter(|event| !event.at.is_some_and(|at| is_documented(&facts.records, at)))
        .copied()
        .collect();
    if let Some(latest) = undocumented.first() {
        return Verdict::non_compliant(format!(
            "Undocumented root events in the last {lookback_days} days: {}. Latest: {}. {}",
            undocumented.len(),
            latest.described(),
            advice(&facts.records)
        ));
    }
    let uses = uses_in_window(facts);
    let undocumented = uses
        .iter()
        .find(|(_, at)| !is_documented(&facts.records, *at));
    if let Some((credential, at)) = undocumented {
        return Verdict::non_compliant(format!(
            "The credential report shows {}, which no use record covers. {}",
            CredentialUse::described(credential, *at),
            advice(&facts.records)
        ));
    }
    if let Some(shortfall) = facts.history.shortfall(lookback_days) {
        return Verdict::non_compliant(format!(
            "{shortfall} Use the root user only for tasks that need it."
        ));
    }
    if events.is_empty() && uses.is_empty() {
        return Verdict::compliant(format!(
            "The root user was not used in the last {lookback_days} days."
        ));
    }
    Verdict::compliant(format!(
        "Every use of the root user in the last {lookback_days} days is documented (events: {}).",
        events.len()
    ))
}

fn uses_in_window(facts: &Facts) -> Vec<(&'static str, Timestamp)> {
    let mut uses = facts.used.latest_first();
    uses.retain(|(_, at)| *at >= facts.since);
    uses
}

fn is_documented(records: &[StoredUse], at: Timestamp) -> bool {
    records
        .iter()
        .filter_map(|stored| stored.record.as_ref().ok())
        .any(|record| record.covers(at))
}

/// A record that was not accepted may be the missing one.
fn advice(records: &[StoredUse]) -> String {
    StoredUse::first_flaw(records).unwrap_or_else(|| {
        "Document the use with a use record, or treat it as a compromise.".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use attested_rule::attestation::UseRecord;
    use config_rule::Compliance::{self, Compliant, NonCompliant};
    use root_events::{End, EventKind};

    use super::*;

    const NOW: &str = "2026-10-31T00:00:00Z";
    const SINCE: &str = "2026-08-02T00:00:00Z";
    const BEFORE: &str = "2026-08-01T23:59:59Z";
    const INSIDE: &str = "2026-10-01T09:30:00Z";
    const LATER: &str = "2026-10-02T09:30:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn event(kind: EventKind, time: Option<&str>) -> RootEvent {
        RootEvent {
            at: time.map(at),
            name: Some("ConsoleLogin".to_owned()),
            kind,
            root_session: false,
        }
    }

    fn session() -> RootEvent {
        RootEvent {
            root_session: true,
            ..event(EventKind::Call, Some(INSIDE))
        }
    }

    /// From 09:00 to 10:00 on 1 October.
    fn record() -> StoredUse {
        stored(
            r#"{
                "schemaVersion": 1,
                "from": "2026-10-01T09:00:00Z",
                "to": "2026-10-01T10:00:00Z",
                "purpose": "use-root",
                "people": ["Ana Ruiz", "Bo Lind"],
                "reference": "https://tickets.example.com/1"
            }"#,
        )
    }

    fn stored(text: &str) -> StoredUse {
        StoredUse {
            name: "2026-10-01".to_owned(),
            record: UseRecord::parse(text, at(NOW)),
        }
    }

    fn facts(events: Vec<RootEvent>, used: CredentialUse, records: Vec<StoredUse>) -> Facts {
        Facts {
            history: EventHistory {
                events,
                end: End::Complete,
            },
            used,
            records,
            since: at(SINCE),
        }
    }

    fn password(time: &str) -> CredentialUse {
        CredentialUse {
            password: Some(at(time)),
            ..CredentialUse::default()
        }
    }

    fn second_key(time: &str, password: Option<&str>) -> CredentialUse {
        CredentialUse {
            password: password.map(at),
            access_keys: [None, Some(at(time))],
        }
    }

    fn verdict(facts: &Facts) -> (Compliance, String) {
        let verdict = decide(facts, 90, false);
        (verdict.compliance, verdict.annotation.to_string())
    }

    #[test]
    fn each_event_needs_a_documented_use() {
        let sign_in = |time| event(EventKind::SignIn, Some(time));
        let later = |kind| event(kind, Some(LATER));
        let check = |case: &str, events: Vec<RootEvent>, records: Vec<StoredUse>, expected| {
            let facts = facts(events, CredentialUse::default(), records);
            assert_eq!(verdict(&facts).0, expected, "{case}");
        };
        let unused = "steampipe#276: an unused root user complies";
        check(unused, vec![], vec![], Compliant);
        check("no record", vec![sign_in(INSIDE)], vec![], NonCompliant);
        check("a record", vec![sign_in(INSIDE)], vec![record()], Compliant);
        for (case, events) in [
            ("a record of another day", vec![sign_in(LATER)]),
            ("one of two", vec![sign_in(LATER), sign_in(INSIDE)]),
            ("a failed sign-in", vec![later(EventKind::FailedSignIn)]),
            ("not understood", vec![later(EventKind::Unreadable)]),
            ("of unknown time", vec![event(EventKind::Unreadable, None)]),
        ] {
            check(case, events, vec![record()], NonCompliant);
        }
    }

    #[test]
    fn the_credential_report_counts_too() {
        let check = |case: &str, used: CredentialUse, records: Vec<StoredUse>, expected| {
            let facts = facts(vec![], used, records);
            assert_eq!(verdict(&facts).0, expected, "{case}");
        };
        let old = "prowler#1789, #1801: a use before the window needs no record";
        check(old, password(BEFORE), vec![], Compliant);
        let inside = "prowler#1789, #1801: a use inside the window needs a record";
        check(inside, password(INSIDE), vec![], NonCompliant);
        let first = "the window's first moment belongs to it";
        check(first, password(SINCE), vec![], NonCompliant);
        let key = "ScoutSuite#1686: the use of a key is not ignored";
        check(key, second_key(INSIDE, None), vec![], NonCompliant);
        let masked = "ScoutSuite#1686: an old sign-in does not hide the use of a key";
        let used = second_key(INSIDE, Some(BEFORE));
        check(masked, used, vec![], NonCompliant);
        let masked = "a documented sign-in does not hide the use of a key";
        let used = second_key(LATER, Some(INSIDE));
        check(masked, used, vec![record()], NonCompliant);
        let used = second_key(INSIDE, Some(INSIDE));
        check("a documented use", used, vec![record()], Compliant);
    }

    #[test]
    fn modernisation_platform_10145_centralized_root_sessions_count_only_on_request() {
        let facts = facts(vec![session()], CredentialUse::default(), vec![]);
        assert_eq!(decide(&facts, 90, false).compliance, Compliant);
        assert_eq!(decide(&facts, 90, true).compliance, NonCompliant);
    }

    #[test]
    fn more_than_can_be_read_is_not_compliant() {
        let mut facts = facts(
            vec![event(EventKind::Call, Some(INSIDE))],
            CredentialUse::default(),
            vec![record()],
        );
        facts.history.events = vec![event(EventKind::Call, Some(INSIDE)); 1_000];
        facts.history.end = End::TooMany;
        let (compliance, annotation) = verdict(&facts);
        assert_eq!(compliance, NonCompliant);
        assert!(
            annotation.starts_with("More than 1000 root events in the last 90 days"),
            "{annotation}"
        );
    }

    #[test]
    fn the_annotation_names_how_many_and_the_latest() {
        let events = vec![
            event(EventKind::SignIn, Some(LATER)),
            event(EventKind::SignIn, Some(INSIDE)),
        ];
        let facts = facts(events, password(LATER), vec![]);
        assert_eq!(
            verdict(&facts).1,
            "Undocumented root events in the last 90 days: 2. Latest: ConsoleLogin at \
             2026-10-02T09:30:00Z. Document the use with a use record, or treat it as a \
             compromise."
        );
    }

    #[test]
    fn a_record_that_is_not_accepted_documents_nothing_and_is_named() {
        let facts = facts(
            vec![],
            second_key(INSIDE, None),
            vec![stored("{"), stored("[]")],
        );
        assert_eq!(
            verdict(&facts),
            (
                NonCompliant,
                "The credential report shows use of the access key at 2026-10-01T09:30:00Z, which \
                 no use record covers. Use record 2026-10-01 is not accepted: it is not valid JSON \
                 (line 1, column 1)."
                    .to_owned()
            )
        );
    }
}
