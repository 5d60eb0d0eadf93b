//! AWS Config: accepts evaluations as strictly as AWS does, and returns what it accepted.

mod aggregate;
mod compliance;
mod deployment;
mod evaluations;
mod filters;
mod organization_packs;
mod packs;
mod query;
mod recorders;
mod rules;
pub(in crate::aws) mod store;

pub(crate) use deployment::Place;
pub use deployment::{PackRule, Query};
pub use store::{Evaluation, EvaluationRequest};

use crate::aws::handler::Operations;
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
};

pub(crate) const OPERATIONS: Operations = &[
    ("PutEvaluations", evaluations::put_evaluations),
    ("DescribeConfigRules", rules::describe_config_rules),
    (
        "DescribeConfigRuleEvaluationStatus",
        rules::describe_config_rule_evaluation_status,
    ),
    (
        "StartConfigRulesEvaluation",
        rules::start_config_rules_evaluation,
    ),
    ("DeleteConfigRule", rules::delete_config_rule),
    (
        "DescribeComplianceByConfigRule",
        compliance::describe_compliance_by_config_rule,
    ),
    (
        "DescribeComplianceByResource",
        compliance::describe_compliance_by_resource,
    ),
    (
        "GetComplianceDetailsByConfigRule",
        compliance::get_compliance_details_by_config_rule,
    ),
    (
        "GetComplianceDetailsByResource",
        compliance::get_compliance_details_by_resource,
    ),
    (
        "GetComplianceSummaryByConfigRule",
        compliance::get_compliance_summary_by_config_rule,
    ),
    (
        "DescribeConformancePacks",
        packs::describe_conformance_packs,
    ),
    (
        "DescribeConformancePackStatus",
        packs::describe_conformance_pack_status,
    ),
    (
        "DescribeConformancePackCompliance",
        packs::describe_conformance_pack_compliance,
    ),
    (
        "GetConformancePackComplianceDetails",
        packs::get_conformance_pack_compliance_details,
    ),
    (
        "GetConformancePackComplianceSummary",
        packs::get_conformance_pack_compliance_summary,
    ),
    (
        "DescribeOrganizationConformancePacks",
        organization_packs::describe_organization_conformance_packs,
    ),
    (
        "DescribeOrganizationConformancePackStatuses",
        organization_packs::describe_organization_conformance_pack_statuses,
    ),
    (
        "GetOrganizationConformancePackDetailedStatus",
        organization_packs::get_organization_conformance_pack_detailed_status,
    ),
    (
        "DescribeConfigurationRecorders",
        recorders::describe_configuration_recorders,
    ),
    (
        "DescribeConfigurationRecorderStatus",
        recorders::describe_configuration_recorder_status,
    ),
    (
        "DescribeConfigurationAggregators",
        aggregate::aggregator::describe_configuration_aggregators,
    ),
    (
        "DescribeAggregateComplianceByConfigRules",
        aggregate::rules::describe_aggregate_compliance_by_config_rules,
    ),
    (
        "GetAggregateComplianceDetailsByConfigRule",
        aggregate::rules::get_aggregate_compliance_details_by_config_rule,
    ),
    (
        "GetAggregateConfigRuleComplianceSummary",
        aggregate::rules::get_aggregate_config_rule_compliance_summary,
    ),
    (
        "DescribeAggregateComplianceByConformancePacks",
        aggregate::packs::describe_aggregate_compliance_by_conformance_packs,
    ),
    (
        "GetAggregateConformancePackComplianceSummary",
        aggregate::packs::get_aggregate_conformance_pack_compliance_summary,
    ),
    (
        "GetAggregateDiscoveredResourceCounts",
        aggregate::packs::get_aggregate_discovered_resource_counts,
    ),
    (
        "SelectResourceConfig",
        query::select::select_resource_config,
    ),
    (
        "SelectAggregateResourceConfig",
        query::select::select_aggregate_resource_config,
    ),
    ("ListStoredQueries", query::stored::list_stored_queries),
    ("GetStoredQuery", query::stored::get_stored_query),
];
