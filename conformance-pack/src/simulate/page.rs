//! The result as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use local_config::quota::{Quotas, Source};
use local_config::simulation::{Delivery, Profiles, Tally};

use crate::error::PackError;
use crate::generate::markdown::{code, codes, table};

const BEGIN: &str =
    "<!-- Made by `cargo pack simulate --write`: run it again, and do not edit. -->";
const END: &str = "<!-- End of what `cargo pack simulate --write` makes. -->";

/// All that a simulation found.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) machine: String,
    pub(super) quotas: Quotas,
    pub(super) profiles: Profiles,
    pub(super) played: Vec<Modelled>,
    pub(super) validation: Option<Validation>,
}

/// One delivery in the model.
#[derive(Debug)]
pub(super) struct Modelled {
    pub(super) higher_throughput: bool,
    pub(super) delivery: Delivery,
    pub(super) tally: Tally,
}

/// One delivery with processes, and the same in the model.
#[derive(Debug)]
pub(super) struct Validation {
    /// By what the quotas were multiplied.
    pub(super) factor: f64,
    pub(super) delivery: Delivery,
    pub(super) real: Tally,
    pub(super) modelled: Tally,
}

impl Validation {
    /// The evaluations by which the rules' results differ, as a part of all.
    pub(super) fn error(&self) -> f64 {
        let difference: u64 = self
            .real
            .rules
            .iter()
            .zip(&self.modelled.rules)
            .map(|(real, modelled)| real.lost.abs_diff(modelled.lost))
            .sum();
        part(difference, self.real.evaluated() + self.real.lost())
    }
}

/// `page` with `text` in place of what an earlier simulation put there.
pub(super) fn into(page: &str, text: &str, path: &Path) -> Result<String, PackError> {
    page.split_once(BEGIN)
        .and_then(|(before, rest)| rest.split_once(END).map(|(_, after)| (before, after)))
        .map(|(before, after)| format!("{before}{BEGIN}\n\n{text}\n{END}{after}"))
        .ok_or_else(|| PackError::NoMarker {
            path: path.to_owned(),
            marker: BEGIN,
            end: END,
        })
}

impl Page {
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let _ = write!(
            text,
            "### Calls of one evaluation (measured)\n\n\
             The fewest and the most in a copy of each member account of the scenario, by real \
             processes with nothing throttled, on {}.\n\n{}\n",
            self.machine,
            self.calls()
        );
        let _ = write!(
            text,
            "### One evaluation of every rule in every account (modelled)\n\n\
             With Parameter Store's higher throughput where fewer evaluations are lost by it.\n\n{}\n",
            self.deliveries()
        );
        if let Some(losses) = self.losses() {
            let _ = write!(text, "### What is lost, by rule (modelled)\n\n{losses}\n");
        }
        if let Some(validation) = &self.validation {
            let _ = write!(
                text,
                "### The model against processes\n\n{}",
                compared(validation, &self.machine)
            );
        }
        let _ = write!(text, "\n### Quotas\n\n{}", self.quotas());
        text
    }

    fn calls(&self) -> String {
        let rows: Vec<_> = self
            .profiles
            .rules
            .iter()
            .enumerate()
            .map(|(place, (rule, _))| {
                let profiles = self.profiles.of_rule(place);
                let range = |in_management| {
                    let counts = || profiles.iter().map(|profile| profile.count(in_management));
                    let (fewest, most) = (
                        counts().min().unwrap_or_default(),
                        counts().max().unwrap_or_default(),
                    );
                    if fewest == most {
                        most.to_string()
                    } else {
                        format!("{fewest} to {most}")
                    }
                };
                let mut read: Vec<&String> = profiles
                    .iter()
                    .flat_map(|profile| &profile.steps)
                    .filter(|step| step.in_management)
                    .map(|step| &step.call)
                    .collect();
                read.sort();
                read.dedup();
                [code(rule), range(false), range(true), codes(read)]
            })
            .collect();
        table(
            [
                "Rule",
                "In its account",
                "In the management account",
                "Which there",
            ],
            &rows,
        )
    }

    fn deliveries(&self) -> String {
        let rows: Vec<_> = self
            .played
            .iter()
            .map(|played| {
                let tally = &played.tally;
                let calls = tally.calls();
                [
                    if played.higher_throughput {
                        "higher".to_owned()
                    } else {
                        "default".to_owned()
                    },
                    grouped(played.delivery.accounts as u64),
                    time(played.delivery.window),
                    grouped(tally.evaluated() + tally.lost()),
                    grouped(tally.lost()),
                    grouped(tally.repeated()),
                    grouped(calls.throttled),
                    percentage(calls.throttled, calls.made),
                    tally.wait(0.5).map(time).unwrap_or_default(),
                    tally.wait(1.0).map(time).unwrap_or_default(),
                ]
            })
            .collect();
        table(
            [
                "Parameter Store",
                "Accounts",
                "Window",
                "Evaluations",
                "Lost",
                "Retried by Lambda",
                "Throttled answers",
                "of all calls",
                "Half done within",
                "Last done within",
            ],
            &rows,
        )
    }

    fn losses(&self) -> Option<String> {
        let rows: Vec<_> = self
            .played
            .iter()
            .filter(|played| played.tally.lost() > 0)
            .map(|played| {
                let mut by_loss: BTreeMap<u64, Vec<String>> = BTreeMap::new();
                for rule in played.tally.rules.iter().filter(|rule| rule.lost > 0) {
                    by_loss.entry(rule.lost).or_default().push(code(&rule.rule));
                }
                let losses: Vec<String> = by_loss
                    .iter()
                    .rev()
                    .flat_map(|(lost, rules)| {
                        rules
                            .iter()
                            .map(move |rule| format!("{rule} {}", grouped(*lost)))
                    })
                    .collect();
                [
                    if played.higher_throughput {
                        "higher".to_owned()
                    } else {
                        "default".to_owned()
                    },
                    grouped(played.delivery.accounts as u64),
                    time(played.delivery.window),
                    losses.join(", "),
                ]
            })
            .collect();
        (!rows.is_empty()).then(|| table(["Parameter Store", "Accounts", "Window", "Lost"], &rows))
    }

    fn quotas(&self) -> String {
        let alike = self.quotas.all().chunk_by(|one, other| {
            (&one.rate, &one.burst, &one.source) == (&other.rate, &other.burst, &other.source)
        });
        let rows: Vec<_> = alike
            .filter_map(|alike| {
                let first = alike.first()?;
                let calls = codes(alike.iter().flat_map(|quota| &quota.calls));
                Some([
                    match (alike.len(), first.calls.len()) {
                        (1, 1) => calls,
                        (1, _) => format!("{calls} together"),
                        _ => format!("{calls} each"),
                    },
                    first.rate.to_string(),
                    first.burst.to_string(),
                    match &first.source {
                        Source::Documented(page) => format!("<{page}>"),
                        Source::Assumed(why) => format!("assumed: {why}"),
                        Source::Given => "given".to_owned(),
                    },
                ])
            })
            .collect();
        table(["Calls", "A second", "At once", "Source"], &rows)
    }
}

fn compared(validation: &Validation, machine: &str) -> String {
    let Validation {
        factor,
        delivery,
        real,
        modelled,
    } = validation;
    let [first, second] = delivery.pauses.map(time);
    let row = |what: &str, of: &dyn Fn(&Tally) -> String| [what.to_owned(), of(real), of(modelled)];
    let waited = |part| move |tally: &Tally| tally.wait(part).map(time).unwrap_or_default();
    let rows = [
        row("Evaluations", &|tally| {
            grouped(tally.evaluated() + tally.lost())
        }),
        row("Lost", &|tally| grouped(tally.lost())),
        row("Retried by Lambda", &|tally| grouped(tally.repeated())),
        row("Invocations that failed otherwise", &|tally| {
            grouped(tally.failed_otherwise())
        }),
        row("Calls", &|tally| grouped(tally.calls().made)),
        row("Throttled answers", &|tally| {
            grouped(tally.calls().throttled)
        }),
        row("Half done within", &waited(0.5)),
        row("Last done within", &waited(1.0)),
    ];
    format!(
        "{} accounts within {}, quotas times {factor}, retries by Lambda after {first} and {second}, \
         a process for every evaluation, on {machine}. Losses, added up over the rules, differ by \
         {:.1} % of all evaluations.\n\n{}",
        grouped(delivery.accounts as u64),
        time(delivery.window),
        100.0 * validation.error(),
        table(["", "Processes", "Model"], &rows)
    )
}

/// With commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// In the largest unit of which there is one, to a tenth.
fn time(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let (number, unit) = if seconds >= 3_600.0 {
        (seconds / 3_600.0, "h")
    } else if seconds >= 60.0 {
        (seconds / 60.0, "min")
    } else {
        (seconds, "s")
    };
    let text = format!("{number:.1}");
    format!("{} {unit}", text.strip_suffix(".0").unwrap_or(&text))
}

fn percentage(some: u64, all: u64) -> String {
    format!("{:.1} %", 100.0 * part(some, all))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn part(some: u64, all: u64) -> f64 {
    if all == 0 {
        0.0
    } else {
        some as f64 / all as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn a_time_is_told_in_its_own_unit() {
        for (milliseconds, text) in [
            (50, "0.1 s"),
            (59_000, "59 s"),
            (90_000, "1.5 min"),
            (86_400_000, "24 h"),
        ] {
            assert_eq!(time(Duration::from_millis(milliseconds)), text);
        }
    }

    #[test]
    fn only_the_part_between_the_markers_is_replaced() {
        let page = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let path = Path::new("docs/scale.md");
        let written = into(&page, "new\n", path).unwrap();
        assert_eq!(written, format!("before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"));
        assert!(into("no markers", "new", path).is_err());
    }
}
