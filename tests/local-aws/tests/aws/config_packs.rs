//! Conformance packs as AWS Config shows them in their account.

use aws_sdk_config::Client;
use aws_sdk_config::types::{
    ComplianceType, ConformancePackComplianceFilters, ConformancePackComplianceType,
    ConformancePackEvaluationFilters,
};

use crate::client::{MEMBER, caller, code};

use crate::deployed::{PACK, deployed};

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
