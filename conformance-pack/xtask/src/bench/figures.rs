use std::time::Duration;

use load::bench::{Figure, Measured, Sample};
use local_aws::repeated;

use super::subject::{Candidate, Kind};

/// The figures of one function. Times in milliseconds, sizes in megabytes.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) rule: String,
    pub(super) kind: Kind,
    pub(super) zip: Option<f64>,
    /// From the process's start to its first poll.
    pub(super) start: Figure,
    /// Relative to the floor in the same round.
    pub(super) start_to_floor: Figure,
    /// The first evaluation, over https.
    pub(super) first: Figure,
    /// How much longer it takes than over http in the same round; `None` for functions without
    /// calls.
    pub(super) tls: Option<Figure>,
    /// A later evaluation.
    pub(super) warm: Figure,
    /// Relative to its slowest chain of calls; `None` for functions without calls.
    pub(super) warm_to_chain: Option<Figure>,
    pub(super) memory: Figure,
    pub(super) first_calls: usize,
    pub(super) warm_calls: usize,
    /// Calls of the first evaluation with an already known answer.
    pub(super) repeated: Vec<String>,
}

/// The starts of each round, in milliseconds: two, because the way to AWS makes no difference yet.
pub(super) fn starts(measured: &Measured) -> Vec<f64> {
    measured
        .tls
        .iter()
        .zip(&measured.plain)
        .flat_map(|(tls, plain)| [tls.start, plain.start])
        .map(milliseconds)
        .collect()
}

impl Figures {
    /// `None` if nothing was measured.
    pub(super) fn of(candidate: &Candidate, measured: &Measured, floor: &[f64]) -> Option<Self> {
        let of = |value: fn(&Sample) -> f64| Figure::of(measured.tls.iter().map(value));
        let last = measured.tls.last()?;
        let starts = starts(measured);
        let pairs = measured.tls.iter().zip(&measured.plain);
        let warm = measured.tls.iter().flat_map(|sample| &sample.warm);
        let ratios = measured.tls.iter().flat_map(|sample| {
            sample
                .warm
                .iter()
                .zip(&sample.chains)
                .filter(|(_, chain)| !chain.is_zero())
                .map(|(warm, chain)| warm.as_secs_f64() / chain.as_secs_f64())
        });
        Some(Self {
            rule: candidate.rule.clone(),
            kind: candidate.kind,
            zip: candidate.zip.map(megabytes),
            start: Figure::of(starts.iter().copied())?,
            start_to_floor: Figure::of(
                starts.iter().zip(floor).map(|(start, floor)| start / floor),
            )?,
            first: of(|sample| milliseconds(sample.first))?,
            tls: Figure::of(
                pairs.map(|(tls, plain)| milliseconds(tls.first) - milliseconds(plain.first)),
            )
            .filter(|_| !last.first_calls.is_empty()),
            warm: Figure::of(warm.map(|time| milliseconds(*time)))?,
            warm_to_chain: Figure::of(ratios),
            memory: of(|sample| megabytes(sample.peak_memory))?,
            first_calls: last.first_calls.len(),
            warm_calls: last.warm_calls.len(),
            repeated: repeated(&last.first_calls),
        })
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Exact enough for sizes below some petabytes.
#[allow(clippy::cast_precision_loss)]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
