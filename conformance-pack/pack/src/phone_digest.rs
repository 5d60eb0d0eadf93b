//! `cargo pack phone-digest`: the digest by which member accounts compare their phone number.

use std::io::{self, BufRead, IsTerminal as _};
use std::process::ExitCode;

use clap::Args;
use phone::{MakingError, OrganizationId, PhoneDigest, PhoneNumber};
use zeroize::Zeroizing;

use crate::aws::{self, AwsError};
use crate::error::PackError;

/// Longer than any number.
const MAX_LENGTH: u64 = 256;
const DESCRIBE_ORGANIZATION: &str = "organizations:DescribeOrganization";

/// Make the digest of the management account's phone number
///
/// Prompts twice for the number in the management account's contact information, with its country
/// code, and doesn't show it. From a pipe it reads the first line. The number is never an argument,
/// because other users of the machine could see it, and the shell would keep it in its history.
///
/// Prints the value of the parameter managementPhoneDigest of member-phone-matches-management.
/// How the number is spelled doesn't matter.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The organization that the digest is for (default: that of your AWS profile's account)
    #[arg(long, value_name = "ID")]
    organization_id: Option<OrganizationId>,
    /// The AWS profile that gives the organization (default: AWS_PROFILE, or whatever the AWS CLI
    /// would use)
    #[arg(long, value_name = "NAME", conflicts_with = "organization_id")]
    profile: Option<String>,
}

/// Why no digest was made. The number is never repeated.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PhoneDigestError {
    #[error("the phone number can't be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error(
        "this can't be a phone number: enter it with its country code, such as +1 and ten digits"
    )]
    Invalid,
    #[error("the two numbers differ: run the command again")]
    Differ,
    #[error(transparent)]
    Making(#[from] MakingError),
}

impl From<PhoneDigestError> for PackError {
    fn from(error: PhoneDigestError) -> Self {
        Self::command(error)
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, PackError> {
    let organization = match &arguments.organization_id {
        Some(id) => id.clone(),
        None => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(PackError::Runtime)?
            .block_on(organization(arguments.profile.as_deref()))?,
    };
    let digest = digest(&organization)?;
    println!("{}", digest.to_phc());
    Ok(ExitCode::SUCCESS)
}

fn digest(organization: &OrganizationId) -> Result<PhoneDigest, PhoneDigestError> {
    let stdin = io::stdin();
    let number = if stdin.is_terminal() {
        typed()?
    } else {
        number(&first_line(stdin.lock())?)?
    };
    Ok(PhoneDigest::make(&number, organization)?)
}

fn typed() -> Result<PhoneNumber, PhoneDigestError> {
    let once = number(&hidden("Phone number of the management account: ")?)?;
    let again = number(&hidden("Once more: ")?)?;
    if once != again {
        return Err(PhoneDigestError::Differ);
    }
    Ok(once)
}

fn hidden(prompt: &str) -> io::Result<Zeroizing<String>> {
    rpassword::prompt_password(prompt).map(Zeroizing::new)
}

fn first_line(input: impl BufRead) -> io::Result<Zeroizing<String>> {
    // As large as it may get, so that growing leaves no copy behind.
    let mut line = Zeroizing::new(String::with_capacity(MAX_LENGTH as usize));
    input.take(MAX_LENGTH).read_line(&mut line)?;
    Ok(line)
}

fn number(text: &str) -> Result<PhoneNumber, PhoneDigestError> {
    PhoneNumber::parse(text.trim(), None).ok_or(PhoneDigestError::Invalid)
}

/// The organization of the profile's account.
async fn organization(profile: Option<&str>) -> Result<OrganizationId, AwsError> {
    let config = aws::profile(profile).await;
    aws::region(&config)?;
    aws::credentials(&config, profile).await?;
    aws_sdk_organizations::Client::new(&config)
        .describe_organization()
        .send()
        .await
        .map_err(AwsError::of(DESCRIBE_ORGANIZATION))?
        .organization
        .and_then(|organization| organization.id)
        .and_then(|id| id.parse().ok())
        .ok_or(AwsError::Incomplete {
            call: DESCRIBE_ORGANIZATION,
            lacks: "it names no organization",
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_s_first_line_is_the_number() {
        let spelled = number(&first_line("+1 202-555-0142\n+1 202-555-0143\n".as_bytes()).unwrap());
        assert_eq!(spelled.unwrap(), number("+12025550142").unwrap());
    }

    #[test]
    fn one_line_has_one_digest_however_it_is_dialled() {
        let line = number("+52 33 1234 5678").unwrap();
        for spelled in ["+52 1 33 1234 5678", "0052 33 1234 5678"] {
            assert_eq!(number(spelled).unwrap(), line, "{spelled}");
        }
    }

    #[test]
    fn a_number_needs_its_country_code_and_is_not_repeated() {
        for wrong in [
            "",
            "202-555-0142",
            "+1 202-555-014",
            "+1 202-555-0142 or +1 202-555-0143",
            "n/a",
        ] {
            let error = number(wrong).unwrap_err();
            assert!(matches!(error, PhoneDigestError::Invalid), "{wrong}");
            assert!(!error.to_string().contains("555"), "{error}");
        }
        let endless = "2".repeat(10_000);
        assert!(number(&first_line(endless.as_bytes()).unwrap()).is_err());
    }
}
