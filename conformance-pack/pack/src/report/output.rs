use std::fs;
use std::io::{IsTerminal as _, stdout};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use rule_metadata::Rule;

use super::trend::Run;
use super::{LeftOut, Report, csv, html, json, junit, ocsf, oscal, table};
use crate::error::PackError;
use crate::project::{Framework, Project};

/// The width in a pipe, and the largest on a terminal: long lines are hard to read.
const WIDTH: usize = 80;
const WIDEST: usize = 120;

/// How a report is shown, and where.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// How the result is shown
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Show every account and verdict in the table, however many there are
    #[arg(long)]
    all: bool,
    /// Write the result to this file instead of printing it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show only the rules that are evidence for a requirement of this framework, such as
    /// `cis-5.0`, and total by its requirements; docs/frameworks.md lists them
    #[arg(long, value_name = "NAME")]
    framework: Option<String>,
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
    /// Assessment results of NIST's Open Security Controls Assessment Language (OSCAL): findings by
    /// the requirements of frameworks
    Oscal,
    /// A table for spreadsheets: a line for each rule and account
    Csv,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "no rule that was asked for is evidence for {framework}: docs/frameworks.md lists those that are"
)]
struct NoEvidence {
    framework: String,
}

impl Output {
    /// The framework that was asked for.
    fn framework(&self, project: &Project) -> Result<Option<Framework>, PackError> {
        let Some(name) = &self.framework else {
            return Ok(None);
        };
        Ok(Some(project.frameworks()?.named(name)?.clone()))
    }

    /// Keeps the rules to show. It is called before anything that takes time.
    pub(crate) fn keep_wanted(
        &self,
        project: &Project,
        rules: &mut Vec<Rule>,
    ) -> Result<(), PackError> {
        let Some(framework) = self.framework(project)? else {
            return Ok(());
        };
        rules.retain(|rule| framework.of(rule).next().is_some());
        if rules.is_empty() {
            return Err(PackError::command(NoEvidence {
                framework: framework.id,
            }));
        }
        Ok(())
    }

    /// The earlier results, oldest first. They are read before anything that takes time.
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
        if self.format != Format::Table {
            // The other formats have verdicts only.
            for LeftOut { what, reason } in &report.left_out {
                eprintln!("Not evaluated: {what}: {reason}");
            }
        }
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
                let framework = self.framework(project)?;
                let text = table::render(
                    report,
                    &recommendations,
                    framework.as_ref(),
                    self.width(),
                    self.all,
                );
                Ok(match self.output {
                    None => text,
                    Some(_) => anstream::adapter::strip_str(&text).to_string(),
                })
            }
            Format::Json => json::render(report),
            Format::Html => html::render(report, &project.catalogue()?, previous),
            Format::Junit => junit::render(report),
            Format::Ocsf => ocsf::render(report, &project.frameworks()?),
            Format::Oscal => oscal::render(
                report,
                &project.frameworks()?,
                self.framework(project)?.as_ref(),
            ),
            Format::Csv => csv::render(report),
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

#[cfg(test)]
mod tests {
    use rule_metadata::AccountKind;

    use super::*;
    use crate::foreign::is_plain;
    use crate::report::{Account, Compliance, Finding, Outcome};

    const HOSTILE: &str = "\u{1b}[2J\u{9b}8m\u{202e}\u{2028}\u{200b}\u{fffe}\u{ffff}\u{b}\r\nFORGED\n\
                           ::error::a\n##vso[task.complete] ##[error] ::error::b ]]> <&\"'";

    /// Text that others can write is in every place for it.
    fn hostile(project: &Project) -> Report {
        let mut rules = project.rules().unwrap();
        rules.truncate(5);
        let text = || HOSTILE.into();
        let verdict = |compliance| Outcome::Verdict {
            compliance,
            annotation: Some(text()),
        };
        let outcomes = [
            verdict(Compliance::Compliant),
            verdict(Compliance::NonCompliant),
            verdict(Compliance::NotApplicable),
            Outcome::Error(text()),
            Outcome::Stale(text()),
        ];
        let account = Account {
            id: "111111111111".parse().unwrap(),
            name: text(),
            kind: Some(AccountKind::Management),
            unit: Some(text()),
        };
        let findings = rules.iter().zip(outcomes).map(|(rule, outcome)| Finding {
            account: account.id.clone(),
            rule: rule.name.clone(),
            outcome,
            time: None,
            calls: Vec::new(),
        });
        Report {
            left_out: vec![LeftOut {
                what: text(),
                reason: text(),
            }],
            source: text(),
            time: jiff::Timestamp::UNIX_EPOCH,
            findings: findings.collect(),
            accounts: vec![account],
            rules,
        }
    }

    fn rendered(format: Format) -> String {
        let project = Project::find().unwrap();
        let output = Output {
            format,
            all: false,
            output: Some(PathBuf::from("a file has no styles")),
            framework: None,
            previous: Vec::new(),
        };
        output.render(&project, &hostile(&project), &[]).unwrap()
    }

    #[test]
    fn no_format_lets_a_text_act() {
        for format in Format::value_variants() {
            for line in rendered(*format).lines().map(str::trim_start) {
                // Style and script contain what begins a command elsewhere.
                let acts = match format {
                    Format::Html => ['\u{1b}', '\u{9b}', '\u{202e}', '\u{2028}', '\u{fffe}']
                        .iter()
                        .any(|letter| line.contains(*letter)),
                    // In JSON, words aren't at a line's start.
                    Format::Json | Format::Ocsf | Format::Oscal => {
                        !is_plain(&line.replace(" ::", " "))
                    }
                    Format::Table | Format::Junit | Format::Csv => !is_plain(line),
                };
                assert!(!acts && !line.starts_with("FORGED"), "{format:?}: {line}");
            }
        }
    }

    #[test]
    fn a_stale_result_passes_in_no_format() {
        for (format, expected) in [
            (Format::Table, "~stale"),
            (Format::Json, "\"stale\": true"),
            (Format::Html, "[\"s\","),
            (Format::Junit, "type=\"STALE\""),
            (Format::Ocsf, "\"Warning\""),
            (Format::Oscal, "\"STALE\""),
            (Format::Csv, ",STALE,"),
        ] {
            let text = rendered(format);
            assert!(text.contains(expected), "{format:?}: {text}");
        }
    }

    #[test]
    fn junit_reads_any_text() {
        let read = quick_junit::Report::deserialize_from_str(&rendered(Format::Junit)).unwrap();
        assert_eq!((read.tests, read.failures, read.errors), (5, 1, 2));
    }

    #[test]
    fn json_and_ocsf_keep_what_was_said() {
        for format in [Format::Json, Format::Ocsf] {
            let read: serde_json::Value = serde_json::from_str(&rendered(format)).unwrap();
            let said = read[1]["annotation"]
                .as_str()
                .or(read[1]["message"].as_str());
            assert_eq!(said, Some(HOSTILE), "{format:?}");
        }
    }
}
