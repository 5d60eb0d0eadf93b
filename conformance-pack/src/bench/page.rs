use std::fmt::Write as _;

use local_config::bench::Extent;

use super::figures::Figures;
use super::subject::Kind;
use crate::generate::markdown::table;

const NOTICE: &str =
    "<!-- Written by `cargo pack bench`: run it again rather than edit this. -->\n";
const NONE: &str = "–";

/// Where and how was measured, and what.
pub(super) struct Setting<'a> {
    pub(super) machine: String,
    pub(super) load: String,
    pub(super) extent: Extent,
    pub(super) certificates: usize,
    pub(super) figures: &'a [Figures],
}

pub(super) fn render(setting: &Setting<'_>) -> String {
    let Setting {
        machine,
        load,
        extent,
        certificates,
        figures,
    } = setting;
    let mut page = String::from(NOTICE);
    let _ = write!(
        page,
        "# What the functions cost\n\n\
         Measured on {machine}, load {load} at the start. The functions take turns, for \
         {rounds} rounds; {warm} evaluations follow the first of each. Every answer of the local AWS takes \
         {latency} ms. AWS is reached over https; {certificates} certificates are trusted. Each \
         figure is the median, and in parentheses between what half of all lie. Times in \
         milliseconds, sizes in megabytes (10⁶ bytes). [performance.md](performance.md) says what \
         the columns mean and where time and size go.\n\n",
        rounds = extent.rounds,
        warm = extent.warm,
        latency = extent.latency.as_millis(),
    );
    page.push_str("## The rules, and a function that does nothing\n\n");
    let is_ours = |figures: &&Figures| matches!(figures.kind, Kind::Rust | Kind::Floor);
    page.push_str(&rules(figures.iter().filter(is_ours)));
    page.push_str("\n## The furthest of all rules\n\n");
    page.push_str(&extremes(figures));
    page.push_str("\n## Beside the same rules in Python\n\n");
    page.push_str(&peers(figures));
    page
}

fn rules<'a>(figures: impl Iterator<Item = &'a Figures>) -> String {
    let rows: Vec<[String; 10]> = figures
        .map(|each| {
            [
                each.rule.clone(),
                size(each.zip),
                format!("{:.1}", each.start),
                format!("{:.2}", each.start_to_floor),
                format!("{:.1}", each.first),
                each.tls
                    .map_or_else(|| NONE.to_owned(), |tls| format!("{tls:.1}")),
                format!("{:.1}", each.warm),
                each.warm_to_chain
                    .map_or_else(|| NONE.to_owned(), |ratio| format!("{ratio:.2}")),
                format!("{:.1}", each.memory),
                calls(each),
            ]
        })
        .collect();
    table(
        [
            "function",
            "zip",
            "start",
            "× floor",
            "first evaluation",
            "of which https",
            "warm evaluation",
            "× slowest chain",
            "memory",
            "calls, first/warm",
        ],
        &rows,
    )
}

/// The greatest median of each column.
fn extremes(figures: &[Figures]) -> String {
    let greatest = |value: fn(&Figures) -> Option<f64>| {
        figures
            .iter()
            .filter(|each| each.kind == Kind::Rust)
            .filter_map(|each| Some((value(each)?, each.rule.as_str())))
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
    };
    let row = |what: &str, goal: &str, value: fn(&Figures) -> Option<f64>, digits: usize| {
        let (value, rule) = greatest(value).map_or_else(
            || (NONE.to_owned(), NONE),
            |(value, rule)| (format!("{value:.digits$}"), rule),
        );
        [what.to_owned(), goal.to_owned(), value, rule.to_owned()]
    };
    let repeated = figures
        .iter()
        .filter(|each| each.kind == Kind::Rust && !each.repeated.is_empty())
        .map(|each| format!("{}: {}", each.rule, each.repeated.join(", ")))
        .collect::<Vec<_>>();
    table(
        ["what", "goal", "greatest", "of"],
        &[
            row("zip", "2.0 (1.5 with two SDK clients)", |each| each.zip, 2),
            row(
                "start, × floor",
                "1.4",
                |each| Some(each.start_to_floor.median),
                2,
            ),
            row(
                "of which https",
                "15",
                |each| each.tls.map(|tls| tls.median),
                1,
            ),
            row(
                "warm evaluation, × slowest chain",
                "1.15",
                |each| each.warm_to_chain.map(|ratio| ratio.median),
                2,
            ),
            row("memory", "6", |each| Some(each.memory.median), 1),
            [
                "calls made again for a known answer".to_owned(),
                "none".to_owned(),
                repeated.len().to_string(),
                if repeated.is_empty() {
                    NONE.to_owned()
                } else {
                    repeated.join("; ")
                },
            ],
        ],
    )
}

fn peers(figures: &[Figures]) -> String {
    let mut rows = Vec::new();
    for ours in figures.iter().filter(|each| each.kind == Kind::Rust) {
        let theirs: Vec<_> = figures
            .iter()
            .filter(|each| each.rule == ours.rule && each.kind != Kind::Rust)
            .collect();
        if theirs.is_empty() {
            continue;
        }
        rows.extend(std::iter::once(ours).chain(theirs).map(|each| {
            [
                each.rule.clone(),
                written_in(each.kind).to_owned(),
                size(each.zip),
                format!("{:.1}", each.start),
                format!("{:.1}", each.first),
                format!("{:.1}", each.warm),
                format!("{:.1}", each.memory),
                calls(each),
            ]
        }));
    }
    table(
        [
            "rule",
            "in",
            "zip",
            "start",
            "first evaluation",
            "warm evaluation",
            "memory",
            "calls, first/warm",
        ],
        &rows,
    )
}

fn written_in(kind: Kind) -> &'static str {
    match kind {
        Kind::Floor | Kind::Rust => "Rust",
        Kind::Python => "Python, boto3",
        Kind::Rdklib => "Python, RDKLib",
    }
}

fn size(megabytes: Option<f64>) -> String {
    megabytes.map_or_else(|| NONE.to_owned(), |size| format!("{size:.2}"))
}

fn calls(figures: &Figures) -> String {
    format!("{}/{}", figures.first_calls, figures.warm_calls)
}
