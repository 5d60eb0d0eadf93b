//! `cargo pack attest` and `cargo pack use` on files alone.

#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use attestation::{AccountKind, Demand, Purpose, UseRecord};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;

fn pack(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pack"))
        .args(arguments)
        .output()
        .unwrap()
}

/// The output on one line: line breaks are not tested.
fn text(bytes: &[u8]) -> String {
    let printed = std::str::from_utf8(bytes).unwrap();
    printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn path_of(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn days_ago(days: i64) -> String {
    let at = Timestamp::now() - SignedDuration::from_hours(24 * days);
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn day_in(days: i64) -> String {
    let at = Timestamp::now() + SignedDuration::from_hours(24 * days);
    at.strftime("%Y-%m-%d").to_string()
}

fn reviewed() -> Value {
    json!({
        "schemaVersion": 1,
        "attestedAt": days_ago(2),
        "attestedBy": ["Ana Ruiz", "Bo Lind"],
        "evidence": "https://wiki.example.com/review",
        "claims": {
            "reviewed": ["email", "password", "mfa", "phone"],
            "dependsOnOnePerson": false,
            "mailboxAndPhoneHeldApart": true,
        },
    })
}

/// Writes a document to a path below the folder.
fn write(folder: &TempDir, path: &str, document: &Value) -> String {
    let path = folder.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, document.to_string()).unwrap();
    path_of(&path).to_owned()
}

#[test]
fn every_rule_with_claims_has_a_document_to_fill_in() {
    let folder = TempDir::new().unwrap();
    let rules = rule_metadata::discover(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")));
    let attested: Vec<String> = rules
        .unwrap()
        .into_iter()
        .filter(|folder| !folder.rule.claims.is_empty())
        .map(|folder| folder.rule.name)
        .collect();
    assert!(!attested.is_empty());
    for rule in attested {
        for kind in ["management", "members"] {
            let file = folder.path().join(format!("{kind}-{rule}.json"));
            let made = pack(&[
                "attest",
                "init",
                &rule,
                "--for",
                kind,
                "--output",
                path_of(&file),
            ]);
            assert!(made.status.success(), "{}", text(&made.stderr));
            let checked = pack(&["attest", "check", "--rule", &rule, path_of(&file)]);
            assert_eq!(checked.status.code(), Some(4), "{rule} as it is");
            assert!(text(&checked.stdout).contains("field attestedBy must name two"));
        }
    }
}

#[test]
fn a_document_that_is_there_is_not_written_over() {
    let folder = TempDir::new().unwrap();
    let file = write(&folder, "root-access-reviewed.json", &reviewed());
    let made = pack(&["attest", "init", "root-access-reviewed", "--output", &file]);
    assert_eq!(made.status.code(), Some(1));
    assert!(text(&made.stderr).contains("exists already"));
    assert_eq!(fs::read_to_string(&file).unwrap(), reviewed().to_string());
}

#[test]
fn check_says_what_the_rule_would_report_and_when_it_expires() {
    let folder = TempDir::new().unwrap();
    let file = write(
        &folder,
        "attestations/members/root-access-reviewed.json",
        &reviewed(),
    );
    let checked = pack(&["attest", "check", &file]);
    let output = text(&checked.stdout);
    assert_eq!(checked.status.code(), Some(0), "{output}");
    assert!(!output.contains("management"), "{output}");
    assert!(
        output.contains(&format!("COMPLIANT, expires on {}", day_in(90))),
        "{output}"
    );

    let management = pack(&["attest", "check", "--scope", "management", &file]);
    let output = text(&management.stdout);
    assert_eq!(management.status.code(), Some(4), "{output}");
    assert!(
        output.contains("claim oneCanCompleteAlone is missing"),
        "{output}"
    );

    let strict = pack(&["attest", "check", "--max-age-days", "1", &file]);
    assert_eq!(strict.status.code(), Some(4));
    assert!(text(&strict.stdout).contains("more than 1 days ago"));
}

#[test]
fn a_document_that_begins_with_a_byte_order_mark_is_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("root-access-reviewed.json");
    fs::write(&path, format!("\u{feff}{}", reviewed())).unwrap();
    let checked = pack(&["attest", "check", "--scope", "members", path_of(&path)]);
    let output = text(&checked.stdout);
    assert_eq!(checked.status.code(), Some(0), "{output}");
}

#[test]
fn a_document_of_no_known_scope_is_judged_for_each() {
    let folder = TempDir::new().unwrap();
    let file = write(&folder, "root-access-reviewed.json", &reviewed());
    let checked = pack(&["attest", "check", &file]);
    let output = text(&checked.stdout);
    assert_eq!(checked.status.code(), Some(0), "{output}");
    assert!(output.contains("management not for these"), "{output}");
    assert!(output.contains("members COMPLIANT"), "{output}");
    assert!(
        output.contains("It could be for members: give --scope"),
        "{output}"
    );
    assert!(!output.contains("NON_COMPLIANT"), "{output}");
    for (scope, verdict, status) in [
        ("members", "COMPLIANT", 0),
        ("management", "NON_COMPLIANT", 4),
    ] {
        let checked = pack(&["attest", "check", "--scope", scope, &file]);
        assert_eq!(checked.status.code(), Some(status), "{scope}");
        let output = text(&checked.stdout);
        assert!(output.contains(&format!("{scope} {verdict}")), "{output}");
        assert!(!output.contains("could be"), "{output}");
    }
}

#[test]
fn a_folder_means_all_its_documents() {
    let folder = TempDir::new().unwrap();
    write(
        &folder,
        "attestations/222222222222/root-access-reviewed.json",
        &reviewed(),
    );
    write(
        &folder,
        "uses/111111111111/2026-10-01-test.json",
        &json!({
            "schemaVersion": 1,
            "from": days_ago(2),
            "to": days_ago(1),
            "purpose": "quarterly-test",
            "people": ["Ana Ruiz", "ana  RUIZ"],
            "reference": "https://tickets.example.com/1",
        }),
    );
    fs::write(folder.path().join("README.md"), "not a document").unwrap();
    let checked = pack(&["attest", "check", path_of(folder.path())]);
    let output = text(&checked.stdout);
    assert_eq!(checked.status.code(), Some(4), "{output}");
    assert!(output.contains("root-access-reviewed.json"), "{output}");
    assert!(
        output.contains("field people names one person twice"),
        "{output}"
    );
}

#[test]
fn a_file_that_is_not_a_rules_attestation_is_refused() {
    let folder = TempDir::new().unwrap();
    let file = write(&folder, "root-mfa-enabled.json", &reviewed());
    for arguments in [
        &["attest", "check", file.as_str()][..],
        &["attest", "init", "root-mfa-enabled"],
    ] {
        let refused = pack(arguments);
        assert_eq!(refused.status.code(), Some(1));
        let error = text(&refused.stderr);
        assert!(error.contains("no rule called root-mfa-enabled reads an attestation"));
        assert!(error.contains("docs/attestations/"), "{error}");
    }
    let empty = TempDir::new().unwrap();
    let refused = pack(&["attest", "check", path_of(empty.path())]);
    assert!(text(&refused.stderr).contains("holds no document"));
}

#[test]
fn a_use_record_is_started_and_checked() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("record.json");
    let file = path_of(&file);
    let made = pack(&["use", "init", "--purpose", "reset-mfa", "--output", file]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert_eq!(pack(&["use", "check", file]).status.code(), Some(4));

    let mut record: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    record["people"] = json!(["Ana Ruiz", "Bo Lind"]);
    record["reference"] = json!("https://tickets.example.com/1");
    fs::write(file, record.to_string()).unwrap();
    let checked = pack(&["use", "check", file]);
    assert_eq!(checked.status.code(), Some(0));
    assert!(text(&checked.stdout).contains("It records reset-mfa from"));

    let wrong = pack(&["use", "init", "--purpose", "fun"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("quarterly-test"));
}

#[test]
fn the_guide_has_a_page_for_each_attestation_that_names_each_claim() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let guide = root.join("docs/attestations");
    let overview = fs::read_to_string(guide.join("index.md")).unwrap();
    for folder in rule_metadata::discover(root).unwrap() {
        let rule = folder.rule;
        if rule.claims.is_empty() {
            continue;
        }
        let page = fs::read_to_string(guide.join(format!("{}.md", rule.name))).unwrap();
        for claim in &rule.claims {
            let named = format!("`{}`", claim.name);
            assert!(page.contains(&named), "{}: {named}", rule.name);
        }
        let link = format!("({}.md)", rule.name);
        assert!(overview.contains(&link), "{link}");
    }
}

/// The first example in a page of the guide.
fn example(page: &str) -> String {
    let (_, from_example) = page.split_once("```json\n").unwrap();
    from_example.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_examples_of_the_guide_are_accepted() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let page = |name: &str| fs::read_to_string(root.join("docs/attestations").join(name)).unwrap();
    let now: Timestamp = "2026-10-02T09:00:00Z".parse().unwrap();
    let rule = rule_metadata::discover(root)
        .unwrap()
        .into_iter()
        .map(|folder| folder.rule)
        .find(|rule| rule.name == "root-email-group-attested")
        .unwrap();
    let demand = Demand {
        claims: &rule.claims,
        kind: AccountKind::Member,
        max_age_days: 366,
        now,
    };
    demand.judge(&example(&page("index.md"))).unwrap();

    let uses = page("use-records.md");
    UseRecord::parse(&example(&uses), now).unwrap();
    for purpose in Purpose::ALL {
        assert!(uses.contains(&format!("`{}`", purpose.name())));
    }
}
