//! `cargo pack generate`: everything that is made from the rules' folders.

mod conformance_pack;
#[cfg(test)]
mod every_page;
mod framework_page;
pub(crate) mod markdown;
mod recommendation_page;
mod rule_catalogue;
mod rule_list;
mod rule_page;
mod scan_page;
mod security_page;
mod summary;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use similar::TextDiff;

use self::conformance_pack::Pack;
use crate::npm::{npm, npm_ci};
use pack::error::PackError;
use pack::foreign::Shown;
use pack::project::{Catalogue, Project};

/// The exit status of `--check` when something is stale.
const STALE: u8 = 1;
const CDK: &str = "cdk";
/// Diff lines shown for each stale file.
const DIFF_LINES: usize = 20;
/// The book's table of contents.
const SUMMARY: &str = "docs/SUMMARY.md";
const RULE_PAGES: &str = "docs/rules";
const SCHEMAS: &str = "docs/schemas";
/// Files here that are no longer generated are removed.
const GENERATED_FOLDERS: [&str; 2] = [RULE_PAGES, SCHEMAS];

/// Write the packs, pages, schemas and rule list that are derived
///
/// All of it is made from the rules' folders (rule.toml, README.md, cases/),
/// conformance-pack/recommendations.toml and conformance-pack/frameworks.toml. Run it after a
/// change to one of these and commit the result.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 if everything is written or nothing is stale, 1 if something is \
                        stale (--check) or can't be generated."
)]
pub(crate) struct Arguments {
    /// Write nothing; fail and show what differs if a file is stale
    #[arg(long)]
    pub(crate) check: bool,
}

/// A generated file: its path in the checkout and its whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Generated {
    path: PathBuf,
    text: String,
}

impl Generated {
    fn new(path: impl Into<PathBuf>, text: String) -> Self {
        Self {
            path: path.into(),
            text,
        }
    }
}

/// What must be done to bring a file up to date.
#[derive(Debug)]
enum Change {
    Write { file: Generated, before: String },
    Remove(PathBuf),
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let generated = all(project, &project.catalogue()?)?;
    let count = generated.len();
    let changes = changes(project, generated)?;
    if arguments.check {
        return Ok(report_stale(&changes, count));
    }
    for change in &changes {
        apply(project, change)?;
    }
    println!("{count} files generated, {} changed", changes.len());
    derive_for_the_cdk(project)?;
    Ok(ExitCode::SUCCESS)
}

/// The CDK package's own part, from its rule list: types, templates and the cost on the page on
/// deployment. Its tests fail when they are stale.
fn derive_for_the_cdk(project: &Project) -> Result<(), PackError> {
    if !project.path(CDK).join("node_modules").is_dir() {
        npm_ci(project, CDK)?;
    }
    Ok(npm(project, CDK, &["run", "--silent", "generate"])?)
}

fn all(project: &Project, catalogue: &Catalogue) -> Result<Vec<Generated>, PackError> {
    let mut files = vec![
        Generated::new(
            "conformance-pack/management-account.yaml",
            conformance_pack::template(catalogue, Pack::Management)?,
        ),
        Generated::new(
            "conformance-pack/member-accounts.yaml",
            conformance_pack::template(catalogue, Pack::Members)?,
        ),
        Generated::new("cdk/rules.json", rule_list::json(catalogue)?),
        Generated::new("docs/rules.md", rule_catalogue::page(catalogue)),
        Generated::new("docs/frameworks.md", framework_page::page(catalogue)),
        Generated::new(
            "docs/recommendations.md",
            recommendation_page::page(catalogue),
        ),
        Generated::new(
            "README.md",
            recommendation_page::into_readme(catalogue, &project.path("README.md"))?,
        ),
        Generated::new(
            "docs/security.md",
            security_page::page(&project.path("SECURITY.md"))?,
        ),
        Generated::new(
            "docs/scan.md",
            scan_page::into_page(catalogue, &project.path("docs/scan.md"))?,
        ),
        Generated::new(
            SUMMARY,
            summary::with_rules(catalogue, &project.path(SUMMARY))?,
        ),
    ];
    for documented in &catalogue.rules {
        files.push(Generated::new(
            format!("{RULE_PAGES}/{}.md", documented.rule.name),
            rule_page::page(documented),
        ));
    }
    let rules = catalogue.rules.iter().map(|documented| &documented.rule);
    for (name, schema) in attestation::schemas(rules) {
        files.push(Generated::new(format!("{SCHEMAS}/{name}"), schema));
    }
    Ok(files)
}

fn changes(project: &Project, generated: Vec<Generated>) -> Result<Vec<Change>, PackError> {
    let kept: BTreeSet<PathBuf> = generated.iter().map(|file| file.path.clone()).collect();
    let mut changes = Vec::new();
    for file in generated {
        let path = project.path(&file.path);
        let before = if path.exists() {
            fs::read_to_string(&path).map_err(PackError::read(&path))?
        } else {
            String::new()
        };
        if before != file.text {
            changes.push(Change::Write { file, before });
        }
    }
    for folder in GENERATED_FOLDERS {
        let path = project.path(folder);
        if !path.exists() {
            continue;
        }
        for entry in fs::read_dir(&path).map_err(PackError::read(&path))? {
            let name = entry.map_err(PackError::read(&path))?.file_name();
            let file = PathBuf::from(folder).join(name);
            if !kept.contains(&file) {
                changes.push(Change::Remove(file));
            }
        }
    }
    Ok(changes)
}

fn apply(project: &Project, change: &Change) -> Result<(), PackError> {
    match change {
        Change::Write { file, .. } => {
            let path = project.path(&file.path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(PackError::write(folder))?;
            }
            fs::write(&path, &file.text).map_err(PackError::write(&path))?;
            println!("wrote {}", Shown(file.path.display()));
        }
        Change::Remove(page) => {
            let path = project.path(page);
            fs::remove_file(&path).map_err(PackError::write(&path))?;
            println!("removed {}", Shown(page.display()));
        }
    }
    Ok(())
}

fn report_stale(changes: &[Change], count: usize) -> ExitCode {
    if changes.is_empty() {
        println!("{count} generated files are up to date");
        return ExitCode::SUCCESS;
    }
    for change in changes {
        match change {
            Change::Write { file, before } => {
                anstream::println!("{} is stale:", Shown(file.path.display()));
                print_diff(before, &file.text);
            }
            Change::Remove(page) => println!("{} belongs to no rule", Shown(page.display())),
        }
    }
    println!(
        "\n{} of {count} generated files stale: run `cargo pack generate` and commit the result",
        changes.len()
    );
    ExitCode::from(STALE)
}

fn print_diff(before: &str, after: &str) {
    let removed = anstyle::AnsiColor::Red.on_default();
    let added = anstyle::AnsiColor::Green.on_default();
    let diff = TextDiff::from_lines(before, after);
    let text = diff.unified_diff().context_radius(1).to_string();
    for line in text.lines().take(DIFF_LINES) {
        let style = match line.chars().next() {
            Some('-') => removed,
            Some('+') => added,
            _ => anstyle::Style::new(),
        };
        anstream::println!("  {style}{}{style:#}", Shown(line));
    }
    let more = text.lines().count().saturating_sub(DIFF_LINES);
    if more > 0 {
        println!("  … {more} more lines");
    }
}
