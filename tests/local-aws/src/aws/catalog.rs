//! Every service of the endpoint.

use super::service::Service;
use super::services;

const SERVICES: &[&Service] = &[
    &services::account::SERVICE,
    &services::cloudtrail::SERVICE,
    &services::cloudwatch::SERVICE,
    &services::config::SERVICE,
    &services::ec2::SERVICE,
    &services::events::SERVICE,
    &services::iam::SERVICE,
    &services::kms::SERVICE,
    &services::logs::SERVICE,
    &services::organizations::SERVICE,
    &services::sns::SERVICE,
    &services::ssm::SERVICE,
    &services::sts::SERVICE,
];

/// The service that signs as `name`.
pub(super) fn signing_as(name: &str) -> Option<&'static Service> {
    SERVICES
        .iter()
        .copied()
        .find(|service| service.signing_name == name)
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
            .flat_map(|service| {
                service
                    .operations
                    .iter()
                    .map(|(name, _)| service.action(name))
            })
            .collect();
        let named: BTreeSet<_> = OPERATIONS
            .iter()
            .flat_map(|(service, names)| names.iter().map(move |name| format!("{service}:{name}")))
            .collect();
        assert_eq!(served, named);
    }
}
