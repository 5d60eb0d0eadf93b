//! docs/rules/<rule>.md: a rule's own text with what its metadata and cases say.

use std::fmt::Write as _;

use rule_metadata::{AccountKind, Frequency, Parameter, ParameterType, Rule};

use super::markdown::{code, codes, notice, table};
use local_aws::{Expect, Promise};

use pack::project::DocumentedRule;

pub(super) fn page(documented: &DocumentedRule) -> String {
    let rule = &documented.rule;
    let mut text = notice(&format!("rules/{}", rule.name));
    let _ = write!(
        text,
        "\n# {}\n\n{}.\n\n{}\n\n{}",
        rule.name,
        rule.title,
        rule.description,
        overview(rule)
    );
    // The page is in docs/ itself.
    let own = |title| {
        let text = documented.page.section(title);
        text.replace("](../../docs/", "](../")
    };
    for (title, body) in [
        ("Why", own("Why")),
        ("How it decides", own("How it decides")),
        ("What it reads", reads(rule)),
        ("Parameters", parameters(rule)),
        ("Claims", claims(rule)),
        ("Examples", examples(&documented.cases)),
        ("Remedy", own("Remedy")),
        ("Limits", own("Limits")),
        ("Links", own("Links")),
    ] {
        let body = body.trim_end();
        if !body.is_empty() {
            let _ = write!(text, "\n## {title}\n\n{body}\n");
        }
    }
    text
}

/// The kinds of account that a rule judges, as text.
pub(super) fn kinds(rule: &Rule) -> String {
    if AccountKind::ALL.iter().all(|kind| rule.applies_to(*kind)) {
        return "all".to_owned();
    }
    rule.kinds
        .iter()
        .map(|kind| kind.name())
        .collect::<Vec<_>>()
        .join(", ")
}

fn overview(rule: &Rule) -> String {
    let recommendations = rule
        .recommendations
        .iter()
        .map(|id| format!("[{id}](../recommendations.md#{})", id.to_lowercase()))
        .collect::<Vec<_>>()
        .join(", ");
    let row = |name: &str, value: String| [name.to_owned(), value];
    table(
        ["", ""],
        &[
            row("Recommendations", recommendations),
            row("Accounts", kinds(rule) + where_root_is(rule)),
            row("Severity", rule.severity.name().to_owned()),
            row("Runs", every(rule.frequency).to_owned()),
            row(
                "Function",
                format!(
                    "{}, ends after {} s at the latest",
                    code(&rule.function_name()),
                    rule.timeout
                ),
            ),
        ],
    )
}

/// Where there is nobody to judge.
fn where_root_is(rule: &Rule) -> &'static str {
    if rule.needs_root_user {
        "; NOT_APPLICABLE in the AWS China Regions, where [there is no root \
         user](https://docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html)"
    } else {
        ""
    }
}

fn every(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::OneHour => "every hour",
        Frequency::ThreeHours => "every 3 hours",
        Frequency::SixHours => "every 6 hours",
        Frequency::TwelveHours => "every 12 hours",
        Frequency::TwentyFourHours => "every 24 hours",
    }
}

fn reads(rule: &Rule) -> String {
    let mut lines = String::new();
    let permissions = &rule.permissions;
    if !permissions.own.is_empty() {
        let _ = writeln!(
            lines,
            "- With the function's own role: {}",
            codes(&permissions.own)
        );
    }
    if !permissions.organization.is_empty() {
        let _ = writeln!(
            lines,
            "- With the organization's reader role (`ORGANIZATION_READER_ROLE_ARN`) where one is \
             set, else with the function's own: {}",
            codes(&permissions.organization)
        );
    }
    if lines.is_empty() {
        return String::new();
    }
    format!("{lines}\nBesides, it reports with `config:PutEvaluations`.\n")
}

fn parameters(rule: &Rule) -> String {
    let rows: Vec<_> = rule
        .all_parameters()
        .into_iter()
        .map(|parameter| {
            [
                code(&parameter.name),
                type_and_bounds(&parameter.kind),
                default(&parameter),
                parameter.description,
            ]
        })
        .collect();
    table(["Parameter", "Type", "Default", "Meaning"], &rows)
}

/// What the rule's attestation must say; nothing if it reads none.
fn claims(rule: &Rule) -> String {
    let Some(claims) = attestation::claims_table(rule) else {
        return String::new();
    };
    let name = &rule.name;
    format!(
        "{claims}\nThe attestation is checked by this [JSON Schema](../schemas/{name}.schema.json) \
         as far as one can tell. What to do before it is attested: \
         [guide](../attestations/{name}.md).\n"
    )
}

fn type_and_bounds(kind: &ParameterType) -> String {
    match kind {
        ParameterType::Boolean => "`true` or `false`".to_owned(),
        ParameterType::Integer { minimum, maximum } => {
            format!("whole number, {minimum} to {maximum}")
        }
        ParameterType::Choice { values } => codes(values),
        ParameterType::List => "comma-separated list".to_owned(),
        ParameterType::Text => "text".to_owned(),
    }
}

fn default(parameter: &Parameter) -> String {
    match (&parameter.default, parameter.required) {
        (Some(default), _) => code(default),
        (None, true) => "required".to_owned(),
        (None, false) => "not set".to_owned(),
    }
}

/// `{{ date 3 days ago }}` depends on the day of the test run, which a page can't show.
fn without_times(text: &str) -> String {
    text.replace("{{ ", "[").replace(" }}", "]")
}

fn examples(cases: &[Promise]) -> String {
    if cases.is_empty() {
        return String::new();
    }
    let mut text = "The end-to-end tests run each of these.\n".to_owned();
    for case in cases {
        let _ = write!(text, "\n- {}", case.title);
        if !case.title.ends_with('.') {
            text.push('.');
        }
        if !case.parameters.is_empty() {
            let given = case
                .parameters
                .iter()
                .map(|(name, value)| format!("`{name}` = `{value}`"))
                .collect::<Vec<_>>()
                .join(", ");
            let _ = write!(text, " With {given}.");
        }
        let _ = match &case.expect {
            Expect::Evaluation {
                compliance,
                annotation: Some(annotation),
            } => {
                let annotation = without_times(annotation);
                write!(text, "\n\n  **{compliance}**\n\n  > {annotation}\n")
            }
            Expect::Evaluation {
                compliance,
                annotation: None,
            } => write!(text, "\n\n  **{compliance}**\n"),
            Expect::Error(error) => write!(
                text,
                "\n\n  No verdict: the invocation fails with \
                 [`{error}`](../troubleshooting.md#{}).\n",
                error.to_lowercase()
            ),
        };
    }
    text
}
