//! Parameter Store, in the account of the caller's AWS profile.

use std::collections::BTreeMap;
use std::future::Future;

use attestation::Flaw;
use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{ParameterTier, ParameterType};
use clap::Args;

use crate::aws::{self, AwsError};
use crate::error::PackError;

/// The most names in one call.
const NAMES_PER_CALL: usize = 10;
/// A standard parameter holds this many bytes; a larger one must be an advanced parameter.
const STANDARD_BYTES: usize = 4 * 1024;

#[derive(Debug, Args)]
pub(super) struct StoreOptions {
    /// The AWS profile (default: AWS_PROFILE, or whatever the AWS CLI would use)
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
}

/// A parameter's value, or why its type can't hold a document.
pub(super) type Value = Result<String, Flaw>;

/// Reads and writes parameters.
#[derive(Debug)]
pub(super) struct Store {
    ssm: Client,
}

impl StoreOptions {
    /// Runs work that needs the store.
    pub(super) fn with_store<T, F>(&self, work: impl FnOnce(Store) -> F) -> Result<T, PackError>
    where
        F: Future<Output = Result<T, PackError>>,
    {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(PackError::Runtime)?
            .block_on(async {
                let config = aws::profile(self.profile.as_deref()).await;
                aws::region(&config)?;
                aws::credentials(&config, self.profile.as_deref()).await?;
                work(Store {
                    ssm: Client::new(&config),
                })
                .await
            })
    }
}

impl Store {
    /// The values of the parameters that exist.
    pub(super) async fn values<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<BTreeMap<String, Value>, PackError> {
        const CALL: &str = "ssm:GetParameters";
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let mut values = BTreeMap::new();
        for some in names.chunks(NAMES_PER_CALL) {
            let answer = self
                .ssm
                .get_parameters()
                .set_names(Some(some.to_vec()))
                .send()
                .await
                .map_err(AwsError::of(CALL))?;
            for parameter in answer.parameters.unwrap_or_default() {
                let (name, value) = named_value(parameter, CALL)?;
                values.insert(name, value);
            }
        }
        Ok(values)
    }

    /// All parameters below a path.
    pub(super) async fn below(&self, path: &str) -> Result<BTreeMap<String, Value>, PackError> {
        const CALL: &str = "ssm:GetParametersByPath";
        let mut values = BTreeMap::new();
        let mut pages = self
            .ssm
            .get_parameters_by_path()
            .path(path)
            .recursive(true)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(AwsError::of(CALL))?;
            for parameter in page.parameters.unwrap_or_default() {
                let (name, value) = named_value(parameter, CALL)?;
                values.insert(name, value);
            }
        }
        Ok(values)
    }

    /// Writes a parameter. Parameter Store keeps its earlier versions.
    pub(super) async fn put(&self, name: &str, value: &str) -> Result<(), PackError> {
        self.ssm
            .put_parameter()
            .name(name)
            .value(value)
            .r#type(ParameterType::String)
            .overwrite(true)
            .set_tier((value.len() > STANDARD_BYTES).then_some(ParameterTier::Advanced))
            .send()
            .await
            .map_err(AwsError::of("ssm:PutParameter"))?;
        Ok(())
    }
}

fn named_value(
    parameter: aws_sdk_ssm::types::Parameter,
    call: &'static str,
) -> Result<(String, Value), AwsError> {
    let incomplete = || AwsError::Incomplete {
        call,
        lacks: "a parameter has no name or no value",
    };
    let name = parameter.name.ok_or_else(incomplete)?;
    let value = match parameter.r#type {
        Some(ParameterType::SecureString) => Err(Flaw::Encrypted),
        Some(ParameterType::StringList) => Err(Flaw::List),
        _ => Ok(parameter.value.ok_or_else(incomplete)?),
    };
    Ok((name, value))
}
