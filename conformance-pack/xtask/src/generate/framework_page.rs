//! docs/frameworks.md: which rules are evidence for a requirement, and for which a rule is.

use std::fmt::Write as _;

use super::markdown::{code, notice, table};
use pack::project::{Catalogue, Framework, Requirement};

pub(super) fn page(catalogue: &Catalogue) -> String {
    let mut text = notice("conformance-pack/frameworks.toml and rules/*/rule.toml");
    text.push_str(
        "\n# Frameworks\n\n\
         The requirements of frameworks for which a rule is evidence, and the sources of that. The \
         rules only judge the root user. Each requirement lists what they don't see: a verdict is \
         evidence for a requirement, but never all of it.\n\n\
         The ids are the frameworks' own. The titles are this project's words, because most of the \
         texts are licensed: read the requirement itself in the framework. A mapping is here only \
         if a public source has it for such a check; each rule names [the sources](#sources). \
         [The report](report.md) filters and totals by framework with `--framework` and the name \
         in the first table.\n\n",
    );
    let rows: Vec<_> = catalogue.frameworks.all.iter().map(overview).collect();
    text.push_str(&table(
        ["Framework", "`--framework`", "By", "Requirements"],
        &rows,
    ));
    for framework in &catalogue.frameworks.all {
        let _ = write!(
            text,
            "\n<a id=\"{}\"></a>\n\n## {}\n\n",
            framework.id, framework.title
        );
        let rows: Vec<_> = framework
            .requirements
            .iter()
            .map(|requirement| row(catalogue, framework, requirement))
            .collect();
        text.push_str(&table(
            [
                "Requirement",
                "In our words",
                "Rules",
                "What they don't see",
            ],
            &rows,
        ));
    }
    text.push_str("\n## By rule\n\n");
    text.push_str(&table(
        ["Rule", "Requirement", "Source"],
        &by_rule(catalogue),
    ));
    let without: Vec<_> = catalogue
        .rules
        .iter()
        .filter(|documented| documented.rule.frameworks.is_empty())
        .map(|documented| link(&documented.rule.name))
        .collect();
    if !without.is_empty() {
        let _ = writeln!(
            text,
            "\nNo public source maps such a check: {}.",
            without.join(", ")
        );
    }
    text.push_str("\n## Sources\n\n");
    text.push_str(&table(
        ["Source", "By", "Version or day read"],
        &sources(catalogue),
    ));
    text
}

fn overview(framework: &Framework) -> [String; 4] {
    [
        format!("[{}](#{})", framework.title, framework.id),
        code(&framework.id),
        framework.by.clone(),
        framework.requirements.len().to_string(),
    ]
}

fn row(catalogue: &Catalogue, framework: &Framework, requirement: &Requirement) -> [String; 4] {
    let rules: Vec<_> = catalogue
        .rules
        .iter()
        .filter(|documented| framework.is_evidence(&documented.rule, requirement))
        .map(|documented| link(&documented.rule.name))
        .collect();
    [
        requirement.id.clone(),
        requirement.title.clone(),
        rules.join(", "),
        requirement.beyond.clone(),
    ]
}

/// A row for each mapping, the rule in the first of its rows.
fn by_rule(catalogue: &Catalogue) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    for documented in &catalogue.rules {
        let mut rule = link(&documented.rule.name);
        for mapping in &documented.rule.frameworks {
            let requirements: Vec<_> = mapping.requirements.iter().map(|id| code(id)).collect();
            let source = catalogue.frameworks.source(&mapping.source);
            rows.push([
                std::mem::take(&mut rule),
                requirements.join(", "),
                source.map_or_else(String::new, |source| {
                    format!("{}: [{}]({})", source.by, source.title, source.url)
                }),
            ]);
        }
    }
    rows
}

fn sources(catalogue: &Catalogue) -> Vec<[String; 3]> {
    let sources = &catalogue.frameworks.sources;
    sources
        .iter()
        .map(|source| {
            [
                format!("[{}]({})", source.title, source.url),
                source.by.clone(),
                source.read.to_string(),
            ]
        })
        .collect()
}

fn link(rule: &str) -> String {
    format!("[{rule}](rules/{rule}.md)")
}
