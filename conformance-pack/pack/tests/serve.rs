//! `cargo pack serve` as people use it: started, asked, and ended with Ctrl-C.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "this is how a test fails"
)]

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const SCENARIO: &str = r#"
    [organization]
    [accounts.111111111111]
    name = "Main"
    [accounts.222222222222]
    name = "Shop"
    root = { mfa = [] }
"#;

/// A build folder of its own, so that nobody else's server is met.
struct Checkout {
    folder: TempDir,
    program: PathBuf,
}

impl Checkout {
    fn new() -> Self {
        let built = Path::new(env!("CARGO_BIN_EXE_pack"));
        // Beside the build, where a link to it can be.
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let program = folder.path().join("debug").join(built.file_name().unwrap());
        fs::create_dir(program.parent().unwrap()).unwrap();
        fs::hard_link(built, &program).unwrap();
        fs::write(folder.path().join("organization.toml"), SCENARIO).unwrap();
        Self { folder, program }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("serve")
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        command
    }

    /// Serves one rule, or what `arguments` change.
    fn serving(&self, arguments: &[&str]) -> Command {
        let binaries = Path::new(env!("CARGO_BIN_EXE_pack")).parent().unwrap();
        let mut command = self.command(&["--rule", "root-mfa-enabled", "--binaries"]);
        command
            .arg(binaries)
            .arg("--scenario")
            .arg(self.folder.path().join("organization.toml"))
            .args(arguments);
        command
    }

    fn environment(&self) -> Output {
        self.command(&["--environment"]).output().unwrap()
    }

    fn told(&self, name: &str) -> PathBuf {
        self.folder.path().join("serve").join(name)
    }
}

/// A server that runs, and the rest of what it prints.
struct Serving {
    child: Child,
    printed: String,
    _output: BufReader<ChildStdout>,
}

impl Serving {
    /// Waits until it answers.
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        while !printed.contains("What else to ask") {
            let read = output.read_line(&mut printed).unwrap();
            assert_ne!(read, 0, "it ended: {printed}");
        }
        Self {
            child,
            printed,
            _output: output,
        }
    }

    fn interrupt(mut self) -> Option<i32> {
        let process = self.child.id().to_string();
        let interrupted = Command::new("kill").args(["-INT", &process]).status();
        assert!(interrupted.unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The values of one section of a profile file.
fn section(path: &Path, name: &str) -> HashMap<String, String> {
    let text = fs::read_to_string(path).unwrap();
    let heading = format!("[{name}]");
    text.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// AWS Config's answer to a profile.
fn ask(checkout: &Checkout, profile: &str, operation: &str, input: &Value) -> Value {
    let config = section(&checkout.told("config"), &format!("profile {profile}"));
    let credentials = section(&checkout.told("credentials"), profile);
    let address = config["endpoint_url"].strip_prefix("http://").unwrap();
    let (key, region) = (&credentials["aws_access_key_id"], &config["region"]);
    let body = input.to_string();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         X-Amz-Target: StarlingDoveService.{operation}\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/config/aws4_request\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
}

/// The verdict of the one rule of a pack.
fn verdict(checkout: &Checkout, profile: &str, pack: &str) -> (String, String) {
    let answer = ask(
        checkout,
        profile,
        "DescribeConformancePackCompliance",
        &json!({ "ConformancePackName": pack }),
    );
    let [rule] = &answer["ConformancePackRuleComplianceList"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"))[..]
    else {
        panic!("one rule is deployed: {answer}");
    };
    let text = |name: &str| rule[name].as_str().unwrap().to_owned();
    (text("ConfigRuleName"), text("ComplianceType"))
}

fn error(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn it_answers_until_ctrl_c() {
    let checkout = Checkout::new();
    assert!(error(&checkout.environment()).contains("does not run"));
    let serving = Serving::start(&mut checkout.serving(&["--port", "0"]));
    for expected in [
        "111111111111  --profile main  Main (default)",
        "222222222222  --profile shop  Shop",
        "eval \"$(cargo pack serve --environment)\"",
    ] {
        assert!(serving.printed.contains(expected), "{}", serving.printed);
    }

    let (rule, compliance) = verdict(&checkout, "shop", "root-credential-rules-members");
    assert!(
        rule.starts_with("root-mfa-enabled-conformance-pack-"),
        "{rule}"
    );
    assert_eq!(compliance, "NON_COMPLIANT");
    let (_, compliance) = verdict(&checkout, "main", "root-credential-rules");
    assert_eq!(compliance, "COMPLIANT");

    let environment = checkout.environment();
    assert!(environment.status.success());
    let exports = String::from_utf8(environment.stdout).unwrap();
    for name in ["config", "credentials", "environment.sh"] {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(checkout.told(name)).unwrap().permissions();
            assert_eq!(mode.mode() & 0o777, 0o600, "{name}");
        }
        assert!(checkout.told(name).is_file());
    }
    for line in [
        "export AWS_DEFAULT_REGION='us-east-1'\n",
        "export AWS_PROFILE='default'\n",
        &format!(
            "export AWS_CONFIG_FILE='{}'\n",
            checkout.told("config").display()
        ),
        "unset AWS_ACCESS_KEY_ID ",
    ] {
        assert!(exports.contains(line), "{exports}");
    }

    let second = checkout.serving(&["--port", "0"]).output().unwrap();
    assert!(error(&second).contains("already runs"));

    assert_eq!(serving.interrupt(), Some(0));
    assert!(!checkout.told("credentials").exists());
    assert!(error(&checkout.environment()).contains("does not run"));
}

#[test]
fn a_rule_is_run_again_on_request() {
    let checkout = Checkout::new();
    let _serving = Serving::start(&mut checkout.serving(&["--port", "0"]));
    let (rule, _) = verdict(&checkout, "shop", "root-credential-rules-members");
    let invoked = || {
        let input = json!({ "ConfigRuleName": rule });
        let answer = ask(
            &checkout,
            "shop",
            "GetComplianceDetailsByConfigRule",
            &input,
        );
        answer["EvaluationResults"][0]["ConfigRuleInvokedTime"]
            .as_f64()
            .unwrap()
    };
    let state = || {
        let answer = ask(&checkout, "shop", "DescribeConfigRules", &json!({}));
        answer["ConfigRules"][0]["ConfigRuleState"].clone()
    };
    let before = invoked();
    let input = json!({ "ConfigRuleNames": [rule] });
    let answer = ask(&checkout, "shop", "StartConfigRulesEvaluation", &input);
    assert_eq!(answer, json!({}));
    while state() == "EVALUATING" {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(invoked() > before);
}

#[test]
fn an_organizations_pack_is_deployed_as_aws_config_does() {
    let checkout = Checkout::new();
    let arguments = ["--port", "0", "--member-pack", "organization"];
    let _serving = Serving::start(&mut checkout.serving(&arguments));
    let answer = ask(
        &checkout,
        "main",
        "GetOrganizationConformancePackDetailedStatus",
        &json!({ "OrganizationConformancePackName": "root-credential-rules-members" }),
    );
    let [member] = &answer["OrganizationConformancePackDetailedStatuses"]
        .as_array()
        .unwrap()[..]
    else {
        panic!("{answer}");
    };
    let name = member["ConformancePackName"].as_str().unwrap();
    assert!(name.starts_with("OrgConformsPack-root-credential-rules-members-"));
    assert_eq!(verdict(&checkout, "shop", name).1, "NON_COMPLIANT");
    let query = ask(
        &checkout,
        "main",
        "GetStoredQuery",
        &json!({ "QueryName": "root-credentials-MBR-3-non-compliant" }),
    );
    let input = json!({
        "ConfigurationAggregatorName": "root-credential-rules",
        "Expression": query["StoredQuery"]["Expression"],
    });
    let answer = ask(&checkout, "main", "SelectAggregateResourceConfig", &input);
    let [row] = &answer["Results"].as_array().unwrap()[..] else {
        panic!("one account fails: {answer}");
    };
    assert!(row.as_str().unwrap().contains("222222222222"));
}

#[test]
fn what_cannot_be_served_is_said() {
    let checkout = Checkout::new();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let taken = listener.local_addr().unwrap().port().to_string();
    for (arguments, expected) in [
        (&["--live"][..], "cargo pack evaluate --live"),
        (
            &["--account", "999999999999"],
            "account 999999999999 is not in the scenario",
        ),
        (&["--port", &taken], "has no free port"),
        (&["--rule", "root-mfa"], "root-mfa: did you mean"),
    ] {
        let output = checkout.serving(arguments).output().unwrap();
        let said = error(&output);
        assert!(said.contains(expected), "{said}");
    }
}
