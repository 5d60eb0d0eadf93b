use aws_sdk_iam::config::{Builder, IdentityCache};
use aws_sdk_iam::operation::list_mfa_devices::ListMfaDevicesOutput;
use aws_sdk_sts::types::PolicyDescriptorType;
use aws_types::SdkConfig;
use config_rule::{AccountId, Aws, Later, Pages, Partition, ReadError, session_credentials};
use futures_util::{StreamExt, stream};

use crate::decide::Comparison;
use crate::members::Members;
use crate::serial_number::SerialNumber;

const ASSUME_ROOT: &str = "sts:AssumeRoot";
const LIST_MFA_DEVICES: &str = "iam:ListMFADevices";
/// Read-only: it allows listing the root user's credentials, not changing them.
const TASK_POLICY: &str = "iam::aws:policy/root-task/IAMAuditRootUserCredentials";
/// AssumeRoot's longest session.
const SESSION_SECONDS: i32 = 900;
/// A few hundred calls a second, well below STS's limit per account and Region.
const AT_A_TIME: usize = 20;
/// This many failures have a common cause, such as a feature that is off.
const GIVE_UP_AFTER: usize = 20;

/// Compares the devices of members' root users with the attested one.
#[derive(Debug)]
pub(crate) struct RootDevices {
    config: SdkConfig,
    /// AssumeRoot works only at STS's Regional endpoints, which the SDK chooses.
    sts: Later<aws_sdk_sts::Client>,
}

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) partition: Partition,
    pub(crate) organization: &'a str,
    /// Of the attested device, in hexadecimal.
    pub(crate) digest: &'a str,
}

impl RootDevices {
    pub(crate) fn new(aws: &Aws) -> Self {
        Self {
            config: aws.own().clone(),
            sts: aws.later(|aws| aws_sdk_sts::Client::new(aws.own())),
        }
    }

    /// Compares all usable members, even after one that can't be read: a shared device in another
    /// settles the verdict.
    ///
    /// # Errors
    ///
    /// A member could not be read, and no other member has the device.
    pub(crate) async fn compare(
        &self,
        members: Members,
        wanted: Wanted<'_>,
    ) -> Result<Comparison, ReadError> {
        let mut comparison = Comparison {
            unusable: members.unusable,
            ..Comparison::default()
        };
        let mut failure = None;
        let mut looked_into = stream::iter(members.usable)
            .map(|member| async move {
                let found = self.has_wanted(&member, wanted).await;
                (member, found)
            })
            .buffer_unordered(AT_A_TIME);
        while let Some((member, found)) = looked_into.next().await {
            match found {
                Ok(found) => {
                    comparison.compared += 1;
                    if found {
                        comparison.shared_with.push(member);
                    }
                }
                Err(error) => {
                    comparison.unread += 1;
                    failure.get_or_insert_with(|| error.in_account(&member));
                    if comparison.unread == GIVE_UP_AFTER {
                        break;
                    }
                }
            }
        }
        comparison
            .shared_with
            .sort_by(|a, b| a.as_str().cmp(b.as_str()));
        match failure {
            Some(failure) if comparison.shared_with.is_empty() => Err(failure),
            _ => Ok(comparison),
        }
    }

    async fn has_wanted(&self, member: &AccountId, wanted: Wanted<'_>) -> Result<bool, ReadError> {
        let iam = self.as_root_of(member, wanted.partition).await?;
        let has_wanted = Self::root_has_wanted(&iam, wanted).await;
        has_wanted.map_err(ReadError::in_root_session)
    }

    /// The task policy allows both calls.
    async fn root_has_wanted(
        iam: &aws_sdk_iam::Client,
        wanted: Wanted<'_>,
    ) -> Result<bool, ReadError> {
        let mut pages = Pages::of(
            LIST_MFA_DEVICES,
            ListMfaDevicesOutput::marker,
            async |token| iam.list_mfa_devices().set_marker(token).send().await,
        );
        let mut any = false;
        while let Some(page) = pages.next().await? {
            if page.is_truncated() && pages.at_end() {
                return Err(ReadError::lacks(LIST_MFA_DEVICES, "Marker"));
            }
            for device in page.mfa_devices {
                if device.serial_number.is_empty() {
                    return Err(ReadError::lacks(LIST_MFA_DEVICES, "SerialNumber"));
                }
                any = true;
                let serial = SerialNumber::new(device.serial_number);
                if serial.digest(wanted.organization) == wanted.digest {
                    return Ok(true);
                }
            }
        }
        // The SDK returns an empty list if the answer has none.
        if !any && root_credentials::read(iam, wanted.partition).await?.mfa {
            return Err(ReadError::lacks(LIST_MFA_DEVICES, "MFADevices"));
        }
        Ok(false)
    }

    /// A client for one member. Its credentials are kept nowhere else, so memory never holds
    /// thousands of them.
    async fn as_root_of(
        &self,
        member: &AccountId,
        partition: Partition,
    ) -> Result<aws_sdk_iam::Client, ReadError> {
        let answer = self
            .sts
            .assume_root()
            .target_principal(member.as_str())
            .task_policy_arn(
                PolicyDescriptorType::builder()
                    .arn(format!("arn:{partition}:{TASK_POLICY}"))
                    .build(),
            )
            .duration_seconds(SESSION_SECONDS)
            .send()
            .await
            .map_err(ReadError::of(ASSUME_ROOT))?;
        let credentials = session_credentials(ASSUME_ROOT, answer.credentials, "assumed-root")?;
        Ok(aws_sdk_iam::Client::from_conf(
            Builder::from(&self.config)
                .credentials_provider(credentials)
                .identity_cache(IdentityCache::no_cache())
                .build(),
        ))
    }
}
