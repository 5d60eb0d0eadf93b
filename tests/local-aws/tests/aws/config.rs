use std::collections::BTreeMap;

use aws_sdk_config::Client;
use aws_sdk_config::primitives::DateTime;
use aws_sdk_config::types::{ComplianceType, Evaluation};
use local_aws::{Fault, FaultKind, Notification, Organization};

use crate::client::{MEMBER, OTHER, caller, code, id, start};

const SCENARIO: &str = "[organization]\n[accounts.222222222222]\n[accounts.333333333333]";

fn notify(organization: &Organization, account: &str) -> Notification {
    let parameters = BTreeMap::from([("maxAgeDays".to_owned(), "92".to_owned())]);
    organization.notify(&id(account), "root-mfa-enabled", &parameters)
}

fn evaluation(notification: &Notification) -> aws_sdk_config::types::builders::EvaluationBuilder {
    Evaluation::builder()
        .compliance_resource_type("AWS::::Account")
        .compliance_resource_id(MEMBER)
        .compliance_type(ComplianceType::NonCompliant)
        .annotation("MFA is off")
        .ordering_timestamp(DateTime::from_millis(notification.created.as_millisecond()))
}

async fn put(
    organization: &Organization,
    account: &str,
    token: &str,
    evaluations: Vec<Evaluation>,
) -> Result<usize, String> {
    Client::new(&caller(organization, account))
        .put_evaluations()
        .result_token(token)
        .set_evaluations(Some(evaluations))
        .send()
        .await
        .map(|answer| answer.failed_evaluations().len())
        .map_err(|error| code::<(), _>(Err(error)))
}

#[tokio::test]
async fn the_event_is_that_of_aws_config() {
    let organization = start(SCENARIO).await;
    let event = notify(&organization, MEMBER).event;
    assert_eq!(event["accountId"], MEMBER);
    assert_eq!(event["configRuleName"], "root-mfa-enabled");
    assert_eq!(
        event["configRuleArn"],
        "arn:aws:config:us-east-1:222222222222:config-rule/config-rule-root-mfa-enabled"
    );
    assert_eq!(event["ruleParameters"], r#"{"maxAgeDays":"92"}"#);
    assert_eq!(event["eventLeftScope"], false);
    let invoking_event: serde_json::Value =
        serde_json::from_str(event["invokingEvent"].as_str().unwrap()).unwrap();
    assert_eq!(invoking_event["awsAccountId"], MEMBER);
    assert_eq!(invoking_event["messageType"], "ScheduledNotification");
    assert_eq!(invoking_event["recordVersion"], "1.0");
}

#[tokio::test]
async fn an_evaluation_is_stored_and_returned() {
    let organization = start(SCENARIO).await;
    let notification = notify(&organization, MEMBER);
    let sent = evaluation(&notification).build().unwrap();
    let failed = put(
        &organization,
        MEMBER,
        &notification.result_token,
        vec![sent],
    )
    .await;
    assert_eq!(failed, Ok(0));
    let [taken] = &organization.evaluations(&notification.result_token)[..] else {
        panic!("one evaluation was put");
    };
    assert_eq!(taken.compliance, "NON_COMPLIANT");
    assert_eq!(taken.ordering_timestamp, notification.created);

    let client = Client::new(&caller(&organization, MEMBER));
    let answer = client
        .describe_compliance_by_config_rule()
        .send()
        .await
        .unwrap();
    let [rule] = answer.compliance_by_config_rules() else {
        panic!("one rule is known");
    };
    assert_eq!(rule.config_rule_name(), Some("root-mfa-enabled"));
    let compliance = rule.compliance().unwrap();
    assert_eq!(
        compliance.compliance_type(),
        Some(&ComplianceType::NonCompliant)
    );
    assert_eq!(
        compliance
            .compliance_contributor_count()
            .unwrap()
            .capped_count(),
        1
    );

    let answer = client
        .get_compliance_details_by_config_rule()
        .config_rule_name("root-mfa-enabled")
        .send()
        .await
        .unwrap();
    let [result] = answer.evaluation_results() else {
        panic!("one result is stored");
    };
    assert_eq!(result.annotation(), Some("MFA is off"));
    let identifier = result.evaluation_result_identifier().unwrap();
    let qualifier = identifier.evaluation_result_qualifier().unwrap();
    assert_eq!(qualifier.resource_type(), Some("AWS::::Account"));
    assert_eq!(qualifier.resource_id(), Some(MEMBER));
    let compliant_only = client
        .get_compliance_details_by_config_rule()
        .config_rule_name("root-mfa-enabled")
        .compliance_types(ComplianceType::Compliant)
        .send()
        .await
        .unwrap();
    assert!(compliant_only.evaluation_results().is_empty());

    let answer = client.describe_config_rules().send().await.unwrap();
    assert_eq!(
        answer.config_rules()[0].input_parameters(),
        Some(r#"{"maxAgeDays":"92"}"#)
    );

    let other = Client::new(&caller(&organization, OTHER));
    let answer = other
        .describe_config_rules()
        .config_rule_names("root-mfa-enabled")
        .send()
        .await;
    assert_eq!(code(answer), "NoSuchConfigRuleException");
}

#[tokio::test]
async fn a_later_evaluation_takes_the_place_of_an_earlier_one_and_not_the_reverse() {
    let organization = start(SCENARIO).await;
    let first = notify(&organization, MEMBER);
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    let second = notify(&organization, MEMBER);
    for (notification, compliance) in [
        (&second, ComplianceType::Compliant),
        (&first, ComplianceType::NonCompliant),
    ] {
        let sent = evaluation(notification)
            .compliance_type(compliance)
            .build()
            .unwrap();
        put(
            &organization,
            MEMBER,
            &notification.result_token,
            vec![sent],
        )
        .await
        .unwrap();
    }
    let answer = Client::new(&caller(&organization, MEMBER))
        .describe_compliance_by_config_rule()
        .send()
        .await
        .unwrap();
    let compliance = answer.compliance_by_config_rules()[0].compliance().unwrap();
    assert_eq!(
        compliance.compliance_type(),
        Some(&ComplianceType::Compliant)
    );
}

#[tokio::test]
async fn a_rule_that_is_removed_leaves_no_result() {
    let organization = start(SCENARIO).await;
    let rule = |account, name| organization.notify(&id(account), name, &BTreeMap::new());
    let removed = rule(MEMBER, "root-mfa-enabled");
    let stays = rule(MEMBER, "root-mfa-hardware");
    let of_other = rule(OTHER, "root-mfa-enabled");
    for (account, notification) in [(MEMBER, &removed), (MEMBER, &stays), (OTHER, &of_other)] {
        let sent = evaluation(notification)
            .compliance_resource_id(account)
            .build()
            .unwrap();
        let token = &notification.result_token;
        assert_eq!(put(&organization, account, token, vec![sent]).await, Ok(0));
    }

    let client = Client::new(&caller(&organization, MEMBER));
    let delete = || {
        client
            .delete_config_rule()
            .config_rule_name("root-mfa-enabled")
    };
    delete().send().await.unwrap();

    let non_compliant = async |client: &Client| -> Vec<String> {
        let answer = client
            .describe_compliance_by_config_rule()
            .compliance_types(ComplianceType::NonCompliant)
            .send()
            .await
            .unwrap();
        let rules = answer.compliance_by_config_rules().iter();
        rules
            .filter_map(|rule| rule.config_rule_name().map(str::to_owned))
            .collect()
    };
    assert_eq!(non_compliant(&client).await, ["root-mfa-hardware"]);
    let details = || {
        client
            .get_compliance_details_by_config_rule()
            .config_rule_name("root-mfa-enabled")
    };
    assert_eq!(code(details().send().await), "NoSuchConfigRuleException");
    assert_eq!(code(delete().send().await), "NoSuchConfigRuleException");
    let other = Client::new(&caller(&organization, OTHER));
    assert_eq!(non_compliant(&other).await, ["root-mfa-enabled"]);

    // An invocation that was running when the rule was deleted has no effect.
    let late = vec![evaluation(&removed).build().unwrap()];
    assert_eq!(
        put(&organization, MEMBER, &removed.result_token, late).await,
        Err("NoSuchConfigRuleException".to_owned())
    );
    // A later rule with the same name starts without results.
    let _ = rule(MEMBER, "root-mfa-enabled");
    assert!(
        details()
            .send()
            .await
            .unwrap()
            .evaluation_results()
            .is_empty()
    );
}

#[tokio::test]
async fn what_aws_config_does_not_take_is_refused() {
    let organization = start(SCENARIO).await;
    let notification = notify(&organization, MEMBER);
    let token = notification.result_token.as_str();
    let good = || evaluation(&notification);
    let invalid = Err("ValidationException".to_owned());
    let refused = Err("InvalidParameterValueException".to_owned());
    let in_an_hour = notification.created.as_second() + 3_600;
    for (case, changed, expected) in [
        (
            "quickstart-compliance-cis-benchmark#17: two colons",
            good().compliance_resource_type("AWS::Account"),
            &refused,
        ),
        (
            "another account",
            good().compliance_resource_id(OTHER),
            &refused,
        ),
        (
            "no data",
            good().compliance_type(ComplianceType::InsufficientData),
            &refused,
        ),
        (
            "an unknown type",
            good().compliance_type(ComplianceType::from("ERROR")),
            &invalid,
        ),
        (
            "quickstart-compliance-cis-benchmark#4: 257 characters",
            good().annotation("x".repeat(257)),
            &invalid,
        ),
        ("an empty annotation", good().annotation(""), &invalid),
        (
            "the future",
            good().ordering_timestamp(DateTime::from_secs(in_an_hour)),
            &refused,
        ),
    ] {
        let answer = put(&organization, MEMBER, token, vec![changed.build().unwrap()]).await;
        assert_eq!(answer, *expected, "{case}");
    }
    // Characters, not bytes.
    let longest = good().annotation("é".repeat(256)).build().unwrap();
    assert_eq!(
        put(&organization, MEMBER, token, vec![longest]).await,
        Ok(0)
    );
    let no_annotation = good().set_annotation(None).build().unwrap();
    assert_eq!(
        put(&organization, MEMBER, token, vec![no_annotation]).await,
        Ok(0)
    );

    // cloud-custodian#6457
    let many = vec![good().build().unwrap(); 101];
    assert_eq!(put(&organization, MEMBER, token, many).await, invalid);
    let most = vec![good().build().unwrap(); 100];
    assert_eq!(put(&organization, MEMBER, token, most).await, Ok(0));
}

#[tokio::test]
async fn a_token_belongs_to_the_account_that_it_was_given_to() {
    let organization = start(SCENARIO).await;
    let notification = notify(&organization, MEMBER);
    let sent = || vec![evaluation(&notification).build().unwrap()];
    assert_eq!(
        put(&organization, MEMBER, "made-up", sent()).await,
        Err("InvalidResultTokenException".to_owned())
    );
    let other = evaluation(&notification)
        .compliance_resource_id(OTHER)
        .build()
        .unwrap();
    assert_eq!(
        put(
            &organization,
            OTHER,
            &notification.result_token,
            vec![other]
        )
        .await,
        Err("NoSuchConfigRuleException".to_owned())
    );
    assert!(
        organization
            .evaluations(&notification.result_token)
            .is_empty()
    );
}

#[tokio::test]
async fn test_mode_stores_nothing_and_takes_any_token() {
    let organization = start(SCENARIO).await;
    let notification = notify(&organization, MEMBER);
    let client = Client::new(&caller(&organization, MEMBER));
    for token in ["TESTMODE", notification.result_token.as_str()] {
        client
            .put_evaluations()
            .result_token(token)
            .test_mode(true)
            .evaluations(evaluation(&notification).build().unwrap())
            .send()
            .await
            .unwrap();
    }
    let answer = client
        .get_compliance_details_by_config_rule()
        .config_rule_name("root-mfa-enabled")
        .send()
        .await
        .unwrap();
    assert!(answer.evaluation_results().is_empty());
}

#[tokio::test]
async fn evaluations_come_back_as_failed_on_request() {
    let organization = start(SCENARIO).await;
    organization
        .add_fault(Fault::new("config:PutEvaluations", FaultKind::FailEvaluations).times(1));
    let notification = notify(&organization, MEMBER);
    let sent = || vec![evaluation(&notification).build().unwrap()];
    let token = &notification.result_token;
    assert_eq!(put(&organization, MEMBER, token, sent()).await, Ok(1));
    assert!(organization.evaluations(token).is_empty());
    assert_eq!(put(&organization, MEMBER, token, sent()).await, Ok(0));
    assert_eq!(organization.evaluations(token).len(), 1);
}
