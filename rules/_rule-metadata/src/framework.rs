use std::collections::BTreeSet;

use serde::Deserialize;

/// Requirements of frameworks that a rule is evidence for, and who says so (an entry of
/// `frameworks` in rule.toml).
///
/// Both are ids of conformance-pack/frameworks.toml, which is read where it is at hand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The framework and the requirement's id in it, such as `nist-800-53-r5/IA-2(1)`.
    pub requirements: Vec<String>,
    /// The id of the source, such as `security-hub-iam`.
    pub source: String,
}

/// A framework and the id of one of its requirements, of `nist-800-53-r5/IA-2(1)`.
#[must_use]
pub fn split_requirement(written: &str) -> Option<(&str, &str)> {
    written
        .split_once('/')
        .filter(|(framework, id)| !framework.is_empty() && !id.is_empty())
}

/// What is wrong with a rule's mappings.
pub(crate) fn problem(mappings: &[Mapping]) -> Option<String> {
    let mut seen = BTreeSet::new();
    for mapping in mappings {
        if mapping.requirements.is_empty() {
            return Some(format!("an entry of {} names none", mapping.source));
        }
        for requirement in &mapping.requirements {
            if split_requirement(requirement).is_none() {
                return Some(format!(
                    "{requirement} must be a framework and a requirement, such as cis-5.0/1.4"
                ));
            }
            if !seen.insert(requirement) {
                return Some(format!("{requirement} is named twice"));
            }
        }
    }
    None
}
