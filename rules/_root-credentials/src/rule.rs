use std::marker::PhantomData;

use config_rule::{Aws, ConfigRule, Later, Metadata, Parameters, ReadError, Subject, Verdict};

use crate::RootCredentials;

/// What differs between rules on the root user's credentials; [`crate::main`] makes it.
pub trait Judge: 'static {
    const METADATA: Metadata;
    type Parameters: Parameters;

    fn decide(root: RootCredentials) -> Verdict;
}

/// A rule that is decided by which credentials the root user has.
#[derive(Debug)]
pub struct CredentialsRule<J> {
    iam: Later<aws_sdk_iam::Client>,
    judge: PhantomData<J>,
}

impl<J: Judge> ConfigRule for CredentialsRule<J> {
    const METADATA: Metadata = J::METADATA;
    type Parameters = J::Parameters;
    type Facts = RootCredentials;

    fn new(aws: &Aws) -> Self {
        Self {
            iam: aws.later(|aws| aws_sdk_iam::Client::new(aws.own())),
            judge: PhantomData,
        }
    }

    async fn gather(
        &self,
        subject: &Subject<'_>,
        _: &Self::Parameters,
    ) -> Result<RootCredentials, ReadError> {
        crate::read(&self.iam, subject.partition).await
    }

    fn decide(root: RootCredentials, _: &Self::Parameters) -> Verdict {
        J::decide(root)
    }
}

/// The whole program of a rule that is decided by which credentials the root user has. The rule
/// adds only its decision, a function from these credentials to a verdict.
#[macro_export]
macro_rules! main {
    ($decide:path) => {
        #[derive(config_rule::Parameters)]
        struct Parameters;

        struct This;

        impl $crate::Judge for This {
            const METADATA: config_rule::Metadata = config_rule::metadata!();
            type Parameters = Parameters;

            fn decide(root: $crate::RootCredentials) -> config_rule::Verdict {
                $decide(root)
            }
        }

        fn main() -> std::process::ExitCode {
            config_rule::serve::<$crate::CredentialsRule<This>>()
        }
    };
}
