//! docs/rules.md: all rules in one table.

use super::markdown::{notice, table};
use pack::project::{Catalogue, DocumentedRule};

pub(super) fn page(catalogue: &Catalogue) -> String {
    let rows: Vec<_> = catalogue.rules.iter().map(row).collect();
    format!(
        "{}\n# Rules\n\n\
         {} rules, in the order of [the recommendations](recommendations.md) that they answer. \
         An account of a kind that a rule isn't for is reported as NOT_APPLICABLE.\n\n{}",
        notice("rules/*/rule.toml"),
        catalogue.rules.len(),
        table(
            [
                "Rule",
                "Holds when",
                "Recommendations",
                "Accounts",
                "Severity"
            ],
            &rows
        )
    )
}

fn row(documented: &DocumentedRule) -> [String; 5] {
    let rule = &documented.rule;
    [
        format!("[{0}](rules/{0}.md)", rule.name),
        rule.title.clone(),
        rule.recommendations.join(", "),
        super::rule_page::kinds(rule),
        rule.severity.name().to_owned(),
    ]
}
