//! AWS Config: takes evaluations as strictly as AWS does, and answers with what it took.

mod aggregate;
mod compliance;
mod evaluations;
mod rules;
mod store;

pub use store::Evaluation;
pub(crate) use store::{RuleIdentity, Store};

use crate::aws::protocol::Protocol;
use crate::aws::service::{JSON_ERRORS, Paging, Service};

pub(crate) const SERVICE: Service = Service {
    signing_name: "config",
    iam_prefix: "config",
    protocol: Protocol::Json {
        target: "StarlingDoveService",
    },
    errors: JSON_ERRORS,
    paging: Paging {
        token: "NextToken",
        size: "Limit",
        truncated: None,
    },
    operations: &[
        ("PutEvaluations", evaluations::put_evaluations),
        (
            "DescribeComplianceByConfigRule",
            compliance::describe_compliance_by_config_rule,
        ),
        (
            "GetComplianceDetailsByConfigRule",
            compliance::get_compliance_details_by_config_rule,
        ),
        ("DescribeConfigRules", rules::describe_config_rules),
        ("DeleteConfigRule", rules::delete_config_rule),
        (
            "DescribeConfigurationAggregators",
            aggregate::describe_configuration_aggregators,
        ),
        (
            "DescribeAggregateComplianceByConfigRules",
            aggregate::describe_aggregate_compliance_by_config_rules,
        ),
        (
            "GetAggregateComplianceDetailsByConfigRule",
            aggregate::get_aggregate_compliance_details_by_config_rule,
        ),
    ],
};
