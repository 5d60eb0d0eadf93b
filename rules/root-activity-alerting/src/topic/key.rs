use aws_sdk_kms::Client;
use aws_sdk_kms::error::ProvideErrorMetadata;
use aws_sdk_kms::types::{KeyManagerType, KeyState};
use config_rule::ReadError;

use super::document::Policy;
use crate::arn::Arn;

const DESCRIBE_KEY: &str = "kms:DescribeKey";
const GET_KEY_POLICY: &str = "kms:GetKeyPolicy";
const NO_SUCH_KEY: &str = "NotFoundException";
const DENIED: &str = "AccessDeniedException";
/// AWS's text when the key's own policy doesn't grant a permission.
const BY_KEY_POLICY: &str = "no resource-based policy allows";
/// Keys that AWS makes for a service. Nobody can change their policy.
const OF_AWS: &str = "alias/aws/";

/// What encrypts a topic.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Key {
    None,
    OfAws,
    Customer(CustomerKey),
    Gone,
    OfAccount(String),
    /// The key's policy denies this action.
    Hidden(&'static str),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CustomerKey {
    pub(crate) arn: String,
    pub(crate) state: KeyState,
    pub(crate) policy: Policy,
}

/// Reads the key that a topic of the account names: by its id, its alias or an ARN.
pub(super) async fn read(client: &Client, named: &str, account: &str) -> Result<Key, ReadError> {
    let arn = Arn::parse(named);
    let name = arn.map_or(named, |arn| arn.resource);
    if name.starts_with(OF_AWS) {
        return Ok(Key::OfAws);
    }
    if let Some(arn) = arn
        && let Some(owner) = arn.account
        && owner != account
    {
        return Ok(Key::OfAccount(owner.to_owned()));
    }
    let answer = match client.describe_key().key_id(named).send().await {
        Ok(answer) => answer,
        Err(error) if error.code() == Some(NO_SUCH_KEY) => return Ok(Key::Gone),
        Err(error) if is_hidden(&error) => return Ok(Key::Hidden(DESCRIBE_KEY)),
        Err(error) => return Err(ReadError::of(DESCRIBE_KEY)(error)),
    };
    let lacks = |field| ReadError::lacks(DESCRIBE_KEY, field);
    let key = answer.key_metadata.ok_or_else(|| lacks("KeyMetadata"))?;
    let manager = key.key_manager.ok_or_else(|| lacks("KeyManager"))?;
    if manager == KeyManagerType::Aws {
        return Ok(Key::OfAws);
    }
    let state = key.key_state.ok_or_else(|| lacks("KeyState"))?;
    let arn = key.arn.ok_or_else(|| lacks("Arn"))?;
    let answer = match client.get_key_policy().key_id(&arn).send().await {
        Ok(answer) => answer,
        Err(error) if is_hidden(&error) => return Ok(Key::Hidden(GET_KEY_POLICY)),
        Err(error) => return Err(ReadError::of(GET_KEY_POLICY)(error)),
    };
    let policy = answer
        .policy
        .and_then(|policy| Policy::parse(&policy))
        .ok_or_else(|| ReadError::lacks(GET_KEY_POLICY, "Policy"))?;
    Ok(Key::Customer(CustomerKey { arn, state, policy }))
}

/// Whether the key's policy denies it, which permissions of the function's role can't change.
fn is_hidden(error: &impl ProvideErrorMetadata) -> bool {
    error.code() == Some(DENIED)
        && error
            .message()
            .is_some_and(|message| message.contains(BY_KEY_POLICY))
}
