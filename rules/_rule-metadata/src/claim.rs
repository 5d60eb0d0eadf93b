use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::AccountKind;
use crate::parameter::is_camel_case;

/// AWS Config's 256 characters must hold a claim's description, the document's scope and what is
/// wrong.
const MAX_DESCRIPTION_LENGTH: usize = 100;
/// Long enough for `dependsOnProtectedAccount`, short enough for an annotation.
const MAX_NAME_LENGTH: usize = 32;

/// One claim of the attestation that a rule needs (`[[claims]]` in rule.toml).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// In camelCase.
    pub name: String,
    pub kind: ClaimType,
    pub presence: Presence,
    /// The kinds of account that must make it.
    pub kinds: Vec<AccountKind>,
    /// What the claim states, without a full stop.
    pub description: String,
}

/// What a claim's value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimType {
    /// A whole number.
    Integer { minimum: u32 },
    /// True or false. Without `must`, either is accepted.
    Boolean { must: Option<bool> },
    /// One of the values that the account's kind may choose from.
    Choice { values: Vec<ChoiceValue> },
    /// A list that names each of these once.
    AllOf { values: Vec<String> },
    /// An https link.
    Link,
    /// An object with an https link under each of these keys.
    Links { keys: Vec<String> },
    /// A moment that is at most this many days ago.
    Time { max_age_days: u32 },
    /// A SHA-256 digest in hexadecimal.
    Digest,
}

/// A value, and the kinds of account that may choose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceValue {
    pub value: String,
    pub kinds: Vec<AccountKind>,
}

/// Whether a document must hold a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    Required,
    Optional,
    /// Required, and judged, if this boolean claim is true.
    When(String),
}

impl Claim {
    #[must_use]
    pub fn applies_to(&self, kind: AccountKind) -> bool {
        self.kinds.contains(&kind)
    }
}

impl ClaimType {
    /// The name of the type in rule.toml.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Integer { .. } => "integer",
            Self::Boolean { .. } => "boolean",
            Self::Choice { .. } => "choice",
            Self::AllOf { .. } => "all-of",
            Self::Link => "link",
            Self::Links { .. } => "links",
            Self::Time { .. } => "time",
            Self::Digest => "digest",
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WrittenType {
    Integer,
    Boolean,
    Choice,
    AllOf,
    Link,
    Links,
    Time,
    Digest,
}

/// A claim as written in rule.toml, before it is checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenClaim {
    name: String,
    #[serde(rename = "type")]
    kind: WrittenType,
    minimum: Option<u32>,
    must: Option<bool>,
    values: Option<Vec<String>>,
    /// Further values of a choice, for some kinds of account only.
    #[serde(default)]
    also: BTreeMap<AccountKind, Vec<String>>,
    #[serde(rename = "maxAgeDays")]
    max_age_days: Option<u32>,
    #[serde(default)]
    optional: bool,
    when: Option<String>,
    kinds: Option<Vec<AccountKind>>,
    description: String,
}

impl WrittenClaim {
    fn check(self) -> Result<Claim, String> {
        if !is_camel_case(&self.name) || self.name.len() > MAX_NAME_LENGTH {
            return Err("the name must be in camelCase, of at most 32 characters".to_owned());
        }
        let length = self.description.chars().count();
        if length == 0 || length > MAX_DESCRIPTION_LENGTH || self.description.ends_with('.') {
            return Err(
                "the description must be 1 to 100 characters without a full stop".to_owned(),
            );
        }
        let kinds = self.kinds.unwrap_or_else(|| AccountKind::ALL.to_vec());
        if kinds.is_empty() || !kinds.is_sorted_by(|a, b| a < b) {
            return Err(
                "kinds must be some of management, member, standalone, in this order".to_owned(),
            );
        }
        let presence = match (self.optional, self.when) {
            (false, None) => Presence::Required,
            (true, None) => Presence::Optional,
            (false, Some(other)) => Presence::When(other),
            (true, Some(_)) => return Err("a claim with `when` is not `optional`".to_owned()),
        };
        let also = (!self.also.is_empty()).then_some(self.also);
        let kind = match (
            self.kind,
            self.minimum,
            self.must,
            self.values,
            also,
            self.max_age_days,
        ) {
            (WrittenType::Integer, Some(minimum), None, None, None, None) => {
                ClaimType::Integer { minimum }
            }
            (WrittenType::Boolean, None, must, None, None, None) => ClaimType::Boolean { must },
            (WrittenType::Choice, None, None, Some(values), also, None) => ClaimType::Choice {
                values: choice_values(distinct(values)?, also.unwrap_or_default())?,
            },
            (WrittenType::AllOf, None, None, Some(values), None, None) => ClaimType::AllOf {
                values: distinct(values)?,
            },
            (WrittenType::Link, None, None, None, None, None) => ClaimType::Link,
            (WrittenType::Links, None, None, Some(keys), None, None) => ClaimType::Links {
                keys: distinct(keys)?,
            },
            (WrittenType::Time, None, None, None, None, Some(max_age_days)) if max_age_days > 0 => {
                ClaimType::Time { max_age_days }
            }
            (WrittenType::Digest, None, None, None, None, None) => ClaimType::Digest,
            _ => {
                return Err(
                    "an integer needs `minimum`; a boolean may have `must`; a choice \
                            needs `values` and may have `also`; all-of and links need \
                            `values`; a time needs `maxAgeDays`; none takes more"
                        .to_owned(),
                );
            }
        };
        Ok(Claim {
            name: self.name,
            kind,
            presence,
            kinds,
            description: self.description,
        })
    }
}

/// Checks the claims of one rule, in the order in which they are written and judged. An error names
/// the field and what is wrong with it.
pub(crate) fn check_all(written: Vec<WrittenClaim>) -> Result<Vec<Claim>, (String, String)> {
    let mut claims: Vec<Claim> = Vec::with_capacity(written.len());
    for claim in written {
        let field = format!("claims.{}", claim.name);
        let claim = claim.check().map_err(|problem| (field.clone(), problem))?;
        if claims.iter().any(|other| other.name == claim.name) {
            return Err((field, "is repeated".to_owned()));
        }
        if let Presence::When(condition) = &claim.presence
            && !claims.iter().any(|other| is_condition(other, condition))
        {
            return Err((
                field,
                format!("`when` must name a boolean claim above it, not `{condition}`"),
            ));
        }
        claims.push(claim);
    }
    Ok(claims)
}

fn is_condition(claim: &Claim, name: &str) -> bool {
    claim.name == name
        && claim.kind == ClaimType::Boolean { must: None }
        && claim.presence == Presence::Required
}

fn choice_values(
    common: Vec<String>,
    also: BTreeMap<AccountKind, Vec<String>>,
) -> Result<Vec<ChoiceValue>, String> {
    let mut values: Vec<ChoiceValue> = common
        .into_iter()
        .map(|value| ChoiceValue {
            value,
            kinds: AccountKind::ALL.to_vec(),
        })
        .collect();
    for (kind, further) in also {
        for value in distinct(further)? {
            match values.iter_mut().find(|known| known.value == value) {
                Some(known) if known.kinds.contains(&kind) => {
                    return Err(format!("`{value}` is repeated"));
                }
                Some(known) => known.kinds.push(kind),
                None => values.push(ChoiceValue {
                    value,
                    kinds: vec![kind],
                }),
            }
        }
    }
    Ok(values)
}

fn distinct(values: Vec<String>) -> Result<Vec<String>, String> {
    if values.is_empty() {
        return Err("`values` is empty".to_owned());
    }
    let mut seen = BTreeSet::new();
    for value in &values {
        let kebab = !value.is_empty() && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !kebab {
            return Err(format!("`{value}` must be lower-case words joined by `-`"));
        }
        if !seen.insert(value) {
            return Err(format!("`{value}` is repeated"));
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use case_table::rows;

    use super::*;
    use crate::Rule;

    const RULE: &str = r#"
        title = "The device is kept"
        description = "Checks custody"
        recommendations = ["MGMT-3"]
        kinds = ["management", "member", "standalone"]
        frequency = "TwentyFour_Hours"
        severity = "high"
        timeout = 60
    "#;

    const CLAIMS: &str = r#"
        [[claims]]
        name = "custodians"
        type = "integer"
        minimum = 2
        description = "how many people are needed"
        [[claims]]
        name = "method"
        type = "choice"
        values = ["safe", "split"]
        also = { member = ["password-manager"] }
        description = "how it is stored"
        [[claims]]
        name = "batteryPowered"
        type = "boolean"
        description = "the device has a battery"
        [[claims]]
        name = "batteryCheckedAt"
        type = "time"
        maxAgeDays = 366
        when = "batteryPowered"
        description = "when the battery was last checked"
        [[claims]]
        name = "serialNumberDigest"
        type = "digest"
        optional = true
        kinds = ["management"]
        description = "digest of the device's serial number"
    "#;

    fn claims_of(claims: &str) -> Result<Vec<Claim>, String> {
        Rule::parse("root-mfa-custody-attested", &format!("{RULE}{claims}"))
            .map(|rule| rule.claims)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn claims_are_read_in_the_order_written() {
        let claims = claims_of(CLAIMS).unwrap();
        let names: Vec<&str> = claims.iter().map(|claim| claim.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "custodians",
                "method",
                "batteryPowered",
                "batteryCheckedAt",
                "serialNumberDigest"
            ]
        );
        assert_eq!(
            claims[1].kind,
            ClaimType::Choice {
                values: vec![
                    ChoiceValue {
                        value: "safe".to_owned(),
                        kinds: AccountKind::ALL.to_vec()
                    },
                    ChoiceValue {
                        value: "split".to_owned(),
                        kinds: AccountKind::ALL.to_vec()
                    },
                    ChoiceValue {
                        value: "password-manager".to_owned(),
                        kinds: vec![AccountKind::Member]
                    },
                ]
            }
        );
        assert_eq!(
            claims[3].presence,
            Presence::When("batteryPowered".to_owned())
        );
        assert!(claims[4].applies_to(AccountKind::Management));
        assert!(!claims[4].applies_to(AccountKind::Member));
    }

    #[test]
    fn a_rule_without_claims_has_none() {
        assert_eq!(claims_of(""), Ok(Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        // The text in the good example, its replacement, and the name in the error.
        let table = r#"
            minimum = 2 | | claims.custodians
            minimum = 2 | minimum = 2\nmust = true | claims.custodians
            "method" | "custodians" | is repeated
            "method" | "the-method" | camelCase
            ["safe", "split"] | [] | claims.method
            ["safe", "split"] | ["safe", "safe"] | is repeated
            ["safe", "split"] | ["Safe"] | Safe
            ["password-manager"] | ["safe"] | is repeated
            maxAgeDays = 366 | | claims.batteryCheckedAt
            maxAgeDays = 366 | maxAgeDays = 0 | claims.batteryCheckedAt
            when = "batteryPowered" | when = "method" | claims.batteryCheckedAt
            when = "batteryPowered" | when = "batteryPowered"\noptional = true | claims.batteryCheckedAt
            kinds = ["management"] | kinds = [] | claims.serialNumberDigest
            "digest" | "hash" | hash
            "how it is stored" | "" | claims.method
            "how it is stored" | "Stored." | claims.method
        "#;
        for [from, to, named] in rows(table) {
            assert!(CLAIMS.contains(from), "{from} is in the good example");
            let to = to.replace("\\n", "\n");
            let error = claims_of(&CLAIMS.replace(from, &to)).unwrap_err();
            assert!(error.contains(named), "{from} -> {to}: {error}");
        }
    }
}
