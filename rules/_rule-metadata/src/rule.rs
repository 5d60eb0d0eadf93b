use std::collections::BTreeMap;

use serde::Deserialize;

use crate::AccountKind;
use crate::claim::{self, Claim, WrittenClaim};
use crate::framework::{self, Mapping};
use crate::parameter::{Parameter, WrittenParameter, common_parameters};
use crate::{MetadataError, Permissions};

/// AWS Config appends 27 characters to a rule's name inside a conformance pack, and the call that
/// reads a rule's results accepts a name of at most 64.
pub const MAX_NAME_LENGTH: usize = 37;
const MAX_TITLE_LENGTH: usize = 100;
/// AWS Config's limit for a rule's description.
const MAX_DESCRIPTION_LENGTH: usize = 256;
/// Lambda's limit for a function's timeout, in seconds.
const MAX_TIMEOUT: u32 = 900;

/// How often AWS Config runs the rule (`MaximumExecutionFrequency`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Frequency {
    #[serde(rename = "One_Hour")]
    OneHour,
    #[serde(rename = "Three_Hours")]
    ThreeHours,
    #[serde(rename = "Six_Hours")]
    SixHours,
    #[serde(rename = "Twelve_Hours")]
    TwelveHours,
    #[serde(rename = "TwentyFour_Hours")]
    TwentyFourHours,
}

impl Frequency {
    /// The name that AWS Config uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OneHour => "One_Hour",
            Self::ThreeHours => "Three_Hours",
            Self::SixHours => "Six_Hours",
            Self::TwelveHours => "Twelve_Hours",
            Self::TwentyFourHours => "TwentyFour_Hours",
        }
    }
}

/// How much harm a non-compliant account risks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// One rule: the name of its folder and what its rule.toml says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub name: String,
    pub title: String,
    pub description: String,
    /// Ids of AWS's recommendations, such as `MGMT-3`.
    pub recommendations: Vec<String>,
    /// The requirements of frameworks that it is evidence for; empty where no public source names
    /// such a check.
    pub frameworks: Vec<Mapping>,
    /// A rule reports NOT_APPLICABLE for an account of any other kind.
    pub kinds: Vec<AccountKind>,
    /// Whether it is about the root user's password, MFA devices, use or test: NOT_APPLICABLE in a
    /// partition where no root user can sign in.
    pub needs_root_user: bool,
    pub frequency: Frequency,
    pub severity: Severity,
    /// The function's timeout in seconds.
    pub timeout: u32,
    pub permissions: Permissions,
    /// The rule's own, by name. [`Rule::all_parameters`] adds the common ones.
    pub parameters: Vec<Parameter>,
    /// What the rule's attestation must claim, in the order in which it is judged. Empty if the
    /// rule reads no attestation.
    pub claims: Vec<Claim>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    title: String,
    description: String,
    recommendations: Vec<String>,
    #[serde(default)]
    frameworks: Vec<Mapping>,
    kinds: Vec<AccountKind>,
    #[serde(default, rename = "needs-root-user")]
    needs_root_user: bool,
    frequency: Frequency,
    severity: Severity,
    timeout: u32,
    #[serde(default)]
    permissions: Permissions,
    #[serde(default)]
    parameters: BTreeMap<String, WrittenParameter>,
    #[serde(default)]
    claims: Vec<WrittenClaim>,
}

impl Rule {
    /// Reads a rule.toml.
    ///
    /// # Errors
    ///
    /// Names the rule, the field and what is wrong with it.
    pub fn parse(name: &str, text: &str) -> Result<Self, MetadataError> {
        let written: WrittenRule = toml::from_str(text).map_err(|error| MetadataError::Syntax {
            rule: name.to_owned(),
            message: error.to_string(),
        })?;
        let invalid = |field: &str, problem: String| MetadataError::Invalid {
            rule: name.to_owned(),
            field: field.to_owned(),
            problem,
        };
        let parameters = written
            .parameters
            .into_iter()
            .map(|(parameter, written)| {
                written
                    .check(&parameter)
                    .map_err(|problem| invalid(&format!("parameters.{parameter}"), problem))
            })
            .collect::<Result<_, _>>()?;
        let rule = Self {
            name: name.to_owned(),
            title: written.title,
            description: written.description,
            recommendations: written.recommendations,
            frameworks: written.frameworks,
            kinds: written.kinds,
            needs_root_user: written.needs_root_user,
            frequency: written.frequency,
            severity: written.severity,
            timeout: written.timeout,
            permissions: written.permissions,
            parameters,
            claims: claim::check_all(written.claims)
                .map_err(|(field, problem)| invalid(&field, problem))?,
        };
        match rule.problem() {
            Some((field, problem)) => Err(invalid(&field, problem)),
            None => Ok(rule),
        }
    }

    /// The common parameters and the rule's own.
    #[must_use]
    pub fn all_parameters(&self) -> Vec<Parameter> {
        let mut all = common_parameters();
        all.extend(self.parameters.iter().cloned());
        all
    }

    /// The name of the rule's Lambda function and of its role.
    #[must_use]
    pub fn function_name(&self) -> String {
        format!("root-credential-rules-{}", self.name)
    }

    /// The name of a parameter among the template parameters of a conformance pack.
    #[must_use]
    pub fn pack_parameter(&self, parameter: &str) -> String {
        format!("{}Param{}", self.pascal_name(), capitalized(parameter))
    }

    /// The name in PascalCase, which is the rule's logical id in a conformance pack.
    #[must_use]
    pub fn pascal_name(&self) -> String {
        self.name.split('-').map(capitalized).collect()
    }

    /// The requirements of all frameworks that it is evidence for.
    pub fn requirements(&self) -> impl Iterator<Item = &str> {
        self.frameworks
            .iter()
            .flat_map(|mapping| &mapping.requirements)
            .map(String::as_str)
    }

    #[must_use]
    pub fn applies_to(&self, kind: AccountKind) -> bool {
        self.kinds.contains(&kind)
    }

    fn problem(&self) -> Option<(String, String)> {
        let found = |field: &str, problem: &str| Some((field.to_owned(), problem.to_owned()));
        if !is_kebab_case(&self.name) {
            return found("name", "the folder's name must be in kebab-case");
        }
        if self.name.len() > MAX_NAME_LENGTH {
            return found("name", "is longer than 37 characters");
        }
        if self.title.is_empty()
            || self.title.chars().count() > MAX_TITLE_LENGTH
            || self.title.ends_with('.')
        {
            return found("title", "must be 1 to 100 characters without a full stop");
        }
        if self.description.is_empty() || self.description.chars().count() > MAX_DESCRIPTION_LENGTH
        {
            return found("description", "must be 1 to 256 characters");
        }
        if self.recommendations.is_empty()
            || !self.recommendations.iter().all(|id| is_recommendation(id))
        {
            return found(
                "recommendations",
                "must name one or more recommendations, such as MGMT-3",
            );
        }
        if let Some(problem) = framework::problem(&self.frameworks) {
            return found("frameworks", &problem);
        }
        if self.kinds.is_empty() || !self.kinds.is_sorted_by(|a, b| a < b) {
            return found(
                "kinds",
                "must be some of management, member, standalone, in this order",
            );
        }
        if self.timeout == 0 || self.timeout > MAX_TIMEOUT {
            return found("timeout", "must be 1 to 900 seconds");
        }
        self.permissions.problem()
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

fn is_kebab_case(name: &str) -> bool {
    name.split('-').all(|word| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

fn is_recommendation(id: &str) -> bool {
    id.split_once('-').is_some_and(|(source, number)| {
        matches!(source, "MGMT" | "MBR" | "IAM") && number.parse::<u8>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use case_table::rows;

    use super::*;

    const GOOD: &str = r#"
        title = "MFA is on"
        description = "Checks MFA"
        recommendations = ["MGMT-3"]
        frameworks = [{ requirements = ["cis-5.0/1.4", "cis-3.0/1.5"], source = "a-source" }]
        kinds = ["management", "member"]
        frequency = "TwentyFour_Hours"
        severity = "critical"
        timeout = 60
        [permissions]
        own = ["iam:GetAccountSummary"]
        [parameters.maxAgeDays]
        type = "integer"
        minimum = 1
        maximum = 90
        default = 30
        description = "Days"
    "#;

    #[test]
    fn a_good_rule_is_read() {
        let rule = Rule::parse("root-mfa-enabled", GOOD).unwrap();
        assert_eq!(rule.kinds, [AccountKind::Management, AccountKind::Member]);
        assert_eq!(rule.parameters[0].default.as_deref(), Some("30"));
        assert!(rule.requirements().eq(["cis-5.0/1.4", "cis-3.0/1.5"]));
        assert_eq!(
            rule.all_parameters()
                .iter()
                .map(|p| rule.pack_parameter(&p.name))
                .collect::<Vec<_>>(),
            [
                "RootMfaEnabledParamOnUnreadable",
                "RootMfaEnabledParamMaxAgeDays"
            ]
        );
        assert_eq!(
            rule.function_name(),
            "root-credential-rules-root-mfa-enabled"
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        // The text in the good example, its replacement, and the name in the error.
        let table = r#"
            severity | sevirity | sevirity
            "MFA is on" | "MFA is on." | title
            "Checks MFA" | "" | description
            ["MGMT-3"] | ["CIS-1"] | recommendations
            cis-5.0/1.4 | cis-3.0/1.5 | named twice
            cis-5.0/1.4 | 1.4 | such as cis-5.0/1.4
            cis-5.0/1.4 | cis-5.0/ | such as cis-5.0/1.4
            ["cis-5.0/1.4", "cis-3.0/1.5"] | [] | frameworks: an entry of a-source
            source = "a-source" | from = "a-source" | from
            ["management", "member"] | ["member", "management"] | kinds
            timeout = 60 | timeout = 901 | timeout
            iam:GetAccountSummary | iam:* | permissions.own
            default = 30 | default = 91 | parameters.maxAgeDays
            maxAgeDays | max-age | parameters.max-age
            maxAgeDays | onUnreadable | parameters.onUnreadable
            minimum = 1 | minimum = 91 | parameters.maxAgeDays
            default = 30 | default = 30\nrequired = true | parameters.maxAgeDays
            "integer" | "number" | parameters.maxAgeDays
        "#;
        for [from, to, named] in rows(table) {
            assert!(GOOD.contains(from), "{from} is in the good example");
            let text = GOOD.replace(from, &to.replace("\\n", "\n"));
            let error = Rule::parse("root-mfa-enabled", &text).unwrap_err();
            let error = error.to_string();
            assert!(error.contains(named), "{from} -> {to}: {error}");
        }
    }

    #[test]
    fn a_name_that_aws_config_could_not_take_is_refused() {
        let long = "root-".to_owned() + &"x".repeat(MAX_NAME_LENGTH);
        for name in [long.as_str(), "Root-mfa", "root--mfa", "root_mfa"] {
            assert!(Rule::parse(name, GOOD).is_err(), "{name}");
        }
    }
}
