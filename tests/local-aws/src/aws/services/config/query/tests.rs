use serde_json::{Value, json};

use super::error::QueryError;
use super::parser::parse;
use super::result::{fields, rows};

fn resource(account: &str, fails: u64, rules: &[(&str, &str)]) -> Value {
    let rules: Vec<Value> = rules
        .iter()
        .map(|(name, kind)| json!({ "configRuleName": name, "complianceType": kind }))
        .collect();
    json!({
        "accountId": account,
        "awsRegion": "us-east-1",
        "resourceName": "pack",
        "resourceType": "AWS::Config::ConformancePackCompliance",
        "configuration": {
            "complianceType": if fails > 0 { "NON_COMPLIANT" } else { "COMPLIANT" },
            "nonCompliantRuleCount": fails,
            "configRuleList": rules,
        },
    })
}

fn resources() -> Vec<Value> {
    vec![
        resource("1", 0, &[("mfa-x", "COMPLIANT")]),
        resource("2", 3, &[("mfa-x", "NON_COMPLIANT")]),
        resource(
            "3",
            11,
            &[("mfa-x", "COMPLIANT"), ("keys-x", "NON_COMPLIANT")],
        ),
    ]
}

fn answers(query: &str) -> Vec<Value> {
    rows(&parse(query).unwrap(), resources())
        .iter()
        .map(|row| serde_json::from_str(row).unwrap())
        .collect()
}

#[test]
fn properties_are_shown_where_they_stand() {
    assert_eq!(
        answers(
            "select accountId, configuration.nonCompliantRuleCount, \
             configuration.configRuleList.configRuleName where accountId = '3'"
        ),
        [json!({
            "accountId": "3",
            "configuration": {
                "nonCompliantRuleCount": 11,
                "configRuleList": [
                    { "configRuleName": "mfa-x" },
                    { "configRuleName": "keys-x" },
                ],
            },
        })]
    );
}

fn accounts(condition: &str) -> Vec<String> {
    answers(&format!("SELECT accountId {condition}"))
        .iter()
        .map(|row| row["accountId"].as_str().unwrap().to_owned())
        .collect()
}

/// Account 3 passes `mfa` and fails another rule.
#[test]
fn conditions_on_a_list_hold_when_any_element_meets_them() {
    assert_eq!(
        accounts(
            "WHERE configuration.configRuleList.complianceType = 'NON_COMPLIANT' \
             AND configuration.configRuleList.configRuleName LIKE 'mfa-%'"
        ),
        ["2", "3"]
    );
}

#[test]
fn conditions_are_combined_as_in_sql() {
    for (condition, expected) in [
        ("", &["1", "2", "3"][..]),
        (
            "WHERE accountId = '1' OR accountId = '2' AND awsRegion = 'x'",
            &["1"],
        ),
        (
            "WHERE (accountId = '1' OR accountId = '2') AND awsRegion = 'us-east-1'",
            &["1", "2"],
        ),
        ("WHERE configuration.nonCompliantRuleCount > 3", &["3"]),
        (
            "WHERE configuration.nonCompliantRuleCount >= 3",
            &["2", "3"],
        ),
        ("WHERE configuration.nonCompliantRuleCount < 3", &["1"]),
        (
            "WHERE configuration.nonCompliantRuleCount <= 3",
            &["1", "2"],
        ),
        ("WHERE configuration.nonCompliantRuleCount = '3'", &[]),
        ("WHERE resourceName LIKE 'pack'", &["1", "2", "3"]),
        ("WHERE resourceName LIKE 'pac'", &[]),
        // By number, not by digits.
        (
            "ORDER BY configuration.nonCompliantRuleCount DESC",
            &["3", "2", "1"],
        ),
        (
            "ORDER BY configuration.complianceType, accountId DESC",
            &["1", "3", "2"],
        ),
    ] {
        assert_eq!(accounts(condition), expected, "{condition}");
    }
}

#[test]
fn resources_are_counted_by_group() {
    let query =
        "SELECT configuration.complianceType, COUNT(*) GROUP BY configuration.complianceType";
    let row = |kind: &str, count| {
        json!({
            "configuration": { "complianceType": kind },
            "COUNT(*)": count,
        })
    };
    assert_eq!(
        answers(query),
        [row("COMPLIANT", 1), row("NON_COMPLIANT", 2)]
    );
    assert_eq!(
        fields(&parse(query).unwrap()),
        ["configuration.complianceType", "COUNT(*)"]
    );
    assert_eq!(answers("SELECT COUNT(*)"), [json!({ "COUNT(*)": 3 })]);
    assert_eq!(
        answers("SELECT COUNT(*) WHERE accountId = '9'"),
        [json!({ "COUNT(*)": 0 })]
    );
}

#[test]
fn what_is_not_a_query_is_refused() {
    use QueryError::{
        Ends, NotANumber, NotGrouped, OpenText, OrderNotGrouped, Unexpected, Wildcard,
    };
    for (query, expected) in [
        ("", Ends("SELECT")),
        ("SELECT", Ends("a property")),
        ("SELECT accountId WHERE", Ends("a property")),
        ("SELECT accountId WHERE accountId", Ends("a comparison")),
        (
            "SELECT accountId WHERE accountId = awsRegion",
            Unexpected {
                found: "awsRegion".to_owned(),
                expected: "a text in quotation marks or a number",
            },
        ),
        ("SELECT accountId WHERE (accountId = '1'", Ends("`)`")),
        ("SELECT accountId WHERE accountId = '1", OpenText),
        (
            "SELECT accountId WHERE configuration.totalRuleCount = 1x",
            NotANumber("1x".to_owned()),
        ),
        (
            "SELECT accountId WHERE resourceName LIKE '%pack'",
            Wildcard("%pack".to_owned()),
        ),
        (
            "SELECT accountId, COUNT(*)",
            NotGrouped("accountId".to_owned()),
        ),
        (
            "SELECT awsRegion, COUNT(*) GROUP BY awsRegion ORDER BY accountId",
            OrderNotGrouped("accountId".to_owned()),
        ),
    ] {
        assert_eq!(parse(query), Err(expected), "{query}");
    }
}

/// AWS Config knows these, or may.
#[test]
fn what_only_aws_knows_is_refused_by_name() {
    let deep = format!("SELECT accountId WHERE {}", "(".repeat(100));
    for (query, name) in [
        ("SELECT *", "`SELECT *`"),
        ("SELECT MAX(accountId)", "`MAX(…)`"),
        ("SELECT DISTINCT accountId", "`DISTINCT`"),
        ("SELECT tags", "property `tags`"),
        ("SELECT accountId WHERE NOT accountId = '1'", "`NOT`"),
        ("SELECT accountId WHERE accountId IN ('1')", "`IN`"),
        ("SELECT accountId WHERE accountId <> '1'", "`<>`"),
        (
            "SELECT accountId WHERE accountId BETWEEN '1' AND '2'",
            "`BETWEEN`",
        ),
        ("SELECT accountId LIMIT 3", "`LIMIT`"),
        ("SELECT accountId FROM x", "`FROM`"),
        (
            "SELECT accountId WHERE resourceType = 'AWS::S3::Bucket'",
            "type `AWS::S3::Bucket`",
        ),
        (
            "SELECT COUNT(*) GROUP BY configuration.configRuleList",
            "GROUP BY",
        ),
        ("SELECT accountId WHERE resourceName LIKE 'a_b'", "`_`"),
        ("SELECT accountId WHERE resourceName = 'a''b'", "quotation"),
        ("SELECT accountId WHERE \"x\"", "`\"`"),
        (deep.as_str(), "brackets"),
    ] {
        let message = parse(query).unwrap_err().to_string();
        assert!(
            message.starts_with("The local AWS") && message.contains(name),
            "{query}: {message}"
        );
    }
}
