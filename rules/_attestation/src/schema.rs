use std::fmt::Write as _;

use rule_metadata::Rule;
use serde_json::{Map, Value, json};

use crate::{AccountKind, Claim, ClaimType, Presence, Purpose};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
/// The form of [`crate::Link`], as far as a pattern can express it.
const LINK: &str = r"^[Hh][Tt][Tt][Pp][Ss]://([A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?\.)+([A-Za-z]+|[Xx][Nn]--[A-Za-z0-9_-]+)\.?(:[0-9]{1,5})?([/?#]\S*)?$";
/// The form of RFC 3339; not every reader of schemas checks `format`.
const TIME: &str = r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$";

/// The JSON Schemas of all documents, as file names and texts: one for the attestation of
/// each rule that has claims, and one for use records.
///
/// A schema holds what an editor or a pipeline can check. It can't check that a date is in the
/// past, that the people differ, or which kind of account a document is for: it accepts what is
/// valid for at least one kind.
#[must_use]
pub fn schemas<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = rules
        .into_iter()
        .filter(|rule| !rule.claims.is_empty())
        .map(|rule| {
            (
                format!("{}.schema.json", rule.name),
                text(attestation_schema(rule)),
            )
        })
        .collect();
    files.push((
        "use-record.schema.json".to_owned(),
        text(use_record_schema()),
    ));
    files
}

/// A table of a rule's claims in Markdown; `None` if it has no claims.
#[must_use]
pub fn claims_table(rule: &Rule) -> Option<String> {
    if rule.claims.is_empty() {
        return None;
    }
    let mut table = "| claim | must be | states |\n|---|---|---|\n".to_owned();
    for claim in &rule.claims {
        // Writing to a String can't fail.
        let _ = writeln!(
            table,
            "| `{}` | {} | {} |",
            claim.name,
            wanted(claim),
            claim.description
        );
    }
    Some(table)
}

fn wanted(claim: &Claim) -> String {
    let code = |values: &[String]| {
        values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut wanted = match &claim.kind {
        ClaimType::Integer { minimum } => format!("a whole number, at least {minimum}"),
        ClaimType::Boolean { must: Some(must) } => format!("`{must}`"),
        ClaimType::Boolean { must: None } => "`true` or `false`".to_owned(),
        ClaimType::Choice { values } => {
            let values: Vec<String> = values
                .iter()
                .map(|choice| match kinds_note(&choice.kinds) {
                    Some(kinds) => format!("`{}` ({kinds})", choice.value),
                    None => format!("`{}`", choice.value),
                })
                .collect();
            format!("one of {}", values.join(", "))
        }
        ClaimType::AllOf { values } => format!("a list of {}", code(values)),
        ClaimType::Link => "an https link".to_owned(),
        ClaimType::Links { keys } => format!("an https link for each of {}", code(keys)),
        ClaimType::Time { max_age_days } => {
            format!("a time no more than {max_age_days} days ago")
        }
        ClaimType::Digest => "a SHA-256 digest in hexadecimal".to_owned(),
    };
    match &claim.presence {
        Presence::Required => {}
        Presence::Optional => wanted.push_str("; optional"),
        // Writing to a String can't fail.
        Presence::When(condition) => {
            let _ = write!(wanted, "; where `{condition}` is true");
        }
    }
    if let Some(kinds) = kinds_note(&claim.kinds) {
        let _ = write!(wanted, "; {kinds}");
    }
    wanted
}

fn kinds_note(kinds: &[AccountKind]) -> Option<String> {
    if kinds.len() == AccountKind::ALL.len() {
        return None;
    }
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    Some(format!("{} accounts only", names.join(" and ")))
}

fn attestation_schema(rule: &Rule) -> Value {
    // Kinds of account with the same claims share a schema.
    let mut alternatives: Vec<(Vec<&str>, Value)> = Vec::new();
    for kind in &rule.kinds {
        let schema = claims_schema(&rule.claims, *kind);
        match alternatives.iter_mut().find(|(_, known)| *known == schema) {
            Some((kinds, _)) => kinds.push(kind.name()),
            None => alternatives.push((vec![kind.name()], schema)),
        }
    }
    let claims = match alternatives.as_slice() {
        [(_, only)] => only.clone(),
        _ => json!({
            "anyOf": alternatives
                .into_iter()
                .map(|(kinds, mut schema)| {
                    schema["title"] = format!("Claims for {} accounts", kinds.join(" and ")).into();
                    schema
                })
                .collect::<Vec<_>>(),
        }),
    };
    let mut schema = object(
        &[
            ("schemaVersion", json!({ "const": 1 })),
            ("attestedAt", time("When it was attested")),
            ("attestedBy", people("Who attests it")),
            ("evidence", link("Where an auditor finds the evidence")),
            ("claims", claims),
        ],
        &[],
    );
    schema["$schema"] = DRAFT.into();
    schema["title"] = format!("Attestation for {}", rule.name).into();
    schema["description"] = rule.description.clone().into();
    schema
}

fn use_record_schema() -> Value {
    let mut schema = object(
        &[
            ("schemaVersion", json!({ "const": 1 })),
            ("from", time("When the use began")),
            ("to", time("When the use ended")),
            (
                "purpose",
                json!({ "enum": Purpose::ALL.map(Purpose::name), "description": "What root was used for" }),
            ),
            ("people", people("Who took part")),
            ("reference", link("The ticket or minutes of the use")),
        ],
        &[],
    );
    schema["$schema"] = DRAFT.into();
    schema["title"] = "Record of a use of the root user".into();
    schema
}

fn claims_schema(claims: &[Claim], kind: AccountKind) -> Value {
    let asked: Vec<&Claim> = claims
        .iter()
        .filter(|claim| claim.applies_to(kind))
        .collect();
    let properties: Vec<(&str, Value)> = asked
        .iter()
        .map(|claim| (claim.name.as_str(), claim_schema(claim, kind)))
        .collect();
    let left_out: Vec<&str> = asked
        .iter()
        .filter(|claim| claim.presence != Presence::Required)
        .map(|claim| claim.name.as_str())
        .collect();
    let mut schema = object(&properties, &left_out);
    let conditions: Vec<Value> = asked
        .iter()
        .filter_map(|claim| match &claim.presence {
            Presence::When(condition) => Some(json!({
                "if": { "properties": { condition: { "const": true } }, "required": [condition] },
                "then": { "required": [claim.name] },
            })),
            Presence::Required | Presence::Optional => None,
        })
        .collect();
    if !conditions.is_empty() {
        schema["allOf"] = conditions.into();
    }
    schema
}

fn claim_schema(claim: &Claim, kind: AccountKind) -> Value {
    let mut schema = match &claim.kind {
        ClaimType::Integer { minimum } => json!({ "type": "integer", "minimum": minimum }),
        ClaimType::Boolean { must: Some(must) } => json!({ "const": must }),
        ClaimType::Boolean { must: None } => json!({ "type": "boolean" }),
        ClaimType::Choice { values } => json!({
            "enum": values
                .iter()
                .filter(|choice| choice.kinds.contains(&kind))
                .map(|choice| choice.value.as_str())
                .collect::<Vec<_>>(),
        }),
        ClaimType::AllOf { values } => json!({
            "type": "array",
            "items": { "enum": values },
            "uniqueItems": true,
            "minItems": values.len(),
        }),
        ClaimType::Link => link(""),
        ClaimType::Links { keys } => {
            let entries: Vec<(&str, Value)> =
                keys.iter().map(|key| (key.as_str(), link(""))).collect();
            object(&entries, &[])
        }
        ClaimType::Time { .. } => time(""),
        ClaimType::Digest => json!({ "type": "string", "pattern": "^[0-9A-Fa-f]{64}$" }),
    };
    schema["description"] = claim.description.clone().into();
    schema
}

fn object(properties: &[(&str, Value)], left_out: &[&str]) -> Value {
    let required: Vec<&str> = properties
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !left_out.contains(name))
        .collect();
    let properties: Map<String, Value> = properties
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn link(description: &str) -> Value {
    described(json!({ "type": "string", "pattern": LINK }), description)
}

fn time(description: &str) -> Value {
    described(
        json!({ "type": "string", "format": "date-time", "pattern": TIME }),
        description,
    )
}

fn people(description: &str) -> Value {
    described(
        json!({
            "type": "array",
            "items": { "type": "string", "pattern": r"\S" },
            "minItems": 2,
            "uniqueItems": true,
        }),
        description,
    )
}

fn described(mut schema: Value, description: &str) -> Value {
    if !description.is_empty() {
        schema["description"] = description.into();
    }
    schema
}

/// Fields are sorted, even if another crate makes serde_json keep insertion order, because the
/// files are compared with the generated text.
fn text(mut schema: Value) -> String {
    schema.sort_all_objects();
    format!("{schema:#}\n")
}
