use aws_smithy_types::error::display::DisplayErrorContext;

/// Why an aggregator could not be read, and what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AggregatorError {
    #[error(
        "there is no aggregator {name} in this account in {region} ({}): give another name, \
         profile or Region; docs/deployment.md tells how to make one",
        there(known)
    )]
    NoSuchAggregator {
        name: String,
        region: String,
        known: Vec<String>,
    },
    #[error(
        "{call} is denied: let the profile's role use it, or choose a profile that may ({problem})"
    )]
    Denied { call: &'static str, problem: String },
    #[error(
        "the aggregator {name} holds no verdict of these rules: deploy the conformance packs \
         (docs/deployment.md), and wait until AWS Config has run them; the first results reach an \
         aggregator after some minutes"
    )]
    NothingHeld { name: String },
    #[error("{call} failed: {problem}")]
    Call { call: &'static str, problem: String },
    #[error("reading the aggregator was cut short: {0}")]
    Interrupted(String),
}

fn there(known: &[String]) -> String {
    if known.is_empty() {
        "it has none".to_owned()
    } else {
        format!("it has {}", known.join(", "))
    }
}

impl AggregatorError {
    /// A call that failed with this code.
    pub(super) fn of(
        call: &'static str,
        code: Option<&str>,
        error: &(dyn std::error::Error + 'static),
    ) -> Self {
        let problem = DisplayErrorContext(error).to_string();
        match code {
            Some("AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation") => {
                Self::Denied { call, problem }
            }
            _ => Self::Call { call, problem },
        }
    }
}
