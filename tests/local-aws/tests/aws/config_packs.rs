//! Conformance packs as AWS Config shows them, in their account and in an aggregator.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_config::Client;
use aws_sdk_config::primitives::DateTime;
use aws_sdk_config::types::{
    AggregateConformancePackComplianceSummaryGroupKey as PackGroup, ComplianceType,
    ConfigRuleComplianceFilters, ConfigRuleComplianceSummaryGroupKey as RuleGroup,
    ConformancePackComplianceFilters, ConformancePackComplianceType,
    ConformancePackEvaluationFilters, Evaluation, ResourceCountGroupKey,
};
use local_aws::{Organization, PackRule, Query};

use crate::client::{MANAGEMENT, MEMBER, caller, code, id, message, start};

const SCENARIO: &str =
    "[organization]\naggregators = [\"all\"]\n[accounts.222222222222]\n[accounts.333333333333]";
const PACK: &str = "members";

fn rules(names: &[&str]) -> Vec<PackRule> {
    names
        .iter()
        .map(|name| PackRule {
            name: (*name).to_owned(),
            description: format!("Checks {name}."),
            frequency: "Six_Hours".to_owned(),
            parameters: BTreeMap::new(),
        })
        .collect()
}

/// Has the pack's rule say `compliance`, and returns the name under which it was called.
async fn report(organization: &Organization, rule: &str, compliance: ComplianceType) -> String {
    let notification = organization.notify(&id(MEMBER), rule, &BTreeMap::new());
    let evaluation = Evaluation::builder()
        .compliance_resource_type("AWS::::Account")
        .compliance_resource_id(MEMBER)
        .compliance_type(compliance)
        .annotation(format!("what {rule} found"))
        .ordering_timestamp(DateTime::from_millis(notification.created.as_millisecond()))
        .build()
        .unwrap();
    Client::new(&caller(organization, MEMBER))
        .put_evaluations()
        .result_token(&notification.result_token)
        .evaluations(evaluation)
        .send()
        .await
        .unwrap();
    notification.event["configRuleName"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// A member whose pack has a rule of each kind of result.
async fn deployed() -> (Organization, [String; 3]) {
    let organization = start(SCENARIO).await;
    let all = rules(&["passes", "fails", "differs", "is-silent"]);
    organization.deploy_pack(&id(MEMBER), PACK, &all);
    let passes = report(&organization, "passes", ComplianceType::Compliant).await;
    let fails = report(&organization, "fails", ComplianceType::NonCompliant).await;
    let differs = report(&organization, "differs", ComplianceType::NotApplicable).await;
    (organization, [passes, fails, differs])
}

#[tokio::test]
async fn a_rule_of_a_pack_has_the_packs_ending() {
    let (organization, names) = deployed().await;
    let client = Client::new(&caller(&organization, MEMBER));
    let packs = client.describe_conformance_packs().send().await.unwrap();
    let [pack] = packs.conformance_pack_details() else {
        panic!("one pack is there");
    };
    let pack_id = pack.conformance_pack_id();
    let ending = pack_id.strip_prefix("conformance-pack-").unwrap();
    assert_eq!(ending.len(), 9, "{pack_id}");
    assert!(
        pack.conformance_pack_arn()
            .ends_with(&format!(":222222222222:conformance-pack/members/{pack_id}"))
    );
    let expected = ["passes", "fails", "differs"].map(|name| format!("{name}-{pack_id}"));
    assert_eq!(names, expected);

    let described = client
        .describe_config_rules()
        .config_rule_names(&names[0])
        .send()
        .await
        .unwrap();
    let rule = &described.config_rules()[0];
    assert_eq!(rule.description(), Some("Checks passes."));
    let source = rule.source().unwrap().source_identifier().unwrap();
    assert!(source.ends_with(":function:root-credential-rules-passes"));
    assert_eq!(
        rule.maximum_execution_frequency().unwrap().as_str(),
        "Six_Hours"
    );

    let status = client.describe_conformance_pack_status().send().await;
    let status = status.unwrap();
    let state = status.conformance_pack_status_details()[0].conformance_pack_state();
    assert_eq!(state.as_str(), "CREATE_COMPLETE");
}

#[tokio::test]
async fn a_pack_tells_of_its_rules_and_what_they_found() {
    let (organization, [passes, fails, differs]) = deployed().await;
    let client = Client::new(&caller(&organization, MEMBER));
    let compliance = client
        .describe_conformance_pack_compliance()
        .conformance_pack_name(PACK)
        .send()
        .await
        .unwrap();
    let listed: Vec<(&str, &str)> = compliance
        .conformance_pack_rule_compliance_list()
        .iter()
        .map(|rule| {
            (
                rule.config_rule_name().unwrap(),
                rule.compliance_type().unwrap().as_str(),
            )
        })
        .collect();
    let silent = passes.replace("passes", "is-silent");
    assert_eq!(
        listed,
        [
            (passes.as_str(), "COMPLIANT"),
            (fails.as_str(), "NON_COMPLIANT"),
            (differs.as_str(), "INSUFFICIENT_DATA"),
            (silent.as_str(), "INSUFFICIENT_DATA"),
        ]
    );

    let details = client
        .get_conformance_pack_compliance_details()
        .conformance_pack_name(PACK);
    let results = async |filters| -> Vec<String> {
        let answer = details.clone().set_filters(filters).send().await.unwrap();
        let results = answer.conformance_pack_rule_evaluation_results().iter();
        results
            .map(|result| result.annotation().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        results(None).await,
        ["what passes found", "what fails found"]
    );
    let non_compliant = ConformancePackEvaluationFilters::builder()
        .compliance_type(ConformancePackComplianceType::NonCompliant)
        .build();
    assert_eq!(results(Some(non_compliant)).await, ["what fails found"]);
    let of_rule = ConformancePackEvaluationFilters::builder()
        .config_rule_names(&passes)
        .resource_ids(MEMBER)
        .build();
    assert_eq!(results(Some(of_rule)).await, ["what passes found"]);

    let summary = client
        .get_conformance_pack_compliance_summary()
        .conformance_pack_names(PACK)
        .send()
        .await
        .unwrap();
    let summary = &summary.conformance_pack_compliance_summary_list()[0];
    assert_eq!(
        summary.conformance_pack_compliance_status(),
        &ConformancePackComplianceType::NonCompliant
    );
}

#[tokio::test]
async fn what_a_pack_lacks_is_refused_as_by_aws() {
    let (organization, _) = deployed().await;
    let client = Client::new(&caller(&organization, MEMBER));
    let compliance = || client.describe_conformance_pack_compliance();
    let unknown = compliance().conformance_pack_name("other").send().await;
    assert_eq!(code(unknown), "NoSuchConformancePackException");
    let unknown = client
        .describe_conformance_packs()
        .conformance_pack_names("other")
        .send()
        .await;
    assert_eq!(code(unknown), "NoSuchConformancePackException");
    for (filters, expected) in [
        (
            ConformancePackComplianceFilters::builder().config_rule_names("other"),
            "NoSuchConfigRuleInConformancePackException",
        ),
        (
            ConformancePackComplianceFilters::builder()
                .compliance_type(ConformancePackComplianceType::InsufficientData),
            "InvalidParameterValueException",
        ),
    ] {
        let refused = compliance()
            .conformance_pack_name(PACK)
            .filters(filters.build())
            .send()
            .await;
        assert_eq!(code(refused), expected);
    }
}

#[tokio::test]
async fn an_account_is_a_resource() {
    let (organization, [passes, fails, differs]) = deployed().await;
    let client = Client::new(&caller(&organization, MEMBER));
    let resources = client.describe_compliance_by_resource().send().await;
    let resources = resources.unwrap();
    let [resource] = resources.compliance_by_resources() else {
        panic!("one resource is there");
    };
    assert_eq!(resource.resource_id(), Some(MEMBER));
    let compliance = resource.compliance().unwrap();
    assert_eq!(
        compliance.compliance_type(),
        Some(&ComplianceType::NonCompliant)
    );
    let counted = compliance.compliance_contributor_count().unwrap();
    assert_eq!(counted.capped_count(), 1);

    let results = client
        .get_compliance_details_by_resource()
        .resource_type("AWS::::Account")
        .resource_id(MEMBER)
        .send()
        .await
        .unwrap();
    let rules: Vec<&str> = results
        .evaluation_results()
        .iter()
        .filter_map(|result| {
            let identifier = result.evaluation_result_identifier()?;
            identifier.evaluation_result_qualifier()?.config_rule_name()
        })
        .collect();
    assert_eq!(rules, [&differs, &fails, &passes]);

    let summary = client.get_compliance_summary_by_config_rule().send().await;
    let summary = summary.unwrap();
    let summary = summary.compliance_summary().unwrap();
    let passing = summary.compliant_resource_count().unwrap();
    let failing = summary.non_compliant_resource_count().unwrap();
    assert_eq!((passing.capped_count(), failing.capped_count()), (1, 1));

    let status = client
        .describe_config_rule_evaluation_status()
        .config_rule_names(passes.replace("passes", "is-silent"))
        .config_rule_names(passes)
        .send()
        .await
        .unwrap();
    let started: Vec<bool> = status
        .config_rules_evaluation_status()
        .iter()
        .map(|status| status.first_evaluation_started())
        .collect();
    assert_eq!(started, [false, true]);

    let recorders = client.describe_configuration_recorder_status().send().await;
    assert!(recorders.unwrap().configuration_recorders_status()[0].recording());
    let unknown = client
        .describe_configuration_recorders()
        .configuration_recorder_names("other")
        .send()
        .await;
    assert_eq!(code(unknown), "NoSuchConfigurationRecorderException");
}

#[tokio::test]
async fn an_aggregator_has_the_packs_of_all_accounts() {
    let (organization, _) = deployed().await;
    organization.deploy_pack(&id(MANAGEMENT), "management", &rules(&["is-silent"]));
    let client = Client::new(&caller(&organization, MANAGEMENT));
    let packs = client
        .describe_aggregate_compliance_by_conformance_packs()
        .configuration_aggregator_name("all")
        .send()
        .await
        .unwrap();
    let told: Vec<_> = packs
        .aggregate_compliance_by_conformance_packs()
        .iter()
        .map(|pack| {
            let compliance = pack.compliance().unwrap();
            (
                pack.account_id().unwrap(),
                compliance.compliance_type().unwrap().as_str(),
                compliance.compliant_rule_count(),
                compliance.non_compliant_rule_count(),
                compliance.total_rule_count(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (MANAGEMENT, "INSUFFICIENT_DATA", 0, 0, 1),
            (MEMBER, "NON_COMPLIANT", 1, 1, 4),
        ]
    );

    let summary = client
        .get_aggregate_conformance_pack_compliance_summary()
        .configuration_aggregator_name("all")
        .group_by_key(PackGroup::AccountId)
        .send()
        .await
        .unwrap();
    let groups: Vec<_> = summary
        .aggregate_conformance_pack_compliance_summaries()
        .iter()
        .map(|group| {
            let summary = group.compliance_summary().unwrap();
            (
                group.group_name().unwrap(),
                summary.compliant_conformance_pack_count(),
                summary.non_compliant_conformance_pack_count(),
            )
        })
        .collect();
    assert_eq!(groups, [(MANAGEMENT, 0, 0), (MEMBER, 0, 1)]);

    let summary = client
        .get_aggregate_config_rule_compliance_summary()
        .configuration_aggregator_name("all")
        .group_by_key(RuleGroup::AwsRegion)
        .send()
        .await
        .unwrap();
    let [region] = summary.aggregate_compliance_counts() else {
        panic!("there is one Region");
    };
    assert_eq!(region.group_name(), Some("us-east-1"));
    let failing = region
        .compliance_summary()
        .unwrap()
        .non_compliant_resource_count();
    assert_eq!(failing.unwrap().capped_count(), 1);

    let counts = client
        .get_aggregate_discovered_resource_counts()
        .configuration_aggregator_name("all")
        .group_by_key(ResourceCountGroupKey::AccountId)
        .send()
        .await
        .unwrap();
    assert_eq!(counts.total_discovered_resources(), 2);
    let names = counts.grouped_resource_counts().iter();
    let names: Vec<&str> = names.map(|group| group.group_name()).collect();
    assert_eq!(names, [MANAGEMENT, MEMBER]);

    // A rule without data is not in the aggregator.
    let filters = ConfigRuleComplianceFilters::builder()
        .account_id(MEMBER)
        .build();
    let held = client
        .describe_aggregate_compliance_by_config_rules()
        .configuration_aggregator_name("all")
        .filters(filters)
        .send()
        .await
        .unwrap();
    assert_eq!(held.aggregate_compliance_by_config_rules().len(), 2);

    let elsewhere = Client::new(&caller(&organization, MEMBER))
        .describe_aggregate_compliance_by_conformance_packs()
        .configuration_aggregator_name("all")
        .send()
        .await;
    assert_eq!(code(elsewhere), "NoSuchConfigurationAggregatorException");
}

#[tokio::test]
async fn an_organizations_pack_has_a_name_of_its_own_in_members() {
    let organization = start(SCENARIO).await;
    let (administrator, member) = (id(MANAGEMENT), id(MEMBER));
    organization.deploy_organization_pack(&administrator, &member, PACK, &rules(&["passes"]));
    let client = Client::new(&caller(&organization, MANAGEMENT));
    let status = client
        .get_organization_conformance_pack_detailed_status()
        .organization_conformance_pack_name(PACK)
        .send()
        .await
        .unwrap();
    let [status] = status.organization_conformance_pack_detailed_statuses() else {
        panic!("one member has it");
    };
    assert_eq!(status.account_id(), MEMBER);
    assert_eq!(status.status().as_str(), "CREATE_SUCCESSFUL");
    let there = status.conformance_pack_name();
    assert!(there.starts_with("OrgConformsPack-members-"), "{there}");
    let statuses = client
        .describe_organization_conformance_pack_statuses()
        .send()
        .await
        .unwrap();
    assert_eq!(statuses.organization_conformance_pack_statuses().len(), 1);

    let client = Client::new(&caller(&organization, MEMBER));
    let pack = client
        .describe_conformance_packs()
        .conformance_pack_names(there)
        .send()
        .await
        .unwrap();
    assert_eq!(
        pack.conformance_pack_details()[0].created_by(),
        Some("config-multiaccountsetup.amazonaws.com")
    );
    let denied = client
        .describe_organization_conformance_packs()
        .send()
        .await;
    assert_eq!(code(denied), "OrganizationAccessDeniedException");
}

#[tokio::test]
async fn a_query_is_over_an_account_or_over_all() {
    let (organization, [passes, ..]) = deployed().await;
    organization.deploy_pack(&id(MANAGEMENT), "management", &rules(&["is-silent"]));
    let expression = "SELECT accountId, configuration.configRuleList.configRuleName";
    organization.store_query(
        &id(MANAGEMENT),
        Query {
            name: "names".to_owned(),
            description: "The names of all rules".to_owned(),
            expression: expression.to_owned(),
        },
    );
    let client = Client::new(&caller(&organization, MANAGEMENT));
    let stored = client.get_stored_query().query_name("names").send().await;
    let stored = stored.unwrap().stored_query.unwrap();
    assert_eq!(stored.expression(), Some(expression));
    let unknown = client.get_stored_query().query_name("other").send().await;
    assert_eq!(code(unknown), "ResourceNotFoundException");
    let listed = client.list_stored_queries().send().await.unwrap();
    assert_eq!(listed.stored_query_metadata()[0].query_name(), "names");

    let own = client.select_resource_config().expression(expression);
    assert_eq!(own.send().await.unwrap().results().len(), 1);
    let all = || {
        client
            .select_aggregate_resource_config()
            .configuration_aggregator_name("all")
    };
    let first = all().expression(expression).limit(1).send().await.unwrap();
    let token = first.next_token().unwrap();
    let second = all().expression(expression).next_token(token).send().await;
    let second = second.unwrap();
    assert_eq!(second.next_token(), None);
    let [row] = second.results() else {
        panic!("one is left");
    };
    let row: serde_json::Value = serde_json::from_str(row).unwrap();
    assert_eq!(row["accountId"], MEMBER);
    let rules = &row["configuration"]["configRuleList"];
    assert_eq!(rules[0]["configRuleName"], passes.as_str());

    let refused = all().expression("SELECT accountId WHERE").send().await;
    assert_eq!(code(refused), "InvalidExpressionException");
    let refused = all().expression("SELECT *").send().await;
    assert_eq!(code(refused), "NotImplementedByLocalConfig");
    let refused = all().expression("SELECT *").send().await;
    assert!(message(refused).starts_with("The local AWS does not know `SELECT *`"));
}

#[tokio::test]
async fn rules_are_run_again_where_somebody_runs_them() {
    let (organization, [passes, fails, _]) = deployed().await;
    let client = Client::new(&caller(&organization, MEMBER));
    let start = |name: &str| {
        client
            .start_config_rules_evaluation()
            .config_rule_names(name)
            .send()
    };
    assert_eq!(code(start("other").await), "NoSuchConfigRuleException");
    assert_eq!(code(start(&passes).await), "NotImplementedByLocalConfig");

    let mut requests = organization.evaluation_requests();
    start(&passes).await.unwrap();
    assert_eq!(code(start(&passes).await), "LimitExceededException");
    start(&fails).await.unwrap();
    for expected in ["passes", "fails"] {
        let request = tokio::time::timeout(Duration::from_secs(5), requests.recv()).await;
        let request = request.unwrap().unwrap();
        assert_eq!(
            (request.account.as_str(), request.rule.as_str()),
            (MEMBER, expected)
        );
        organization.evaluated(&request);
    }
    start(&passes).await.unwrap();
}
