//! The documents given to a command, and what each of them is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use attestation::{AccountId, Scope, use_path, without_mark};
use rule_metadata::Rule;

use super::error::AttestError;
use super::place::Place;
use crate::closest::suggestion;
use crate::error::PackError;
use crate::project::Project;

/// The parameter of the attested rules that says how old a document may be.
const MAX_AGE_DAYS: &str = "maxAgeDays";

/// What the command line says about documents whose paths don't.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Given<'a> {
    pub(super) scope: Option<&'a Scope>,
    pub(super) rule: Option<&'a str>,
    pub(super) max_age_days: Option<u32>,
    pub(super) account: Option<&'a AccountId>,
    /// Whether a file outside the layout is a use record rather than an attestation.
    pub(super) uses: bool,
}

/// A document in a file.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) document: Document,
}

/// What a document is.
#[derive(Debug)]
pub(super) enum Document {
    Attestation {
        rule: Box<Rule>,
        max_age_days: u32,
        scope: Option<Scope>,
    },
    Use {
        account: Option<AccountId>,
        record: String,
    },
}

impl Source {
    /// Reads files, and all JSON files below folders.
    pub(super) fn read_all(
        project: &Project,
        paths: &[PathBuf],
        given: &Given<'_>,
    ) -> Result<Vec<Self>, PackError> {
        let rules = attested_rules(project)?;
        let mut sources = Vec::new();
        for path in paths {
            let mut files = Vec::new();
            collect(path, &mut files)?;
            if files.is_empty() {
                return Err(AttestError::Empty { path: path.clone() }.into());
            }
            files.sort();
            for file in files {
                sources.push(Self::read(&rules, file, given)?);
            }
        }
        Ok(sources)
    }

    fn read(rules: &[Rule], path: PathBuf, given: &Given<'_>) -> Result<Self, PackError> {
        let text = fs::read_to_string(&path).map_err(PackError::read(&path))?;
        let text = without_mark(&text).to_owned();
        // A path such as `members/rule.json` says more with the folders above it.
        let full = fs::canonicalize(&path).map_err(PackError::read(&path))?;
        let document = match Place::of(&full) {
            Some(Place::Use { account, record }) => Document::Use {
                account: Some(given.account.cloned().unwrap_or(account)),
                record,
            },
            Some(Place::Attestation { scope, rule }) => {
                let scope = Some(given.scope.cloned().unwrap_or(scope));
                attestation(rules, given.rule.unwrap_or(&rule), scope, given)?
            }
            None if given.uses => Document::Use {
                account: given.account.cloned(),
                record: stem(&path),
            },
            None => {
                let rule = given.rule.map_or_else(|| stem(&path), str::to_owned);
                attestation(rules, &rule, given.scope.cloned(), given)?
            }
        };
        if let Document::Use { record, .. } = &document
            && !is_record_name(record)
        {
            return Err(AttestError::RecordName {
                name: record.clone(),
                path,
            }
            .into());
        }
        Ok(Self {
            path,
            text,
            document,
        })
    }

    /// The name of the parameter that keeps the document.
    pub(super) fn parameter(&self) -> Result<String, AttestError> {
        match &self.document {
            Document::Attestation { rule, scope, .. } => scope
                .as_ref()
                .map(|scope| scope.attestation_path(&rule.name))
                .ok_or_else(|| AttestError::NoScope {
                    path: self.path.clone(),
                }),
            Document::Use { account, record } => account
                .as_ref()
                .map(|account| use_path(account, record))
                .ok_or_else(|| AttestError::NoAccount {
                    path: self.path.clone(),
                }),
        }
    }

    /// Each document by the name of its parameter.
    pub(super) fn by_parameter(sources: &[Self]) -> Result<BTreeMap<String, &Self>, AttestError> {
        let mut places: BTreeMap<String, &Self> = BTreeMap::new();
        for source in sources {
            let name = source.parameter()?;
            if let Some(first) = places.insert(name.clone(), source) {
                return Err(AttestError::SamePlace {
                    first: first.path.clone(),
                    second: source.path.clone(),
                    name,
                });
            }
        }
        Ok(places)
    }
}

/// The rules that read an attestation.
pub(super) fn attested_rules(project: &Project) -> Result<Vec<Rule>, PackError> {
    let mut rules = project.rules()?;
    rules.retain(|rule| !rule.claims.is_empty());
    Ok(rules)
}

pub(super) fn attested_rule(rules: &[Rule], name: &str) -> Result<Rule, AttestError> {
    rules
        .iter()
        .find(|rule| rule.name == name)
        .cloned()
        .ok_or_else(|| AttestError::NotAttested {
            name: name.to_owned(),
            suggestion: suggestion(name, rules.iter().map(|rule| rule.name.as_str())),
        })
}

/// How old the rule's attestation may be, unless the pack sets another age. A rule without the
/// parameter sets no limit.
pub(super) fn default_max_age(rule: &Rule) -> u32 {
    rule.parameters
        .iter()
        .find(|parameter| parameter.name == MAX_AGE_DAYS)
        .and_then(|parameter| parameter.default.as_ref()?.parse().ok())
        .unwrap_or(u32::MAX)
}

fn attestation(
    rules: &[Rule],
    rule: &str,
    scope: Option<Scope>,
    given: &Given<'_>,
) -> Result<Document, AttestError> {
    let rule = attested_rule(rules, rule)?;
    Ok(Document::Attestation {
        max_age_days: given.max_age_days.unwrap_or_else(|| default_max_age(&rule)),
        rule: Box::new(rule),
        scope,
    })
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), PackError> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(PackError::read(path))? {
        let entry = entry.map_err(PackError::read(path))?.path();
        let is_document = entry
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if entry.is_dir() || is_document {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Whether a text can be a part of a parameter's name.
fn is_record_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}
