use std::process::ExitCode;

use attested_rule::{Document, Documents, claims};
use config_rule::{Aws, Metadata, ReadError, Rule, Subject, Verdict};

#[derive(config_rule::Parameters)]
struct Parameters {
    max_age_days: u32,
}

struct RootEmailGroupAttested {
    documents: Documents,
}

impl Rule for RootEmailGroupAttested {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Document;

    fn new(aws: &Aws) -> Self {
        Self {
            documents: Documents::new(aws, Self::METADATA.name),
        }
    }

    async fn gather(&self, subject: &Subject<'_>, _: &Parameters) -> Result<Document, ReadError> {
        self.documents.look_up(subject).await
    }

    fn decide(document: Document, parameters: &Parameters) -> Verdict {
        document.judge(&claims!(), parameters.max_age_days)
    }
}

fn main() -> ExitCode {
    config_rule::serve::<RootEmailGroupAttested>()
}

#[cfg(test)]
mod tests;
