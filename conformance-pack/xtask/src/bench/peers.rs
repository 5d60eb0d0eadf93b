//! The rules that also exist in Python.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use load::bench::Subject;
use local_aws::engine::{self, RunOutcome, RunnableRule};
use local_aws::{Case, Organization};
use rule_metadata::RuleFolder;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::error::MeasureError;
use super::subject::{self, Candidate, Kind};
use super::trust::Bundle;
use pack::error::PackError;
use pack::project::Project;
use pack::tool::{self, python};

const SOURCES: &str = "tests/load/python";
/// The rule, the module, and the library that it uses.
const PEERS: [(&str, &str, Kind); 5] = [
    ("root-mfa-enabled", "root_mfa_enabled", Kind::Python),
    ("root-mfa-enabled", "root_mfa_enabled_rdklib", Kind::Rdklib),
    ("root-access-reviewed", "root_access_reviewed", Kind::Python),
    (
        "member-root-denied-by-scp",
        "member_root_denied_by_scp",
        Kind::Python,
    ),
    (
        "root-password-not-rotated",
        "root_password_not_rotated",
        Kind::Python,
    ),
];
/// boto3 and its dependencies.
const BOTO3: [&str; 7] = [
    "boto3",
    "botocore",
    "dateutil",
    "jmespath",
    "s3transfer",
    "six.py",
    "urllib3",
];
const EXECUTABLE: u32 = 0o755;
/// They spend most of their time waiting, for Python to start or for a retry.
const AT_THE_SAME_TIME: usize = 4;

/// A rule in Python, and its cases.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) candidate: Candidate,
    cases: Vec<Case>,
}

/// The rules that also exist in Python.
pub(super) fn rules() -> Vec<String> {
    let mut rules: Vec<_> = PEERS
        .iter()
        .map(|(rule, _, _)| (*rule).to_owned())
        .collect();
    rules.dedup();
    rules
}

/// Installs the chosen rules so that they can run. With `sized`, also returns the size of their
/// zips.
pub(super) fn deploy(
    project: &Project,
    rules: &[RuleFolder],
    work: &Path,
    trust: &Bundle,
    sized: bool,
) -> Result<Vec<Peer>, PackError> {
    let interpreter = python::program(project, "python").map_err(MeasureError::from)?;
    let folder = work.join("python");
    copy(&project.path(SOURCES), &folder)?;
    let mut peers = Vec::new();
    for (rule, module, kind) in PEERS {
        let Some(metadata) = rules.iter().find(|folder| folder.rule.name == rule) else {
            continue;
        };
        let cases = Case::all(&metadata.path)?;
        let bootstrap = bootstrap(&folder, module, &interpreter)?;
        let mut function = subject::function(metadata, bootstrap);
        function
            .environment
            .insert("AWS_CA_BUNDLE".to_owned(), trust.path.display().to_string());
        let zip = match sized {
            true => Some(zip_size(&folder, &interpreter, kind)?),
            false => None,
        };
        peers.push(Peer {
            candidate: Candidate {
                kind,
                rule: rule.to_owned(),
                subject: Subject {
                    function,
                    case: subject::case(metadata)?,
                },
                zip,
            },
            cases,
        });
    }
    Ok(peers)
}

/// The size of the code and its imports.
fn zip_size(folder: &Path, interpreter: &Path, kind: Kind) -> Result<u64, PackError> {
    let rdklib = (kind == Kind::Rdklib).then_some("rdklib");
    let mut command = Command::new(interpreter);
    command
        .arg(folder.join("zip_size.py"))
        .args(BOTO3.into_iter().chain(rdklib));
    let size = tool::output(&mut command).map_err(MeasureError::from)?;
    Ok(size
        .trim()
        .parse()
        .map_err(|_| MeasureError::NoSize(size))?)
}

fn copy(from: &Path, to: &Path) -> Result<(), PackError> {
    fs::create_dir_all(to).map_err(PackError::write(to))?;
    for entry in fs::read_dir(from).map_err(PackError::read(from))? {
        let path = entry.map_err(PackError::read(from))?.path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            let copy = to.join(name);
            fs::copy(&path, &copy).map_err(PackError::write(&copy))?;
        }
    }
    Ok(())
}

/// What Lambda starts: the interpreter with AWS's runtime interface client, in the folder of the
/// function's code.
fn bootstrap(folder: &Path, module: &str, interpreter: &Path) -> Result<PathBuf, PackError> {
    let path = folder.join(format!("{module}.bootstrap"));
    let script = format!(
        "#!/bin/sh\ncd '{}'\nexec '{}' -m awslambdaric {module}.handler\n",
        folder.display(),
        interpreter.display()
    );
    fs::write(&path, script).map_err(PackError::write(&path))?;
    fs::set_permissions(&path, fs::Permissions::from_mode(EXECUTABLE))
        .map_err(PackError::write(&path))?;
    Ok(path)
}

/// Lets each of them evaluate every case of its rule. If a verdict differs, a comparison would be
/// meaningless.
pub(super) async fn judge(peers: &[Peer]) -> Result<(), PackError> {
    let permits = Arc::new(Semaphore::new(AT_THE_SAME_TIME));
    let mut running = JoinSet::new();
    for (index, peer) in peers.iter().enumerate() {
        for case in &peer.cases {
            let (permits, case) = (Arc::clone(&permits), case.clone());
            let mut function = peer.candidate.subject.function.clone();
            function.parameters = case.parameters.clone();
            running.spawn(async move {
                let _permit = permits.acquire_owned().await;
                let outcome = evaluate(&case, &function).await;
                (index, case, outcome)
            });
        }
    }
    for (index, case, outcome) in running.join_all().await {
        if let Some(peer) = peers.get(index) {
            peer.candidate.check_outcome(&case, &outcome?)?;
        }
    }
    Ok(())
}

async fn evaluate(case: &Case, function: &RunnableRule) -> Result<RunOutcome, PackError> {
    let organization = Organization::start(case.scenario.clone())
        .await
        .map_err(PackError::Listen)?;
    let run = engine::run(&organization, &case.account, function).await?;
    Ok(run.outcome)
}
