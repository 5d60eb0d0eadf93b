//! The names of what the endpoint answers, for those that name calls without making any.

/// Every operation by its service, both as IAM actions name them.
pub const OPERATIONS: &[(&str, &[&str])] = &[
    (
        "account",
        &[
            "GetContactInformation",
            "GetAlternateContact",
            "ListRegions",
        ],
    ),
    (
        "cloudtrail",
        &[
            "LookupEvents",
            "DescribeTrails",
            "GetTrailStatus",
            "GetEventSelectors",
        ],
    ),
    ("cloudwatch", &["DescribeAlarms", "DescribeAlarmsForMetric"]),
    (
        "config",
        &[
            "PutEvaluations",
            "DescribeConfigRules",
            "DescribeConfigRuleEvaluationStatus",
            "StartConfigRulesEvaluation",
            "DeleteConfigRule",
            "DescribeComplianceByConfigRule",
            "DescribeComplianceByResource",
            "GetComplianceDetailsByConfigRule",
            "GetComplianceDetailsByResource",
            "GetComplianceSummaryByConfigRule",
            "DescribeConformancePacks",
            "DescribeConformancePackStatus",
            "DescribeConformancePackCompliance",
            "GetConformancePackComplianceDetails",
            "GetConformancePackComplianceSummary",
            "DescribeOrganizationConformancePacks",
            "DescribeOrganizationConformancePackStatuses",
            "GetOrganizationConformancePackDetailedStatus",
            "DescribeConfigurationRecorders",
            "DescribeConfigurationRecorderStatus",
            "DescribeConfigurationAggregators",
            "DescribeAggregateComplianceByConfigRules",
            "GetAggregateComplianceDetailsByConfigRule",
            "GetAggregateConfigRuleComplianceSummary",
            "DescribeAggregateComplianceByConformancePacks",
            "GetAggregateConformancePackComplianceSummary",
            "GetAggregateDiscoveredResourceCounts",
            "SelectResourceConfig",
            "SelectAggregateResourceConfig",
            "ListStoredQueries",
            "GetStoredQuery",
        ],
    ),
    ("ec2", &["DescribeRegions"]),
    (
        "events",
        &["ListRules", "ListTargetsByRule", "TestEventPattern"],
    ),
    (
        "iam",
        &[
            "GetAccountSummary",
            "ListAccountAliases",
            "ListVirtualMFADevices",
            "ListAccessKeys",
            "ListMFADevices",
            "ListSigningCertificates",
            "ListOrganizationsFeatures",
            "GenerateCredentialReport",
            "GetCredentialReport",
        ],
    ),
    ("kms", &["DescribeKey", "GetKeyPolicy"]),
    ("logs", &["DescribeMetricFilters", "TestMetricFilter"]),
    (
        "organizations",
        &[
            "DescribeOrganization",
            "DescribeAccount",
            "ListAccounts",
            "ListRoots",
            "ListParents",
            "ListAccountsForParent",
            "ListOrganizationalUnitsForParent",
            "ListPoliciesForTarget",
            "DescribePolicy",
        ],
    ),
    ("sns", &["ListSubscriptionsByTopic", "GetTopicAttributes"]),
    (
        "ssm",
        &[
            "GetParameter",
            "GetParameters",
            "GetParametersByPath",
            "PutParameter",
        ],
    ),
    ("sts", &["AssumeRole", "AssumeRoot", "GetCallerIdentity"]),
];

/// Whether `action`, such as `iam:GetAccountSummary`, is an operation of this endpoint.
pub(crate) fn knows(action: &str) -> bool {
    action.split_once(':').is_some_and(|(prefix, operation)| {
        OPERATIONS
            .iter()
            .any(|(service, names)| *service == prefix && names.contains(&operation))
    })
}
