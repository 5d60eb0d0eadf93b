use crate::aws::AwsError;
use crate::error::PackError;

/// Why an aggregator could not be read, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum AggregatorError {
    #[error(
        "this account has no aggregator {name} in {region} ({}): give another name, profile or \
         Region; docs/deployment.md says how to create one",
        there(known)
    )]
    NoSuchAggregator {
        name: String,
        region: String,
        known: Vec<String>,
    },
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(
        "the aggregator {name} holds no verdict of these rules: deploy the conformance packs \
         (docs/deployment.md), and wait until AWS Config has run them; the first results reach an \
         aggregator after some minutes"
    )]
    NothingHeld { name: String },
    #[error("reading the aggregator was cut short: {0}")]
    Interrupted(String),
}

impl From<AggregatorError> for PackError {
    fn from(error: AggregatorError) -> Self {
        Self::command(error)
    }
}

fn there(known: &[String]) -> String {
    if known.is_empty() {
        "it has no aggregators".to_owned()
    } else {
        format!("it has {}", known.join(", "))
    }
}
