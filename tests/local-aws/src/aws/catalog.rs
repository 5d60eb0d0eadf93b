//! Every service of the endpoint.

use super::handler::{Handler, Operations};
use super::service::Service;
use super::services::{
    account, cloudtrail, cloudwatch, config, ec2, events, iam, kms, logs, organizations, sns, ssm,
    sts,
};

const SERVICES: &[(&Service, Operations)] = &[
    (&account::SERVICE, account::OPERATIONS),
    (&cloudtrail::SERVICE, cloudtrail::OPERATIONS),
    (&cloudwatch::SERVICE, cloudwatch::OPERATIONS),
    (&config::SERVICE, config::OPERATIONS),
    (&ec2::SERVICE, ec2::OPERATIONS),
    (&events::SERVICE, events::OPERATIONS),
    (&iam::SERVICE, iam::OPERATIONS),
    (&kms::SERVICE, kms::OPERATIONS),
    (&logs::SERVICE, logs::OPERATIONS),
    (&organizations::SERVICE, organizations::OPERATIONS),
    (&sns::SERVICE, sns::OPERATIONS),
    (&ssm::SERVICE, ssm::OPERATIONS),
    (&sts::SERVICE, sts::OPERATIONS),
];

/// The service that signs as `name`, and its operations.
pub(super) fn signing_as(name: &str) -> Option<(&'static Service, Operations)> {
    SERVICES
        .iter()
        .copied()
        .find(|(service, _)| service.signing_name == name)
}

/// What answers the operation `name`.
pub(super) fn handler(operations: Operations, name: &str) -> Option<Handler> {
    operations
        .iter()
        .find(|(operation, _)| *operation == name)
        .map(|(_, handler)| *handler)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::SERVICES;
    use crate::operations::OPERATIONS;

    #[test]
    fn the_names_are_those_of_the_services() {
        let served: BTreeSet<_> = SERVICES
            .iter()
            .flat_map(|(service, operations)| {
                operations.iter().map(|(name, _)| service.action(name))
            })
            .collect();
        let named: BTreeSet<_> = OPERATIONS
            .iter()
            .flat_map(|(service, names)| names.iter().map(move |name| format!("{service}:{name}")))
            .collect();
        assert_eq!(served, named);
    }
}
