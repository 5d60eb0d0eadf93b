//! The stored queries of the organization's deployment, the same as in cdk/lib/queries.ts.

use std::collections::BTreeMap;

use local_aws::Query;
use rule_metadata::Rule;

/// A placeholder for the account in a query. No account has this id.
const PLACEHOLDER_ACCOUNT: &str = "000000000000";
const LIST: &str = "configuration.configRuleList";

/// The questions that users have for an aggregator. A `%` at the end of a pack's name stands for
/// any ending.
pub(super) fn queries(rules: &[Rule], packs: &[&str]) -> Vec<Query> {
    let packs = any_of(packs.iter().map(|name| matches("resourceName", name)));
    let from = format!("resourceType = 'AWS::Config::ConformancePackCompliance' AND {packs}");
    let query = |name: &str, description: String, expression: String| Query {
        name: format!("root-credentials-{name}"),
        description,
        expression,
    };
    let mut queries = vec![
        query(
            "packs-by-account",
            "Whether each account complies with the pack for root credentials, and with how many \
             rules"
                .to_owned(),
            format!(
                "SELECT accountId, awsRegion, resourceName, configuration.complianceType, \
                 configuration.compliantRuleCount, configuration.nonCompliantRuleCount, \
                 configuration.totalRuleCount WHERE {from}"
            ),
        ),
        query(
            "one-account",
            format!(
                "Every rule's result in one account: put its id in place of {PLACEHOLDER_ACCOUNT}"
            ),
            format!(
                "SELECT accountId, resourceName, {LIST} WHERE {from} AND accountId = \
                 '{PLACEHOLDER_ACCOUNT}'"
            ),
        ),
    ];
    for (recommendation, names) in by_recommendation(rules) {
        let its = if names.len() == 1 {
            "the rule"
        } else {
            "the rules"
        };
        let conditions = names.iter().map(|name| {
            matches(
                &format!("{LIST}.configRuleName"),
                &format!("{name}-conformance-pack-%"),
            )
        });
        queries.push(query(
            &format!("{recommendation}-non-compliant"),
            format!(
                "Accounts that may not follow {recommendation}. Conditions on a list match across \
                 its elements: read the results of {its} in the answer's list"
            ),
            format!(
                "SELECT accountId, resourceName, {LIST} WHERE {from} AND {LIST}.complianceType = \
                 'NON_COMPLIANT' AND {}",
                any_of(conditions)
            ),
        ));
    }
    queries
}

fn by_recommendation(rules: &[Rule]) -> BTreeMap<&str, Vec<&str>> {
    let mut answering: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in rules {
        for recommendation in &rule.recommendations {
            answering
                .entry(recommendation)
                .or_default()
                .push(&rule.name);
        }
    }
    answering
}

fn matches(property: &str, pattern: &str) -> String {
    let comparison = if pattern.ends_with('%') { "LIKE" } else { "=" };
    format!("{property} {comparison} '{pattern}'")
}

fn any_of(conditions: impl Iterator<Item = String>) -> String {
    let conditions: Vec<String> = conditions.collect();
    match &conditions[..] {
        [one] => one.clone(),
        several => format!("({})", several.join(" OR ")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use serde_json::Value;

    use super::*;
    use crate::project::Project;

    fn read(path: &str) -> Value {
        let path = Project::find().unwrap().path(path);
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    }

    fn text(value: &Value) -> String {
        value.as_str().unwrap().to_owned()
    }

    /// A rule of which only name and recommendations are said.
    fn rule(written: &Value) -> Rule {
        let text = format!(
            "title = \"x\"\ndescription = \"x\"\nrecommendations = {}\nkinds = [\"member\"]\n\
             frequency = \"TwentyFour_Hours\"\nseverity = \"low\"\ntimeout = 60\n\
             [permissions]\nown = [\"iam:GetAccountSummary\"]\n",
            written["recommendations"]
        );
        Rule::parse(written["name"].as_str().unwrap(), &text).unwrap()
    }

    #[test]
    fn they_are_those_that_the_cdk_stores() {
        let rules: Vec<Rule> = read("cdk/test/fixtures/rules.json")["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(rule)
            .collect();
        let template = read("cdk/test/__snapshots__/RootCredentialRulesOrganization.json");
        let stored: BTreeMap<String, (String, String)> = template["Resources"]
            .as_object()
            .unwrap()
            .values()
            .filter(|resource| resource["Type"] == "AWS::Config::StoredQuery")
            .map(|resource| {
                let properties = &resource["Properties"];
                (
                    text(&properties["QueryName"]),
                    (
                        text(&properties["QueryDescription"]),
                        text(&properties["QueryExpression"]),
                    ),
                )
            })
            .collect();
        let packs = ["root-credential-rules", "root-credential-rules-members"];
        let own: BTreeMap<String, (String, String)> = queries(&rules, &packs)
            .into_iter()
            .map(|query| (query.name, (query.description, query.expression)))
            .collect();
        assert!(stored.len() > 2);
        assert_eq!(own, stored);
    }
}
