"""A call of every operation that the local AWS serves, in the account 111111111111."""

ACCOUNT = "111111111111"
MEMBER = "222222222222"
RULE = "root-mfa-enabled"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"
KEY = "11111111-0000-4000-8000-000000000000"
READER = f"arn:aws:iam::{ACCOUNT}:role/root-credential-rules-organization-reader"
AGGREGATOR = {"ConfigurationAggregatorName": "all"}
ONE_RULE = AGGREGATOR | {
    "ConfigRuleName": RULE,
    "AccountId": ACCOUNT,
    "AwsRegion": "us-east-1",
}
RESOURCE = {"ResourceType": "AWS::::Account", "ResourceId": ACCOUNT}
EVENT = (
    f'{{"id":"1","account":"{ACCOUNT}","source":"aws.signin","time":"2026-10-01T00:00:00Z",'
    '"region":"us-east-1","resources":[],"detail-type":"x","detail":{"userIdentity":{"type":"Root"}}}'
)
PATTERN = '{"detail":{"userIdentity":{"type":["Root"]}}}'
QUERY = "SELECT accountId"
NO_PACK = "NoSuchConformancePackException"

# Operation, parameters, and the error that is AWS's answer where there is one. What stands in
# braces is known only when the organization is served.
CALLS = [
    ("account:GetContactInformation", {}, None),
    ("account:GetAlternateContact", {"AlternateContactType": "SECURITY"}, None),
    ("account:ListRegions", {"MaxResults": 2}, None),
    ("cloudtrail:LookupEvents", {}, None),
    ("cloudtrail:DescribeTrails", {}, None),
    ("cloudtrail:GetTrailStatus", {"Name": "all"}, None),
    ("cloudtrail:GetEventSelectors", {"TrailName": "all"}, None),
    ("cloudwatch:DescribeAlarms", {"MaxRecords": 1}, None),
    (
        "cloudwatch:DescribeAlarmsForMetric",
        {"MetricName": "RootUse", "Namespace": "Security"},
        None,
    ),
    (
        "config:PutEvaluations",
        {
            "ResultToken": "{token}",
            "Evaluations": [
                {
                    "ComplianceResourceType": "AWS::::Account",
                    "ComplianceResourceId": ACCOUNT,
                    "ComplianceType": "NON_COMPLIANT",
                    "Annotation": "No device.",
                    "OrderingTimestamp": "{now}",
                }
            ],
        },
        None,
    ),
    ("config:DescribeConfigRules", {}, None),
    ("config:DescribeConfigRuleEvaluationStatus", {}, None),
    ("config:DescribeComplianceByConfigRule", {}, None),
    ("config:DescribeComplianceByResource", {}, None),
    ("config:GetComplianceDetailsByConfigRule", {"ConfigRuleName": RULE, "Limit": 0}, None),
    ("config:GetComplianceDetailsByResource", RESOURCE, None),
    ("config:GetComplianceSummaryByConfigRule", {}, None),
    ("config:DescribeConformancePacks", {}, None),
    ("config:DescribeConformancePackStatus", {}, None),
    ("config:DescribeConformancePackCompliance", {"ConformancePackName": "x"}, NO_PACK),
    ("config:GetConformancePackComplianceDetails", {"ConformancePackName": "x"}, NO_PACK),
    ("config:GetConformancePackComplianceSummary", {"ConformancePackNames": ["x"]}, NO_PACK),
    ("config:DescribeOrganizationConformancePacks", {}, None),
    ("config:DescribeOrganizationConformancePackStatuses", {}, None),
    (
        "config:GetOrganizationConformancePackDetailedStatus",
        {"OrganizationConformancePackName": "x"},
        "NoSuchOrganizationConformancePackException",
    ),
    ("config:DescribeConfigurationRecorders", {}, None),
    ("config:DescribeConfigurationRecorderStatus", {}, None),
    ("config:DescribeConfigurationAggregators", {}, None),
    ("config:DescribeAggregateComplianceByConfigRules", AGGREGATOR, None),
    ("config:GetAggregateComplianceDetailsByConfigRule", ONE_RULE, None),
    ("config:GetAggregateConfigRuleComplianceSummary", AGGREGATOR, None),
    ("config:DescribeAggregateComplianceByConformancePacks", AGGREGATOR, None),
    ("config:GetAggregateConformancePackComplianceSummary", AGGREGATOR, None),
    ("config:GetAggregateDiscoveredResourceCounts", AGGREGATOR, None),
    ("config:SelectResourceConfig", {"Expression": QUERY}, None),
    (
        "config:SelectAggregateResourceConfig",
        AGGREGATOR | {"Expression": QUERY},
        None,
    ),
    ("config:ListStoredQueries", {}, None),
    ("config:GetStoredQuery", {"QueryName": "x"}, "ResourceNotFoundException"),
    # Only `cargo pack serve` runs the rules.
    (
        "config:StartConfigRulesEvaluation",
        {"ConfigRuleNames": [RULE]},
        "NotImplementedByLocalConfig",
    ),
    ("config:DeleteConfigRule", {"ConfigRuleName": RULE}, None),
    (
        "ec2:DescribeRegions",
        {"Filters": [{"Name": "opt-in-status", "Values": ["opt-in-not-required"]}]},
        None,
    ),
    ("events:ListRules", {}, None),
    ("events:ListTargetsByRule", {"Rule": "root"}, None),
    ("events:TestEventPattern", {"EventPattern": PATTERN, "Event": EVENT}, None),
    ("iam:GetAccountSummary", {}, None),
    ("iam:ListAccountAliases", {"MaxItems": 1000}, None),
    ("iam:ListVirtualMFADevices", {}, None),
    ("iam:ListMFADevices", {"UserName": "ada"}, None),
    # Only a root session lists them.
    ("iam:ListAccessKeys", {}, "ValidationError"),
    ("iam:ListSigningCertificates", {}, "ValidationError"),
    ("iam:ListOrganizationsFeatures", {}, None),
    ("iam:GenerateCredentialReport", {}, None),
    ("iam:GenerateCredentialReport", {}, None),
    ("iam:GetCredentialReport", {}, None),
    ("kms:DescribeKey", {"KeyId": "alias/alerts"}, None),
    ("kms:GetKeyPolicy", {"KeyId": KEY}, None),
    ("logs:DescribeMetricFilters", {"logGroupName": "trail"}, None),
    ("logs:TestMetricFilter", {"filterPattern": "ERROR", "logEventMessages": ["ERROR"]}, None),
    ("organizations:DescribeOrganization", {}, None),
    ("organizations:DescribeAccount", {"AccountId": MEMBER}, None),
    ("organizations:ListAccounts", {}, None),
    ("organizations:ListRoots", {}, None),
    ("organizations:ListParents", {"ChildId": MEMBER}, None),
    ("organizations:ListAccountsForParent", {"ParentId": "{root}"}, None),
    ("organizations:ListOrganizationalUnitsForParent", {"ParentId": "{root}"}, None),
    (
        "organizations:ListPoliciesForTarget",
        {"TargetId": "{root}", "Filter": "SERVICE_CONTROL_POLICY"},
        None,
    ),
    ("organizations:DescribePolicy", {"PolicyId": "p-FullAWSAccess"}, None),
    ("sns:ListSubscriptionsByTopic", {"TopicArn": TOPIC}, None),
    ("sns:GetTopicAttributes", {"TopicArn": TOPIC}, None),
    ("ssm:GetParameter", {"Name": "/a/b"}, None),
    ("ssm:GetParameters", {"Names": ["/a/b"]}, None),
    ("ssm:GetParametersByPath", {"Path": "/a"}, None),
    ("ssm:PutParameter", {"Name": "/a/c", "Value": "d", "Overwrite": True}, None),
    (
        "sts:AssumeRole",
        {
            "RoleArn": READER,
            "RoleSessionName": "test",
            "Tags": [{"Key": "account", "Value": ACCOUNT}],
        },
        None,
    ),
    (
        "sts:AssumeRoot",
        {
            "TargetPrincipal": MEMBER,
            "TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"},
        },
        None,
    ),
    ("sts:GetCallerIdentity", {}, None),
]

# What AWS refuses, by the code that botocore tells.
REFUSED = [
    ("cloudwatch:DescribeAlarms", {"NextToken": "x"}, "InvalidNextToken"),
    ("cloudtrail:LookupEvents", {"MaxResults": 51}, "ValidationException"),
    ("events:ListRules", {"Limit": 0}, "ValidationException"),
    ("iam:ListMFADevices", {"UserName": "nobody"}, "NoSuchEntity"),
    ("iam:ListUsers", {}, "NotImplementedByLocalConfig"),
    ("config:ListTagsForResource", {"ResourceArn": TOPIC}, "NotImplementedByLocalConfig"),
    ("cloudwatch:ListMetrics", {}, "NotImplementedByLocalConfig"),
    ("account:GetPrimaryEmail", {"AccountId": MEMBER}, "NotImplementedByLocalConfig"),
    ("ec2:DescribeInstances", {}, "NotImplementedByLocalConfig"),
    # Services that aren't there, of every protocol.
    ("autoscaling:DescribeAutoScalingGroups", {}, "NotImplementedByLocalConfig"),
    ("dynamodb:ListTables", {}, "NotImplementedByLocalConfig"),
    ("lambda:ListFunctions", {}, "NotImplementedByLocalConfig"),
    ("route53:ListHostedZones", {}, "NotImplementedByLocalConfig"),
    ("s3:ListBuckets", {}, "NotImplementedByLocalConfig"),
    ("sqs:ListQueues", {}, "NotImplementedByLocalConfig"),
]
