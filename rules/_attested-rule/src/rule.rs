use std::marker::PhantomData;

use attestation::Claim;
use config_rule::{Aws, ConfigRule, Metadata, Parameters, ReadError, Subject, Verdict};

use crate::{Document, Documents, Precondition};

/// What differs between rules that only judge an attestation; [`crate::main`] makes it from
/// rule.toml.
pub trait Attested: 'static {
    const METADATA: Metadata;
    type Parameters: Parameters;
    type Precondition: Precondition;

    fn claims() -> Vec<Claim>;
    /// In days.
    fn max_age_days(parameters: &Self::Parameters) -> u32;
}

/// A rule that only judges an attestation.
#[derive(Debug)]
pub struct AttestedRule<A: Attested> {
    precondition: A::Precondition,
    documents: Documents,
    attested: PhantomData<A>,
}

/// The facts for such a rule's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// The account has nothing to attest, for this reason.
    NothingToAttest(&'static str),
    Document(Document),
}

impl<A: Attested> ConfigRule for AttestedRule<A> {
    const METADATA: Metadata = A::METADATA;
    type Parameters = A::Parameters;
    type Facts = Facts;

    fn new(aws: &Aws) -> Self {
        Self {
            precondition: A::Precondition::new(aws),
            documents: Documents::new(aws, A::METADATA.name),
            attested: PhantomData,
        }
    }

    /// In sequence: if there is nothing to attest, the account that keeps the documents isn't
    /// called.
    async fn gather(
        &self,
        subject: &Subject<'_>,
        _: &Self::Parameters,
    ) -> Result<Facts, ReadError> {
        if let Some(reason) = self.precondition.unmet(subject).await? {
            return Ok(Facts::NothingToAttest(reason));
        }
        self.documents.look_up(subject).await.map(Facts::Document)
    }

    fn decide(facts: Facts, parameters: &Self::Parameters) -> Verdict {
        match facts {
            Facts::NothingToAttest(reason) => Verdict::not_applicable(reason),
            Facts::Document(document) => document.judge(&A::claims(), A::max_age_days(parameters)),
        }
    }
}

/// The whole program of a rule that only judges an attestation. Its claims and its `maxAgeDays` are
/// in rule.toml. A [`Precondition`] can be given.
#[macro_export]
macro_rules! main {
    () => {
        $crate::main!($crate::Always);
    };
    ($precondition:ty) => {
        #[derive(config_rule::Parameters)]
        struct Parameters {
            max_age_days: u32,
        }

        struct This;

        impl $crate::Attested for This {
            const METADATA: config_rule::Metadata = config_rule::metadata!();
            type Parameters = Parameters;
            type Precondition = $precondition;

            fn claims() -> Vec<$crate::attestation::Claim> {
                $crate::claims!()
            }

            fn max_age_days(parameters: &Parameters) -> u32 {
                parameters.max_age_days
            }
        }

        fn main() -> std::process::ExitCode {
            config_rule::serve::<$crate::AttestedRule<This>>()
        }
    };
}
