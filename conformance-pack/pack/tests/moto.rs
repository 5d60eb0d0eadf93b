//! `cargo pack attest` and `cargo pack use` against moto's Parameter Store.
//! `MOTO_SERVER` names the program; `cargo pack test --only moto` installs it and runs this.

#![cfg(test)]

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Python needs time to start, especially on a busy machine.
const START_WITHIN: Duration = Duration::from_secs(120);

/// A moto server, ended with the test.
struct Moto {
    server: Child,
    endpoint: String,
}

impl Moto {
    fn start() -> Self {
        let program = std::env::var_os("MOTO_SERVER").expect("MOTO_SERVER names moto_server");
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let server = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self {
            server,
            endpoint: format!("http://127.0.0.1:{port}"),
        };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < START_WITHIN, "moto doesn't answer");
            sleep(Duration::from_millis(100));
        }
        moto
    }

    fn pack(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_pack"))
            .args(arguments)
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "example")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .output()
            .unwrap()
    }

    /// What a command prints, which ends as expected.
    fn expect(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.pack(arguments);
        let printed = String::from_utf8(output.stdout).unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}\n{printed}\n{error}"
        );
        printed + &error
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn time(days_ago: i64) -> String {
    let at = Timestamp::now() - SignedDuration::from_hours(24 * days_ago);
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn attestation(days_ago: i64, claims: &Value) -> Value {
    json!({
        "schemaVersion": 1,
        "attestedAt": time(days_ago),
        "attestedBy": ["Ana Ruiz", "Bo Lind"],
        "evidence": "https://wiki.example.com/evidence",
        "claims": claims,
    })
}

fn group(recipients: u32) -> Value {
    json!({ "recipients": recipients, "seniorManagement": true, "businessManaged": true, "usedForRootOnly": true })
}

fn tested() -> Value {
    json!({ "signInTested": true, "phoneTested": true, "mailboxTested": true })
}

fn use_record(purpose: &str) -> Value {
    json!({
        "schemaVersion": 1,
        "from": time(2),
        "to": time(1),
        "purpose": purpose,
        "people": ["Ana Ruiz", "Bo Lind"],
        "reference": "https://tickets.example.com/1",
    })
}

fn write(folder: &TempDir, path: &str, document: &Value) -> String {
    let path = folder.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("{document:#}\n")).unwrap();
    path_of(&path)
}

fn path_of(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs moto: cargo pack test --only moto"]
fn documents_go_to_parameter_store_and_are_listed() {
    let moto = Moto::start();
    let folder = TempDir::new().unwrap();
    let root = path_of(folder.path());
    let nothing = moto.expect(0, &["attest", "list"]);
    assert!(nothing.contains("has nothing below"), "{nothing}");

    write(
        &folder,
        "attestations/members/root-email-group-attested.json",
        &attestation(30, &group(3)),
    );
    write(
        &folder,
        "attestations/222222222222/root-access-tested.json",
        &attestation(3, &tested()),
    );
    write(
        &folder,
        "uses/111111111111/2026-10-01-test.json",
        &use_record("quarterly-test"),
    );

    let dry = moto.expect(0, &["attest", "put", "--dry-run", &root]);
    assert_eq!(dry.matches("to write").count(), 3, "{dry}");
    let written = moto.expect(0, &["attest", "put", &root]);
    assert_eq!(written.matches("written").count(), 3, "{written}");
    let again = moto.expect(0, &["attest", "put", &root]);
    assert_eq!(again.matches("unchanged").count(), 3, "{again}");

    let listed = moto.expect(0, &["attest", "list"]);
    let line = |of: &str| {
        listed
            .lines()
            .find(|line| line.starts_with(of))
            .unwrap_or_else(|| panic!("{of} in {listed}"))
            .to_owned()
    };
    for (scope, cells) in [
        (
            "members",
            ["root-email-group-attested", "30 d", "Ana Ruiz, Bo Lind"],
        ),
        (
            "222222222222",
            ["root-access-tested", "3 d", "Ana Ruiz, Bo Lind"],
        ),
    ] {
        for cell in cells {
            assert!(line(scope).contains(cell), "{cell} in {listed}");
        }
    }
    let uses = moto.expect(0, &["use", "list", "--account", "111111111111"]);
    assert!(uses.contains("quarterly-test"), "{uses}");
}

#[test]
#[ignore = "needs moto: cargo pack test --only moto"]
fn nothing_is_written_unless_all_of_it_is_accepted() {
    let moto = Moto::start();
    let folder = TempDir::new().unwrap();
    write(
        &folder,
        "attestations/members/root-email-group-attested.json",
        &attestation(30, &group(3)),
    );
    write(
        &folder,
        "attestations/management/root-email-group-attested.json",
        &attestation(30, &group(1)),
    );
    let refused = moto.expect(4, &["attest", "put", &path_of(folder.path())]);
    let words: Vec<&str> = refused.split_whitespace().collect();
    assert!(
        words
            .join(" ")
            .contains("claim recipients is 1 and must be at least 2"),
        "{refused}"
    );
    assert!(!refused.contains("members"), "only what is refused");
    let listed = moto.expect(0, &["attest", "list"]);
    assert!(listed.contains("has nothing below"), "{listed}");
}

#[test]
#[ignore = "needs moto: cargo pack test --only moto"]
fn a_single_file_needs_a_scope_and_a_new_version_replaces_the_old_one() {
    let moto = Moto::start();
    let folder = TempDir::new().unwrap();
    let file = write(
        &folder,
        "root-email-group-attested.json",
        &attestation(90, &group(2)),
    );
    let refused = moto.expect(1, &["attest", "put", &file]);
    assert!(refused.contains("give --scope"), "{refused}");
    let put = ["attest", "put", &file, "--scope", "management"];
    moto.expect(0, &put);
    write(
        &folder,
        "root-email-group-attested.json",
        &attestation(5, &group(2)),
    );
    assert!(moto.expect(0, &put).contains("written"));
    let listed = moto.expect(0, &["attest", "list"]);
    assert!(listed.contains("5 d"), "{listed}");
    assert!(!listed.contains("90 d"), "{listed}");
}

#[test]
#[ignore = "needs moto: cargo pack test --only moto"]
fn what_others_stored_is_listed_with_what_is_wrong() {
    let moto = Moto::start();
    let folder = TempDir::new().unwrap();
    let file = write(
        &folder,
        "root-access-tested.json",
        &attestation(100, &tested()),
    );
    // Accepted with another age, outdated with the rule's default.
    moto.expect(
        0,
        &[
            "attest",
            "put",
            &file,
            "--scope",
            "members",
            "--max-age-days",
            "200",
        ],
    );
    let listed = moto.expect(0, &["attest", "list"]);
    assert!(listed.contains("(over)"), "{listed}");
    assert!(listed.contains("100 d"), "{listed}");
}

#[test]
#[ignore = "needs moto: cargo pack test --only moto"]
fn every_page_of_use_records_is_read() {
    let moto = Moto::start();
    let folder = TempDir::new().unwrap();
    let names: Vec<String> = (0..25).map(|n| format!("2026-10-01-use-{n:02}")).collect();
    for name in &names {
        write(&folder, &format!("{name}.json"), &use_record("use-root"));
    }
    let root = path_of(folder.path());
    let refused = moto.expect(1, &["use", "record", &root]);
    assert!(refused.contains("give --account"), "{refused}");
    moto.expect(0, &["use", "record", &root, "--account", "222222222222"]);
    let listed = moto.expect(0, &["use", "list"]);
    for name in &names {
        assert!(listed.contains(name.as_str()), "{name} in {listed}");
    }
    let other = moto.expect(0, &["use", "list", "--account", "111111111111"]);
    assert!(other.contains("has nothing below"), "{other}");
}
