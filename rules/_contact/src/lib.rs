//! The primary contact information of an account: its phone number.
//!
//! Source: AWS Account Management API Reference, GetContactInformation.

mod contact;

use aws_sdk_account::Client;
use config_rule::ReadError;

pub use contact::{Contact, ContactPhone};

const GET_CONTACT_INFORMATION: &str = "account:GetContactInformation";

/// Reads the caller's own contact information.
///
/// # Errors
///
/// GetContactInformation could not be read. Missing contact information is not an error.
pub async fn read(client: &Client) -> Result<Contact, ReadError> {
    // Without an account id: only the management account may give one, and never its own.
    match client.get_contact_information().send().await {
        Ok(answer) => {
            let lacks = |field| ReadError::lacks(GET_CONTACT_INFORMATION, field);
            let information = answer
                .contact_information
                .ok_or_else(|| lacks("ContactInformation"))?;
            Contact::parse(&information).ok_or_else(|| lacks("ContactInformation.CountryCode"))
        }
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|error| error.is_resource_not_found_exception()) =>
        {
            Ok(Contact::NONE)
        }
        Err(error) => Err(ReadError::of(GET_CONTACT_INFORMATION)(error)),
    }
}
