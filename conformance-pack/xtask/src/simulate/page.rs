//! The result as Markdown.

use std::time::Duration;

use indicatif::HumanCount;
use load::simulation::{Delivery, Profiles, RuleTally, Tally};
use local_aws::quota::{Quotas, Source};

use crate::generate::markdown::{Markers, code, codes, table};

pub(super) const MARKERS: Markers = Markers {
    begin: "<!-- Made by `cargo pack simulate --write`: run it again, and do not edit. -->",
    end: "<!-- End of what `cargo pack simulate --write` makes. -->",
};

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
    /// The factor for the quotas.
    pub(super) factor: f64,
    pub(super) delivery: Delivery,
    pub(super) real: Tally,
    pub(super) modelled: Tally,
}

impl Validation {
    /// The difference between the rules' losses, as a share of all evaluations.
    pub(super) fn error(&self) -> f64 {
        let rules = self.real.rules.iter().zip(&self.modelled.rules);
        let difference = rules
            .map(|(real, modelled)| real.lost.abs_diff(modelled.lost))
            .sum();
        part(difference, self.real.total().evaluations())
    }
}

impl Page {
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "### Calls of one evaluation (measured)\n\n\
             The fewest and the most in a copy of each member account of the sample organization, by \
             real processes with nothing throttled, on {}.\n\n{}\n\
             ### One evaluation of every rule in every account (modelled)\n\n\
             With Parameter Store's higher throughput where fewer evaluations are lost by it.\n\n{}\n",
            self.machine,
            self.calls(),
            self.deliveries()
        );
        if let Some(validation) = &self.validation {
            text.push_str("### The model against processes\n\n");
            text.push_str(&compared(validation, &self.machine));
            text.push('\n');
        }
        text.push_str("### Quotas\n\n");
        text.push_str(&self.quotas());
        text
    }

    fn calls(&self) -> String {
        let names = self.profiles.rules.iter().map(|(rule, _)| rule).enumerate();
        let rows: Vec<_> = names
            .map(|(place, rule)| {
                let profiles = self.profiles.of_rule(place);
                let range = |in_management| {
                    let counts = || profiles.iter().map(|profile| profile.count(in_management));
                    match (counts().min(), counts().max()) {
                        (Some(fewest), Some(most)) if fewest < most => {
                            format!("{fewest} to {most}")
                        }
                        (_, most) => most.unwrap_or_default().to_string(),
                    }
                };
                let steps = profiles.iter().flat_map(|profile| &profile.steps);
                let mut read: Vec<&String> = steps
                    .filter(|step| step.in_management)
                    .map(|step| &step.call)
                    .collect();
                read.sort();
                read.dedup();
                [code(rule), range(false), range(true), codes(read)]
            })
            .collect();
        let header = [
            "Rule",
            "In its account",
            "In the management account",
            "Which there",
        ];
        table(header, &rows)
    }

    fn deliveries(&self) -> String {
        let rows: Vec<_> = self.played.iter().map(Modelled::row).collect();
        let header = [
            "Parameter Store",
            "Accounts",
            "Window",
            "Evaluations",
            "Lost",
            "Retried by Lambda",
            "Throttled answers",
            "Half done within",
            "Last done within",
            "Most lost",
        ];
        table(header, &rows)
    }

    fn quotas(&self) -> String {
        let rows: Vec<_> = self
            .quotas
            .all()
            .iter()
            .map(|quota| {
                let source = match &quota.source {
                    Source::Documented(page) => format!("<{page}>"),
                    Source::Assumed(why) => format!("assumed: {why}"),
                    Source::Given => "given".to_owned(),
                };
                let calls = codes(&quota.calls);
                [
                    calls,
                    quota.rate.to_string(),
                    quota.burst.to_string(),
                    source,
                ]
            })
            .collect();
        table(["Calls", "A second", "At once", "Source"], &rows)
    }
}

impl Modelled {
    fn row(&self) -> [String; 10] {
        let total = self.tally.total();
        let calls = total.all_calls();
        let throughput = if self.higher_throughput {
            "higher"
        } else {
            "default"
        };
        [
            throughput.to_owned(),
            count(self.delivery.accounts as u64),
            time(self.delivery.window),
            count(total.evaluations()),
            count(total.lost),
            count(total.repeated),
            format!("{:.1} %", 100.0 * part(calls.throttled, calls.made)),
            total.wait(0.5).map(time).unwrap_or_default(),
            total.wait(1.0).map(time).unwrap_or_default(),
            most_lost(&self.tally.rules),
        ]
    }
}

/// The rules that lost most: all that lost at least half as much as the first.
fn most_lost(rules: &[RuleTally]) -> String {
    let most = rules.iter().map(|rule| rule.lost).max().unwrap_or_default();
    let mut losers: Vec<_> = rules
        .iter()
        .filter(|rule| rule.lost > 0 && rule.lost * 2 >= most)
        .collect();
    losers.sort_by_key(|rule| std::cmp::Reverse(rule.lost));
    let lost = |rule: &&RuleTally| format!("{} {}", code(&rule.rule), count(rule.lost));
    losers.iter().map(lost).collect::<Vec<_>>().join(", ")
}

fn compared(validation: &Validation, machine: &str) -> String {
    let (real, modelled) = (validation.real.total(), validation.modelled.total());
    let [first, second] = validation.delivery.pauses.map(time);
    let row =
        |what: &str, of: &dyn Fn(&RuleTally) -> String| [what.to_owned(), of(&real), of(&modelled)];
    let waited = |part| move |tally: &RuleTally| tally.wait(part).map(time).unwrap_or_default();
    let rows = [
        row("Evaluations", &|tally| count(tally.evaluations())),
        row("Lost", &|tally| count(tally.lost)),
        row("Retried by Lambda", &|tally| count(tally.repeated)),
        row("Failed for another reason", &|tally| {
            count(tally.failed_otherwise)
        }),
        row("Calls", &|tally| count(tally.all_calls().made)),
        row("Half done within", &waited(0.5)),
        row("Last done within", &waited(1.0)),
    ];
    format!(
        "{} accounts within {}, quotas times {}, retries by Lambda after {first} and {second}, a \
         process for every evaluation, on {machine}. Losses, added up over the rules, differ by \
         {:.1} % of all evaluations.\n\n{}",
        count(validation.delivery.accounts as u64),
        time(validation.delivery.window),
        validation.factor,
        100.0 * validation.error(),
        table(["", "Processes", "Model"], &rows)
    )
}

fn count(number: u64) -> String {
    HumanCount(number).to_string()
}

/// In the largest fitting unit, to a tenth.
fn time(duration: Duration) -> String {
    let (unit, name) = [(3_600.0, "h"), (60.0, "min")]
        .into_iter()
        .find(|(unit, _)| duration.as_secs_f64() >= *unit)
        .unwrap_or((1.0, "s"));
    let text = format!("{:.1}", duration.as_secs_f64() / unit);
    format!("{} {name}", text.strip_suffix(".0").unwrap_or(&text))
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
    fn a_time_is_shown_in_a_fitting_unit() {
        for (milliseconds, text) in [
            (50, "0.1 s"),
            (59_000, "59 s"),
            (90_000, "1.5 min"),
            (86_400_000, "24 h"),
        ] {
            assert_eq!(time(Duration::from_millis(milliseconds)), text);
        }
    }
}
