//! Attestations of a made-up rule with one claim of each type: what is accepted, and the error for
//! what isn't. The schema must judge the same documents alike.

#![cfg(test)]

mod broken;
mod made_up;

use attestation::{
    AccountKind, Assessment, Attestation, Claim, Demand, EXPIRY_NOTICE_DAYS, Flaw, Scope,
    attestation_template, schemas,
};
use case_table::rows;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::broken::{Claims, NOW};
use crate::made_up::{good, good_claims, rule};

const DIGEST: &str = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";

fn claims() -> Vec<Claim> {
    rule().claims
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The document with the value at a JSON pointer replaced or, with `None`, removed.
fn with(pointer: &str, value: Option<Value>) -> Value {
    let mut document = good();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match value {
        Some(value) => parent[name] = value,
        None => {
            parent.as_object_mut().unwrap().remove(name).unwrap();
        }
    }
    document
}

fn judge_text(text: &str, kind: AccountKind, now: &str) -> Result<Attestation, Flaw> {
    let claims = claims();
    Demand {
        claims: &claims,
        kind,
        max_age_days: 92,
        now: at(now),
    }
    .judge(text)
}

fn judge(document: &Value) -> Result<Attestation, Flaw> {
    judge_text(&document.to_string(), AccountKind::Management, NOW)
}

fn reason(document: &Value) -> String {
    reason_at(document, NOW)
}

fn reason_at(document: &Value, now: &str) -> String {
    let judged = judge_text(&document.to_string(), AccountKind::Management, now);
    let assessment = Assessment::of(&Scope::Management, &judged, at(now));
    assert_eq!(assessment.compliant, judged.is_ok());
    assessment.reason
}

fn schema_accepts(document: &Value) -> bool {
    let (_, text) = schemas([&rule()]).remove(0);
    jsonschema::options()
        .should_validate_formats(true)
        .build(&text.parse().unwrap())
        .unwrap()
        .is_valid(document)
}

#[test]
fn a_good_document_is_accepted() {
    let attestation = judge(&good()).unwrap();
    assert_eq!(attestation.attested_at, at("2026-10-01T09:00:00Z"));
    assert_eq!(attestation.attested_by.names(), ["Ana Ruiz", "Bo Lind"]);
    assert_eq!(
        attestation.evidence.as_str(),
        "https://wiki.example.com/evidence"
    );
    assert_eq!(attestation.expiry.at, at("2027-01-01T09:00:00Z"));
    assert_eq!(
        reason(&good()),
        "Attested for the management account on 2026-10-01 by 2 people; valid until 2027-01-01."
    );
    assert!(schema_accepts(&good()));
}

/// A claim, a value that it must not have, and what is said of it.
const CLAIMS: &str = r#"
    custodians | 1 | is 1 and must be at least 2
    custodians | 2.5 | must be a whole number
    custodians | -3 | must be a whole number
    custodians | "2" | must be a whole number
    logged | false | is false and must be true
    logged | "true" | must be true or false
    dependsOnOne | true | is true and must be false
    method | "drawer" | must be one of safe, split
    reviewed | [] | lacks email
    reviewed | ["email"] | lacks password
    reviewed | ["email", "password", "fax"] | holds something other than email, password
    reviewed | ["email", "password", "email"] | names email twice
    runbook | "http://wiki.example.com" | must be an https link
    scenarios | { "use-root": "https://wiki.example.com/use" } | has no https link for reset-mfa
    scenarios | { "use-root": "https://wiki.example.com/use", "reset-mfa": null } | has no https link for reset-mfa
    scenarios | { "use-root": "https://wiki.example.com/use", "reset-mfa": "wiki" } | has no https link for reset-mfa
    scenarios | { "use-root": "https://wiki.example.com/use", "reset-mfa": "https://wiki.example.com/reset", "use-rot": "https://wiki.example.com/use" } | holds an unknown entry
    batteryCheckedAt | "2025-09-30T09:00:00Z" | is dated 2025-09-30, more than 366 days ago
    batteryCheckedAt | "2026-10-02T09:05:01Z" | is in the future
    batteryCheckedAt | "2026-09-01" | must be a time with an offset
"#;

#[test]
fn each_claim_is_judged() {
    let good = Claims::good(&rule(), AccountKind::Management, &good_claims());
    for claim in claims().iter().filter(|claim| claim.name != "digest") {
        good.broken_in_any_type(&claim.name, false);
    }
    for [claim, value, expected] in rows(CLAIMS) {
        good.broken(claim, Some(value.parse().unwrap()), expected);
    }
}

/// A place in the document, what it must not hold there (with nothing: that it lacks it), and what
/// is said of it.
const FIELDS: &str = r#"
    /schemaVersion | 2 | its schemaVersion must be 1, the only version
    /schemaVersion | "1" | its schemaVersion must be 1, the only version
    /schemaVersion | | field schemaVersion is missing
    /attestedAt | | field attestedAt is missing
    /attestedAt | null | field attestedAt is not filled in
    /attestedAt | 1790000000 | field attestedAt must be text
    /attestedAt | "2026-10-01" | TIME
    /attestedAt | "2026-02-29T09:00:00Z" | TIME
    /attestedBy | | field attestedBy is missing
    /attestedBy | "Ana Ruiz, Bo Lind" | field attestedBy must be a list of strings
    /attestedBy | ["Ana Ruiz", 2] | field attestedBy must be a list of strings
    /attestedBy | [] | field attestedBy must name two or more people
    /attestedBy | ["Ana Ruiz"] | field attestedBy must name two or more people
    /attestedBy | ["Ana Ruiz", " "] | field attestedBy holds a name without a visible letter
    /attestedBy | ["Ana Ruiz", "Ana Ruiz"] | field attestedBy names one person twice
    /evidence | | field evidence is missing
    /evidence | "" | LINK
    /evidence | "http://wiki.example.com" | LINK
    /evidence | "https://" | LINK
    /evidence | "https://ana:word@wiki.example.com/" | LINK
    /claims | | field claims is missing
    /claims | [] | field claims must be an object
    /comment | "fine" | field comment is unknown
    /+1 202 555 0123 | "" | field with an unusual name is unknown
    /claims/custodian | 3 | claim custodian is unknown
    /claims/ana.ruiz@example.com | 3 | claim with an unusual name is unknown
    /claims/logged | false | claim logged is false and must be true (each access is logged)
    /claims/batteryCheckedAt | | claim batteryCheckedAt is missing (when the battery was last checked)
    /claims/digest | "abc" | claim digest must be a SHA-256 digest, 64 hexadecimal digits (digest of the serial number)
"#;

/// The same, where a schema can't tell.
const BEYOND_SCHEMAS: &str = r#"
    /attestedAt | "2026-10-02T09:05:01Z" | field attestedAt is in the future
    /attestedAt | "2026-07-02T08:59:59Z" | it is dated 2026-07-02, more than 92 days ago: attest again
    /attestedBy | ["Ana Ruiz", "Bo Lind", " ANA  RUIZ"] | field attestedBy names one person twice
"#;

#[test]
fn each_field_is_judged() {
    let time = "field attestedAt must be a time with an offset, such as 2026-10-01T09:00:00Z";
    let link = "field evidence must be an https link that others can open: a host name with a dot, \
                no IP address or user name";
    for (table, schema_tells) in [(FIELDS, true), (BEYOND_SCHEMAS, false)] {
        for [pointer, value, expected] in rows(table) {
            let value = (!value.is_empty()).then(|| value.parse().unwrap());
            let document = with(pointer, value);
            let expected = expected.replace("TIME", time).replace("LINK", link);
            assert_eq!(
                reason(&document),
                format!("The attestation for the management account is not accepted: {expected}."),
                "{document}"
            );
            assert_eq!(schema_accepts(&document), !schema_tells, "{document}");
        }
    }
}

#[test]
fn a_claim_of_another_kind_of_account_is_not_asked_for() {
    let digest = with("/claims/digest", Some(json!(DIGEST)));
    let judged = judge(&digest).unwrap();
    assert_eq!(
        judged.claims.digest("digest").unwrap().hex(),
        DIGEST.to_ascii_lowercase()
    );
    assert!(!format!("{judged:?}").contains(&DIGEST[..8]));
    assert_eq!(
        judge_text(&digest.to_string(), AccountKind::Member, NOW),
        Err(Flaw::ForeignClaim("digest".to_owned()))
    );

    let manager = with("/claims/method", Some(json!("manager")));
    assert!(judge_text(&manager.to_string(), AccountKind::Member, NOW).is_ok());
    assert!(judge_text(&manager.to_string(), AccountKind::Standalone, NOW).is_err());
    assert!(schema_accepts(&manager), "good for a member account");

    let both = json!({ "claims": { "digest": DIGEST, "method": "manager" } });
    let mut document = digest;
    document["claims"]["method"] = both["claims"]["method"].clone();
    assert!(!schema_accepts(&document), "good for no kind of account");
}

#[test]
fn a_conditional_claim_is_judged_only_if_its_condition_is_true() {
    let mut document = with("/claims/batteryPowered", Some(json!(false)));
    document["claims"]["batteryCheckedAt"] = json!("2001-01-01T00:00:00Z");
    assert!(judge(&document).is_ok());
    assert!(schema_accepts(&document));
    document["claims"]["batteryCheckedAt"] = json!("long ago");
    assert!(judge(&document).is_err());
    document["claims"]
        .as_object_mut()
        .unwrap()
        .remove("batteryCheckedAt");
    assert!(judge(&document).is_ok());
    assert!(schema_accepts(&document));
}

#[test]
fn a_document_holds_up_to_the_last_day_of_its_age() {
    let last = "2027-01-01T09:00:00Z";
    assert!(judge_text(&good().to_string(), AccountKind::Management, last).is_ok());
    assert_eq!(
        reason_at(&good(), "2027-01-01T09:00:01Z"),
        "The attestation for the management account is not accepted: it is dated 2026-10-01, \
         more than 92 days ago: attest again."
    );
}

#[test]
fn an_upcoming_expiry_is_shown_in_the_last_14_days() {
    let expires = at("2027-01-01T09:00:00Z");
    let notice = SignedDuration::from_hours(24 * EXPIRY_NOTICE_DAYS);
    let just_before = expires - notice - SignedDuration::from_secs(1);
    let attested = "Attested for the management account on 2026-10-01 by 2 people";
    let rows = [
        (just_before.to_string(), "valid until 2027-01-01."),
        (
            (expires - notice).to_string(),
            "expires in 14 days, on 2027-01-01: attest again before then.",
        ),
        (
            "2026-12-31T23:00:00Z".to_owned(),
            "expires tomorrow, on 2027-01-01: attest again before then.",
        ),
        (
            "2027-01-01T00:00:00Z".to_owned(),
            "expires today, on 2027-01-01: attest again before then.",
        ),
    ];
    for (now, expected) in rows {
        assert_eq!(
            reason_at(&good(), &now),
            format!("{attested}; {expected}"),
            "{now}"
        );
    }
}

#[test]
fn a_claim_that_ends_first_sets_the_expiry() {
    let document = with(
        "/claims/batteryCheckedAt",
        Some(json!("2025-10-11T00:00:00Z")),
    );
    assert_eq!(
        reason(&document),
        "Attested for the management account on 2026-10-01 by 2 people; expires in 10 days, on \
         2026-10-12 (claim batteryCheckedAt): attest again before then."
    );
}

#[test]
fn a_missing_document_is_named() {
    let account = "111111111111".parse().unwrap();
    let assessment = Assessment::missing(
        "root-password-storage-attested",
        &Scope::in_order(&account, AccountKind::Member),
    );
    assert!(!assessment.compliant);
    assert_eq!(
        assessment.reason,
        "There is no attestation: Parameter Store has neither \
         /root-credential-rules/attestations/members/root-password-storage-attested \
         nor one for account 111111111111. Attest with cargo pack attest."
    );
}

#[test]
fn a_parameter_that_is_not_a_document_is_shown_by_its_path() {
    let rows = [
        ("", "it is not valid JSON (line 1, column 0)"),
        (
            "{\n  \"claims\": }",
            "it is not valid JSON (line 2, column 13)",
        ),
        // A byte order mark is skipped, wherever documents are read.
        ("\u{feff}{}", "field schemaVersion is missing"),
        (
            "\u{feff}\u{feff}{}",
            "it is not valid JSON (line 1, column 1)",
        ),
        ("{} {}", "it is not valid JSON (line 1, column 4)"),
        ("[1]", "it must be a JSON object"),
        ("null", "it must be a JSON object"),
        (
            "{\"claims\": {},\n \"claims\": {}}",
            "an object names a field twice (line 2)",
        ),
    ];
    for (text, expected) in rows {
        let flaw = judge_text(text, AccountKind::Member, NOW).unwrap_err();
        assert_eq!(flaw.to_string(), expected, "{text}");
    }
}

#[test]
fn the_size_of_a_document_is_bounded() {
    let mut text = good().to_string();
    text.push_str(&" ".repeat(8 * 1024 - text.len()));
    assert!(judge_text(&text, AccountKind::Management, NOW).is_ok());
    text.push(' ');
    assert_eq!(
        judge_text(&text, AccountKind::Management, NOW),
        Err(Flaw::TooLarge)
    );
    let megabyte = format!("\"{}\"", "x".repeat(1 << 20));
    assert_eq!(
        judge_text(&megabyte, AccountKind::Management, NOW),
        Err(Flaw::TooLarge)
    );
    for deep in ["[".repeat(4_000), "{\"a\":".repeat(1_500)] {
        assert!(matches!(
            judge_text(&deep, AccountKind::Management, NOW),
            Err(Flaw::NoJson { .. })
        ));
    }
    let deeper = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(judge_text(&deeper, AccountKind::Management, NOW).is_err());
}

#[test]
fn a_template_holds_what_is_asked_for_and_is_not_accepted_as_it_is() {
    let template = attestation_template(&claims(), AccountKind::Management, at(NOW));
    assert_eq!(
        template,
        r#"{
  "schemaVersion": 1,
  "attestedAt": "2026-10-02T09:00:00Z",
  "attestedBy": [],
  "evidence": null,
  "claims": {
    "custodians": null,
    "logged": null,
    "dependsOnOne": null,
    "method": null,
    "reviewed": [],
    "runbook": null,
    "scenarios": {
      "use-root": null,
      "reset-mfa": null
    },
    "batteryPowered": null
  }
}
"#
    );
    assert_eq!(
        judge_text(&template, AccountKind::Management, NOW)
            .unwrap_err()
            .to_string(),
        "field attestedBy must name two or more people"
    );
}
