use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use load::bench::{Measured, Subject};
use local_aws::engine::{RunOutcome, RunnableRule};
use local_aws::{Case, Expect};
use rule_metadata::RuleFolder;

use super::error::MeasureError;
use super::trust::Bundle;
use pack::error::PackError;
use pack::package;

/// The function that does nothing (tests/load/floor).
pub(super) const FLOOR: &str = "floor";
const FLOOR_TIMEOUT: Duration = Duration::from_secs(60);
const COMPLIANT: &str = "COMPLIANT";

/// What a function is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Floor,
    Rust,
    Python,
    Rdklib,
}

/// A function to measure.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) kind: Kind,
    /// The rule's name.
    pub(super) rule: String,
    pub(super) subject: Subject,
    /// What is uploaded, in bytes.
    pub(super) zip: Option<u64>,
}

/// Where the binaries are, and their zips.
pub(super) enum Deployed {
    Folder(PathBuf),
    Packaged {
        built: PathBuf,
        zips: PathBuf,
        floor: PathBuf,
    },
}

impl Deployed {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self::Folder(folder.to_owned())
    }

    pub(super) fn packaged(built: PathBuf, zips: PathBuf, floor: PathBuf) -> Self {
        Self::Packaged { built, zips, floor }
    }

    fn binary(&self, name: &str) -> PathBuf {
        match self {
            Self::Folder(folder) => folder.join(name),
            Self::Packaged { built, .. } => package::bootstrap(built, name),
        }
    }

    fn zip(&self, name: &str) -> Option<u64> {
        match self {
            Self::Folder(_) => None,
            Self::Packaged { floor, .. } if name == FLOOR => size(floor),
            Self::Packaged { zips, .. } => size(&zips.join(format!("{name}.zip"))),
        }
    }
}

impl Candidate {
    /// It gets the events of the first rule, and ignores them.
    pub(super) fn floor(deployed: &Deployed, rules: &[RuleFolder]) -> Result<Self, PackError> {
        let rule = rules.first().ok_or_else(|| MeasureError::NoCase {
            rule: FLOOR.to_owned(),
        })?;
        Ok(Self {
            kind: Kind::Floor,
            rule: FLOOR.to_owned(),
            subject: Subject {
                function: RunnableRule::new(FLOOR, deployed.binary(FLOOR), FLOOR_TIMEOUT),
                case: case(rule)?,
            },
            zip: deployed.zip(FLOOR),
        })
    }

    pub(super) fn rule(
        folder: &RuleFolder,
        deployed: &Deployed,
        trust: &Bundle,
    ) -> Result<Self, PackError> {
        let name = &folder.rule.name;
        let mut function = function(folder, deployed.binary(name));
        function.environment.insert(
            // Read instead of the system's own bundle, by the same code.
            "SSL_CERT_FILE".to_owned(),
            trust.path.display().to_string(),
        );
        Ok(Self {
            kind: Kind::Rust,
            rule: name.clone(),
            subject: Subject {
                function,
                case: case(folder)?,
            },
            zip: deployed.zip(name),
        })
    }

    /// The outcome must be what the case expects. The floor has no outcome.
    pub(super) fn check(&self, measured: &Measured) -> Result<(), MeasureError> {
        if self.kind == Kind::Floor {
            return Ok(());
        }
        let samples = measured.tls.iter().chain(&measured.plain);
        for sample in samples {
            self.check_outcome(&self.subject.case, &sample.outcome)?;
        }
        Ok(())
    }

    /// The rules in Python use other annotations, and don't name their errors.
    pub(super) fn check_outcome(&self, case: &Case, got: &RunOutcome) -> Result<(), MeasureError> {
        let agrees = match (&case.expect, got) {
            (
                Expect::Evaluation { compliance, .. },
                RunOutcome::Evaluation {
                    compliance: got, ..
                },
            ) => compliance == got,
            (Expect::Error(_), RunOutcome::Error { .. }) => true,
            _ => false,
        };
        if agrees {
            return Ok(());
        }
        Err(MeasureError::OtherVerdict {
            function: format!("{} ({:?})", self.rule, self.kind),
            case: case.title.clone(),
            expected: Box::new(case.expect.clone()),
            got: Box::new(got.clone()),
        })
    }
}

/// A rule's function, with the rule's own timeout.
pub(super) fn function(folder: &RuleFolder, binary: PathBuf) -> RunnableRule {
    let timeout = Duration::from_secs(folder.rule.timeout.into());
    RunnableRule::new(&folder.rule.name, binary, timeout)
}

/// The case to measure with: the first that is COMPLIANT and has no faults.
pub(super) fn case(folder: &RuleFolder) -> Result<Case, PackError> {
    let is_well = |case: &Case| {
        matches!(&case.expect, Expect::Evaluation { compliance, .. } if compliance == COMPLIANT)
            && case.scenario.faults.is_empty()
            && case.scenario.page_size.is_none()
    };
    let found = Case::all(&folder.path)?.into_iter().find(is_well);
    found.ok_or_else(|| {
        MeasureError::NoCase {
            rule: folder.rule.name.clone(),
        }
        .into()
    })
}

/// The size of a file in bytes, if it exists.
fn size(file: &Path) -> Option<u64> {
    fs::metadata(file).ok().map(|metadata| metadata.len())
}
