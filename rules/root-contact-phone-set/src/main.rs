mod decide;

use std::process::ExitCode;

use aws_sdk_account::types::AlternateContactType;
use config_rule::{Aws, ConfigRule, Later, Metadata, ReadError, Subject, Verdict};

use crate::decide::Contacts;

const GET_ALTERNATE_CONTACT: &str = "account:GetAlternateContact";

#[derive(config_rule::Parameters)]
struct Parameters;

struct RootContactPhoneSet {
    account: Later<aws_sdk_account::Client>,
}

impl ConfigRule for RootContactPhoneSet {
    const METADATA: Metadata = config_rule::metadata!();
    type Parameters = Parameters;
    type Facts = Contacts;

    fn new(aws: &Aws) -> Self {
        Self {
            account: aws.later(|aws| aws_sdk_account::Client::new(aws.own())),
        }
    }

    async fn gather(&self, _: &Subject<'_>, _: &Parameters) -> Result<Contacts, ReadError> {
        let (primary, operations, security) = tokio::try_join!(
            contact::read(&self.account),
            self.alternate_phone(AlternateContactType::Operations),
            self.alternate_phone(AlternateContactType::Security),
        )?;
        Ok(Contacts {
            primary,
            operations,
            security,
        })
    }

    fn decide(contacts: Contacts, _: &Parameters) -> Verdict {
        decide::decide(&contacts)
    }
}

impl RootContactPhoneSet {
    /// The phone number of an alternate contact as typed, if there is one.
    async fn alternate_phone(
        &self,
        contact: AlternateContactType,
    ) -> Result<Option<String>, ReadError> {
        let call = self.account.get_alternate_contact();
        match call.alternate_contact_type(contact).send().await {
            // A contact can't exist without a number.
            Ok(answer) => answer
                .alternate_contact
                .and_then(|contact| contact.phone_number)
                .filter(|number| !number.is_empty())
                .map(Some)
                .ok_or_else(|| {
                    ReadError::lacks(GET_ALTERNATE_CONTACT, "AlternateContact.PhoneNumber")
                }),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_resource_not_found_exception()) =>
            {
                Ok(None)
            }
            Err(error) => Err(ReadError::of(GET_ALTERNATE_CONTACT)(error)),
        }
    }
}

fn main() -> ExitCode {
    config_rule::serve::<RootContactPhoneSet>()
}
