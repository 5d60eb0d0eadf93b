use config_rule::{Aws, Later, ReadError, Subject};

/// Whether an account has anything to attest.
pub trait Precondition: 'static {
    /// Calls nothing.
    fn new(aws: &Aws) -> Self;

    /// Why the account has nothing to attest, as a sentence; `None` if it has something.
    ///
    /// # Errors
    ///
    /// What could not be read.
    fn unmet(
        &self,
        subject: &Subject<'_>,
    ) -> impl Future<Output = Result<Option<&'static str>, ReadError>>;
}

/// Every account has something to attest.
#[derive(Debug)]
pub struct Always;

impl Precondition for Always {
    fn new(_: &Aws) -> Self {
        Self
    }

    async fn unmet(&self, _: &Subject<'_>) -> Result<Option<&'static str>, ReadError> {
        Ok(None)
    }
}

/// Only accounts whose root user has credentials have something to attest. With centralized root
/// access, most have none.
#[derive(Debug)]
pub struct RootCredentialsExist {
    iam: Later<aws_sdk_iam::Client>,
}

impl Precondition for RootCredentialsExist {
    fn new(aws: &Aws) -> Self {
        Self {
            iam: aws.later(|aws| aws_sdk_iam::Client::new(aws.own())),
        }
    }

    async fn unmet(&self, subject: &Subject<'_>) -> Result<Option<&'static str>, ReadError> {
        let root = root_credentials::read(&self.iam, subject.partition).await?;
        Ok((!root.any()).then_some(root_credentials::NO_CREDENTIALS))
    }
}
