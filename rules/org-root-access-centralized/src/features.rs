use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_iam::operation::list_organizations_features::{
    ListOrganizationsFeaturesError, ListOrganizationsFeaturesOutput,
};
use aws_sdk_iam::types::FeatureType;
use config_rule::ReadError;

pub(crate) const LIST_FEATURES: &str = "iam:ListOrganizationsFeatures";

/// The features of centralized root access that the organization has enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Features {
    Known {
        credentials_management: bool,
        sessions: bool,
    },
    /// IAM has no trusted access to the organization, so no feature can be on.
    NoTrustedAccess,
    /// The organization has consolidated billing only, so no feature can be on.
    BillingOnly,
}

impl Features {
    pub(crate) async fn read(
        iam: &aws_sdk_iam::Client,
        organization: &str,
    ) -> Result<Self, ReadError> {
        match iam.list_organizations_features().send().await {
            Ok(answer) => Self::of_answer(&answer, organization),
            Err(error) => Self::of_error(error),
        }
    }

    /// An answer without an organization is refused: an empty list in it would pass for "nothing is
    /// enabled". So is an answer about another organization.
    fn of_answer(
        answer: &ListOrganizationsFeaturesOutput,
        organization: &str,
    ) -> Result<Self, ReadError> {
        if answer.organization_id() != Some(organization) {
            return Err(ReadError::lacks(
                LIST_FEATURES,
                "OrganizationId (of this organization)",
            ));
        }
        let enabled = answer.enabled_features();
        Ok(Self::Known {
            credentials_management: enabled.contains(&FeatureType::RootCredentialsManagement),
            sessions: enabled.contains(&FeatureType::RootSessions),
        })
    }

    fn of_error(error: SdkError<ListOrganizationsFeaturesError>) -> Result<Self, ReadError> {
        match error.code() {
            Some("ServiceAccessNotEnabled" | "ServiceAccessNotEnabledException") => {
                Ok(Self::NoTrustedAccess)
            }
            Some(
                "OrganizationNotInAllFeaturesMode" | "OrganizationNotInAllFeaturesModeException",
            ) => Ok(Self::BillingOnly),
            _ => Err(ReadError::of(LIST_FEATURES)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORGANIZATION: &str = "o-exampleorgid";

    #[test]
    fn an_answer_without_this_organization_is_refused() {
        for id in [None, Some(""), Some("o-otherexample")] {
            let answer = ListOrganizationsFeaturesOutput::builder()
                .set_organization_id(id.map(str::to_owned))
                .enabled_features(FeatureType::RootCredentialsManagement)
                .enabled_features(FeatureType::RootSessions)
                .build();
            assert!(
                Features::of_answer(&answer, ORGANIZATION).is_err(),
                "{id:?}"
            );
        }
    }

    #[test]
    fn an_empty_list_means_that_nothing_is_enabled() {
        let none = ListOrganizationsFeaturesOutput::builder()
            .organization_id(ORGANIZATION)
            .build();
        assert_eq!(
            Features::of_answer(&none, ORGANIZATION),
            Ok(Features::Known {
                credentials_management: false,
                sessions: false,
            })
        );
    }
}
