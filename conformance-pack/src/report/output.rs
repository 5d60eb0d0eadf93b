use std::fs;
use std::io::{IsTerminal as _, stdout};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::trend::Run;
use super::{Report, html, json, junit, ocsf, table};
use crate::error::PackError;
use crate::project::Project;

/// In a pipe, and at most on a terminal: long lines are hard to read.
const WIDTH: usize = 80;
const WIDEST: usize = 120;

/// How a report is shown, and where.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// How the result is shown
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write the result to this file in place of printing it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// An earlier result of `--format json`, for the trend in HTML; may be repeated
    #[arg(long, value_name = "FILE", num_args = 1..)]
    previous: Vec<PathBuf>,
}

/// The formats, each a module with its `render`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table of rules and accounts, with the reasons under it
    Table,
    /// A list of objects with account, rule, compliance, annotation and time; a rule that could
    /// not be evaluated has neither compliance nor annotation but error
    Json,
    /// One page for people, which needs no network
    Html,
    /// JUnit's XML, for continuous integration: NON_COMPLIANT is a failed test
    Junit,
    /// Compliance Findings of the Open Cybersecurity Schema Framework (OCSF), for Amazon Security
    /// Lake and SIEMs
    Ocsf,
}

impl Output {
    /// The earlier results that are given, oldest first; to be read before anything takes time.
    pub(crate) fn previous(&self) -> Result<Vec<Run>, PackError> {
        Run::read_all(&self.previous)
    }

    /// Renders `report`, and prints or writes it.
    pub(crate) fn show(
        &self,
        project: &Project,
        report: &Report,
        previous: &[Run],
    ) -> Result<(), PackError> {
        let text = self.render(project, report, previous)?;
        match (&self.output, self.format) {
            (None, Format::Table) => anstream::print!("{text}"),
            (None, _) => print!("{text}"),
            (Some(path), _) => fs::write(path, text).map_err(PackError::write(path))?,
        }
        Ok(())
    }

    fn render(
        &self,
        project: &Project,
        report: &Report,
        previous: &[Run],
    ) -> Result<String, PackError> {
        match self.format {
            Format::Table => {
                let recommendations = project.recommendations()?;
                let text = table::render(report, &recommendations, self.width());
                Ok(match self.output {
                    None => text,
                    Some(_) => anstream::adapter::strip_str(&text).to_string(),
                })
            }
            Format::Json => json::render(report),
            Format::Html => html::render(report, &project.catalogue()?, previous),
            Format::Junit => junit::render(report),
            Format::Ocsf => ocsf::render(report),
        }
    }

    fn width(&self) -> usize {
        if self.output.is_none() && stdout().is_terminal() {
            textwrap::termwidth().min(WIDEST)
        } else {
            WIDTH
        }
    }
}
