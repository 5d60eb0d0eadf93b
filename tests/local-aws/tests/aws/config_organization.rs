//! Conformance packs in an aggregator and in members, queries over accounts, and running rules again.

use std::time::Duration;

use aws_sdk_config::Client;
use aws_sdk_config::types::{
    AggregateConformancePackComplianceSummaryGroupKey as PackGroup, ConfigRuleComplianceFilters,
    ConfigRuleComplianceSummaryGroupKey as RuleGroup, ResourceCountGroupKey,
};
use local_aws::Query;

use crate::client::{MANAGEMENT, MEMBER, caller, code, id, message, start};

use crate::deployed::{PACK, SCENARIO, deployed, rules};

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
