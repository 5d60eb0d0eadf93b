use std::time::Duration;

use super::sample::{BenchError, Conditions, Network, Sample, sample};
use local_aws::Case;
use local_aws::engine::RunnableRule;
use local_aws::tls::Authority;

/// A function to measure, and the case that it evaluates.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The function.
    pub function: RunnableRule,
    /// What it evaluates.
    pub case: Case,
}

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// How often each function is started over https, and as often over http.
    pub rounds: usize,
    /// How many evaluations follow the first over https.
    pub warm: usize,
    /// How long AWS takes for each answer, at least.
    pub latency: Duration,
}

/// The samples of one function, one per round.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Over https, as with AWS.
    pub tls: Vec<Sample>,
    /// Over http, the first evaluation only.
    pub plain: Vec<Sample>,
}

/// Measures functions in turns: all of them once, then all of them again. Before each, `progress`
/// gets the function. The results are in the order of the functions.
///
/// # Errors
/// When a function can't be measured.
pub async fn rounds(
    subjects: &[Subject],
    extent: Extent,
    authority: &Authority,
    mut progress: impl FnMut(usize, &Subject),
) -> Result<Vec<Measured>, BenchError> {
    let over = |network, warm| Conditions {
        network,
        warm,
        latency: extent.latency,
    };
    let mut measured = vec![Measured::default(); subjects.len()];
    for round in 1..=extent.rounds {
        for (subject, measured) in subjects.iter().zip(&mut measured) {
            progress(round, subject);
            let Subject { case, function } = subject;
            let tls = over(Network::Tls(authority), extent.warm);
            measured.tls.push(sample(case, function, tls).await?);
            let plain = over(Network::Plain, 0);
            measured.plain.push(sample(case, function, plain).await?);
        }
    }
    Ok(measured)
}
