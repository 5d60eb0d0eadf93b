//! `cargo pack bench`: what the functions cost, compared with the same rules in Python and with a
//! minimal function.

mod error;
mod figures;
pub(crate) mod machine;
mod page;
mod peers;
mod subject;
mod trust;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use load::bench::{Extent, Measured, Subject, rounds};
use local_aws::tls::Authority;

use self::error::MeasureError;
use self::figures::Figures;
use self::subject::{Candidate, Deployed};
use pack::error::PackError;
use pack::package::{self, Architecture};
use pack::progress::Progress;
use pack::project::Project;
use pack::tool;

/// The page that the command writes.
const PAGE: &str = "docs/benchmark.md";

/// Measure the functions beside the same rules in Python
///
/// Packages all rules and a function that does nothing, deploys four of the rules as they are
/// written in Python (tests/load/python), and measures all of them in turns on the local Lambda
/// Runtime API, over https with the certificates of this machine. Writes docs/benchmark.md. It
/// takes about ten minutes after the packaging. Don't use the machine meanwhile.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 if everything was measured; 1 if something can't be measured, or \
                        if a function's verdict differs from its rule's cases."
)]
pub(crate) struct Arguments {
    /// How often each function is started
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// How many evaluations follow the first of each start
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    warm: u16,
    /// How long the local AWS takes for each answer
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 20)]
    latency: u16,
    /// Measure only this rule, and print the page; may be repeated
    #[arg(long = "rule", value_name = "NAME")]
    rules: Vec<String>,
    /// Measure the functions in this folder, by name, without packaging, and print the page
    #[arg(long, value_name = "FOLDER")]
    binaries: Option<PathBuf>,
}

/// Measures the built rules that also exist in Python, in the fewest rounds: to show that it works,
/// and that both give the same verdicts.
pub(crate) fn try_out(project: &Project) -> Result<(), PackError> {
    let program = std::env::current_exe().map_err(PackError::read(Path::new("cargo pack")))?;
    let arguments = Arguments {
        rounds: 1,
        warm: 1,
        latency: 1,
        rules: peers::rules(),
        binaries: program.parent().map(Path::to_owned),
    };
    run(project, &arguments).map(|_| ())
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let rules = chosen(project, &arguments.rules)?;
    let deployed = match &arguments.binaries {
        Some(folder) => Deployed::in_folder(folder),
        None => packaged(project)?,
    };
    let work = tool::target_directory()?.join("bench");
    fs::create_dir_all(&work).map_err(PackError::write(&work))?;
    let authority = Authority::new().map_err(MeasureError::from)?;
    let trust = trust::Bundle::write(&work, &authority)?;

    let mut candidates = vec![Candidate::floor(&deployed, &rules)?];
    for rule in &rules {
        candidates.push(Candidate::rule(rule, &deployed, &trust)?);
    }
    let peers = peers::deploy(project, &rules, &work, &trust, arguments.binaries.is_none())?;
    let extent = Extent {
        rounds: arguments.rounds.into(),
        warm: arguments.warm.into(),
        latency: Duration::from_millis(arguments.latency.into()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(PackError::Runtime)?;
    eprintln!("Judging the rules in Python by the rules' cases …");
    runtime.block_on(peers::judge(&peers))?;
    candidates.extend(peers.into_iter().map(|peer| peer.candidate));

    let load = machine::load();
    let measured = runtime.block_on(measure(&candidates, extent, &authority))?;
    let figures = figures(&candidates, &measured)?;
    let text = page::render(&page::Setting {
        machine: machine::describe(),
        load,
        extent,
        certificates: trust.certificates,
        figures: &figures,
    });
    if arguments.rules.is_empty() && arguments.binaries.is_none() {
        let path = project.path(PAGE);
        fs::write(&path, text).map_err(PackError::write(&path))?;
        println!("{PAGE} written");
    } else {
        print!("{text}");
    }
    Ok(ExitCode::SUCCESS)
}

fn chosen(
    project: &Project,
    wanted: &[String],
) -> Result<Vec<rule_metadata::RuleFolder>, PackError> {
    let all = rule_metadata::discover(project.root())?;
    let known: Vec<_> = all.iter().map(|folder| folder.rule.name.clone()).collect();
    PackError::check_rules(wanted, &known)?;
    Ok(all
        .into_iter()
        .filter(|folder| wanted.is_empty() || wanted.contains(&folder.rule.name))
        .collect())
}

/// All rules as they are deployed, and the floor.
fn packaged(project: &Project) -> Result<Deployed, PackError> {
    let arch = Architecture::of_this_machine();
    package::run(
        project,
        &package::Arguments {
            arch,
            rules: Vec::new(),
        },
    )?;
    let built = package::build(project, &[subject::FLOOR.to_owned()], arch)?;
    let zips = package::folder(arch)?;
    let floor = tool::target_directory()?.join("bench/floor.zip");
    package::archive::write(&package::bootstrap(&built, subject::FLOOR), &floor)?;
    Ok(Deployed::packaged(built, zips, floor))
}

async fn measure(
    candidates: &[Candidate],
    extent: Extent,
    authority: &Authority,
) -> Result<Vec<Measured>, PackError> {
    let subjects: Vec<Subject> = candidates.iter().map(|each| each.subject.clone()).collect();
    let progress = Progress::new("Measuring", subjects.len() * extent.rounds);
    let measured = rounds(&subjects, extent, authority, |round, subject| {
        progress.advance();
        progress.note(format!("round {round}, {}", subject.function.name));
    })
    .await
    .map_err(MeasureError::from)?;
    drop(progress);
    Ok(measured)
}

/// The figures of all functions, the floor's first. Each must have given the verdict of its case.
fn figures(candidates: &[Candidate], measured: &[Measured]) -> Result<Vec<Figures>, PackError> {
    let floor = measured.first().map(figures::starts).unwrap_or_default();
    candidates
        .iter()
        .zip(measured)
        .map(|(candidate, measured)| {
            candidate.check(measured)?;
            Figures::of(candidate, measured, &floor).ok_or_else(|| {
                MeasureError::Nothing(candidate.subject.function.name.clone()).into()
            })
        })
        .collect()
}
