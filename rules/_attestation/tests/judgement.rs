//! Attestations of a made-up rule with one claim of each type: what is accepted, and
//! which words name what is not. The schema is asked about the same documents.

#![cfg(test)]

mod made_up;

use attestation::testing::check_claims;
use attestation::{
    AccountKind, Attestation, Claim, Demand, EXPIRY_NOTICE_DAYS, Finding, Flaw, Scope,
    attestation_template, schemas,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::made_up::{good, good_claims, rule};

const NOW: &str = "2026-10-02T09:00:00Z";
const DIGEST: &str = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";

fn claims() -> Vec<Claim> {
    rule().claims
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The document with the value at a JSON pointer replaced or, with none, taken away.
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
    let finding = Finding::of(&Scope::Management, &judged, at(now));
    assert_eq!(finding.compliant, judged.is_ok());
    finding.reason
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

#[test]
fn each_claim_is_judged() {
    let rows = [
        ("custodians", json!(1), "is 1 and must be at least 2"),
        ("custodians", json!(2.5), "must be a whole number"),
        ("custodians", json!(-3), "must be a whole number"),
        ("custodians", json!("2"), "must be a whole number"),
        ("logged", json!(false), "is false and must be true"),
        ("logged", json!("true"), "must be true or false"),
        ("dependsOnOne", json!(true), "is true and must be false"),
        ("method", json!("drawer"), "must be one of safe, split"),
        ("reviewed", json!([]), "lacks email"),
        ("reviewed", json!(["email"]), "lacks password"),
        (
            "reviewed",
            json!(["email", "password", "fax"]),
            "holds something other than email, password",
        ),
        (
            "reviewed",
            json!(["email", "password", "email"]),
            "names email twice",
        ),
        (
            "runbook",
            json!("http://wiki.example.com"),
            "must be an https link",
        ),
        (
            "scenarios",
            json!({ "use-root": "https://wiki.example.com/use" }),
            "has no https link for reset-mfa",
        ),
        (
            "scenarios",
            json!({ "use-root": "https://wiki.example.com/use", "reset-mfa": null }),
            "has no https link for reset-mfa",
        ),
        (
            "scenarios",
            json!({ "use-root": "https://wiki.example.com/use", "reset-mfa": "wiki" }),
            "has no https link for reset-mfa",
        ),
        (
            "scenarios",
            json!({
                "use-root": "https://wiki.example.com/use",
                "reset-mfa": "https://wiki.example.com/reset",
                "use-rot": "https://wiki.example.com/use",
            }),
            "holds an unknown entry",
        ),
        (
            "batteryCheckedAt",
            json!("2025-09-30T09:00:00Z"),
            "is of 2025-09-30, more than 366 days ago",
        ),
        (
            "batteryCheckedAt",
            json!("2026-10-02T09:05:01Z"),
            "lies in the future",
        ),
        (
            "batteryCheckedAt",
            json!("2026-09-01"),
            "must be a time with an offset",
        ),
    ];
    check_claims(
        &claims()
            .into_iter()
            .filter(|claim| claim.name != "digest")
            .collect::<Vec<_>>(),
        &AccountKind::ALL[..1],
        &good_claims(),
        &rows,
    );
}

/// Documents that are not accepted, and whether a schema can tell.
#[test]
fn each_field_is_judged() {
    let rows = [
        (
            "/schemaVersion",
            Some(json!(2)),
            "its schemaVersion is not 1, the only one known",
            true,
        ),
        (
            "/schemaVersion",
            Some(json!("1")),
            "its schemaVersion is not 1, the only one known",
            true,
        ),
        (
            "/schemaVersion",
            None,
            "field schemaVersion is missing",
            true,
        ),
        ("/attestedAt", None, "field attestedAt is missing", true),
        (
            "/attestedAt",
            Some(json!(null)),
            "field attestedAt is not filled in",
            true,
        ),
        (
            "/attestedAt",
            Some(json!(1_790_000_000)),
            "field attestedAt must be text",
            true,
        ),
        (
            "/attestedAt",
            Some(json!("2026-10-01")),
            "field attestedAt must be a time with an offset, such as 2026-10-01T09:00:00Z",
            true,
        ),
        (
            "/attestedAt",
            Some(json!("2026-02-29T09:00:00Z")),
            "field attestedAt must be a time with an offset, such as 2026-10-01T09:00:00Z",
            true,
        ),
        (
            "/attestedAt",
            Some(json!("2026-10-02T09:05:01Z")),
            "field attestedAt lies in the future",
            false,
        ),
        (
            "/attestedAt",
            Some(json!("2026-07-02T08:59:59Z")),
            "it is of 2026-07-02, more than 92 days ago: attest again",
            false,
        ),
        ("/attestedBy", None, "field attestedBy is missing", true),
        (
            "/attestedBy",
            Some(json!("Ana Ruiz, Bo Lind")),
            "field attestedBy must be a list of texts",
            true,
        ),
        (
            "/attestedBy",
            Some(json!(["Ana Ruiz", 2])),
            "field attestedBy must be a list of texts",
            true,
        ),
        (
            "/attestedBy",
            Some(json!([])),
            "field attestedBy must name two or more people",
            true,
        ),
        (
            "/attestedBy",
            Some(json!(["Ana Ruiz"])),
            "field attestedBy must name two or more people",
            true,
        ),
        (
            "/attestedBy",
            Some(json!(["Ana Ruiz", " "])),
            "field attestedBy holds a name without a letter that can be seen",
            true,
        ),
        (
            "/attestedBy",
            Some(json!(["Ana Ruiz", "Ana Ruiz"])),
            "field attestedBy names one person twice",
            true,
        ),
        (
            "/attestedBy",
            Some(json!(["Ana Ruiz", "Bo Lind", " ANA  RUIZ"])),
            "field attestedBy names one person twice",
            false,
        ),
        ("/evidence", None, "field evidence is missing", true),
        (
            "/evidence",
            Some(json!("")),
            "field evidence must be an https link that others can open: a host name with a dot, no address, no user name",
            true,
        ),
        (
            "/evidence",
            Some(json!("http://wiki.example.com")),
            "field evidence must be an https link that others can open: a host name with a dot, no address, no user name",
            true,
        ),
        (
            "/evidence",
            Some(json!("https://")),
            "field evidence must be an https link that others can open: a host name with a dot, no address, no user name",
            true,
        ),
        (
            "/evidence",
            Some(json!("https://ana:word@wiki.example.com/")),
            "field evidence must be an https link that others can open: a host name with a dot, no address, no user name",
            true,
        ),
        ("/claims", None, "field claims is missing", true),
        (
            "/claims",
            Some(json!([])),
            "field claims must be an object",
            true,
        ),
        (
            "/comment",
            Some(json!("fine")),
            "field comment is unknown",
            true,
        ),
        (
            "/+1 202 555 0123",
            Some(json!("")),
            "field with an unusual name is unknown",
            true,
        ),
        (
            "/claims/custodian",
            Some(json!(3)),
            "claim custodian is unknown",
            true,
        ),
        (
            "/claims/ana.ruiz@example.com",
            Some(json!(3)),
            "claim with an unusual name is unknown",
            true,
        ),
        (
            "/claims/logged",
            Some(json!(false)),
            "claim logged is false and must be true (each access is logged)",
            true,
        ),
        (
            "/claims/batteryCheckedAt",
            None,
            "claim batteryCheckedAt is missing (when the battery was last checked)",
            true,
        ),
        (
            "/claims/digest",
            Some(json!("abc")),
            "claim digest must be a SHA-256 digest, 64 hexadecimal digits (digest of the serial number)",
            true,
        ),
    ];
    for (pointer, value, expected, schema_tells) in rows {
        let document = with(pointer, value);
        assert_eq!(
            reason(&document),
            format!("The attestation for the management account is not accepted: {expected}."),
            "{document}"
        );
        assert_eq!(schema_accepts(&document), !schema_tells, "{document}");
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
fn a_conditional_claim_is_judged_only_where_its_condition_holds() {
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
        "The attestation for the management account is not accepted: it is of 2026-10-01, \
         more than 92 days ago: attest again."
    );
}

#[test]
fn an_upcoming_expiry_is_told_from_14_days_before() {
    let expires = at("2027-01-01T09:00:00Z");
    let notice = SignedDuration::from_hours(24 * EXPIRY_NOTICE_DAYS);
    let just_before = expires - notice - SignedDuration::from_secs(1);
    let attested = "Attested for the management account on 2026-10-01 by 2 people";
    let rows = [
        (just_before.to_string(), "valid until 2027-01-01."),
        (
            (expires - notice).to_string(),
            "expires in 14 days, on 2027-01-01: attest again before.",
        ),
        (
            "2026-12-31T23:00:00Z".to_owned(),
            "expires tomorrow, on 2027-01-01: attest again before.",
        ),
        (
            "2027-01-01T00:00:00Z".to_owned(),
            "expires today, on 2027-01-01: attest again before.",
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
        "Attested for the management account on 2026-10-01 by 2 people; expires in 10 days, \
         on 2026-10-12 (claim batteryCheckedAt): attest again before."
    );
}

#[test]
fn a_missing_document_is_named() {
    let account = "111111111111".parse().unwrap();
    let finding = Finding::missing(
        "root-password-storage-attested",
        &Scope::in_order(&account, AccountKind::Member),
    );
    assert!(!finding.compliant);
    assert_eq!(
        finding.reason,
        "There is no attestation: Parameter Store has neither \
         /root-credential-rules/attestations/members/root-password-storage-attested \
         nor one for account 111111111111. Attest with cargo pack attest."
    );
}

#[test]
fn what_is_no_document_is_told_by_its_place() {
    let rows = [
        ("", "it is no valid JSON (line 1, column 0)"),
        (
            "{\n  \"claims\": }",
            "it is no valid JSON (line 2, column 13)",
        ),
        // One byte order mark is read over, wherever documents are read.
        ("\u{feff}{}", "field schemaVersion is missing"),
        (
            "\u{feff}\u{feff}{}",
            "it is no valid JSON (line 1, column 1)",
        ),
        ("{} {}", "it is no valid JSON (line 1, column 4)"),
        ("[1]", "it is no JSON object"),
        ("null", "it is no JSON object"),
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
