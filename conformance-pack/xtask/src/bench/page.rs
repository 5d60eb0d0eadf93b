use std::fmt::Write as _;

use load::bench::{Extent, Figure};

use super::figures::Figures;
use super::subject::Kind;
use crate::generate::markdown::{code, table};

const NOTICE: &str =
    "<!-- Written by `cargo pack bench`: run it again rather than edit this. -->\n";
const NONE: &str = "–";

/// Where, how and what was measured.
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
    let ours = figures
        .iter()
        .filter(|each| matches!(each.kind, Kind::Rust | Kind::Floor));
    page.push_str("## The rules, and a function that does nothing\n\n");
    page.push_str(&rows(ours));
    let in_python = |rule: &str| {
        let is_peer = |each: &Figures| each.rule == rule && each.kind != Kind::Rust;
        figures.iter().any(is_peer)
    };
    let mut compared: Vec<_> = figures
        .iter()
        .filter(|each| in_python(&each.rule))
        .collect();
    compared.sort_by(|one, other| one.rule.cmp(&other.rule));
    page.push_str("\n## Beside the same rules in Python\n\n");
    page.push_str(&rows(compared));
    let repeated: Vec<_> = figures
        .iter()
        .flat_map(|each| &each.repeated)
        .map(|call| code(call))
        .collect();
    if !repeated.is_empty() {
        let _ = write!(
            page,
            "\nRepeated for a known answer: {}.\n",
            repeated.join(", ")
        );
    }
    page
}

fn rows<'a>(figures: impl IntoIterator<Item = &'a Figures>) -> String {
    let rows: Vec<_> = figures
        .into_iter()
        .map(|each| {
            let figure = |figure: Option<Figure>, digits: usize| {
                figure.map_or_else(|| NONE.to_owned(), |figure| format!("{figure:.digits$}"))
            };
            [
                each.rule.clone(),
                written_in(each.kind).to_owned(),
                each.zip
                    .map_or_else(|| NONE.to_owned(), |size| format!("{size:.2}")),
                figure(Some(each.start), 1),
                figure(Some(each.start_to_floor), 2),
                figure(Some(each.first), 1),
                figure(each.tls, 1),
                figure(Some(each.warm), 1),
                figure(each.warm_to_chain, 2),
                figure(Some(each.memory), 1),
                format!("{}/{}", each.first_calls, each.warm_calls),
            ]
        })
        .collect();
    let header = [
        "function",
        "in",
        "zip",
        "start",
        "× floor",
        "first evaluation",
        "of which https",
        "warm evaluation",
        "× slowest chain",
        "memory",
        "calls, first/warm",
    ];
    table(header, &rows)
}

fn written_in(kind: Kind) -> &'static str {
    match kind {
        Kind::Floor | Kind::Rust => "Rust",
        Kind::Python => "Python, boto3",
        Kind::Rdklib => "Python, RDKLib",
    }
}
