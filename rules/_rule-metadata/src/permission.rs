use serde::Deserialize;

/// The IAM actions that a rule's function calls, besides those that every function may call
/// (`config:PutEvaluations`, and `sts:AssumeRole` on the organization's reader role).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permissions {
    /// Called with the function's own credentials.
    #[serde(default)]
    pub own: Vec<String>,
    /// Called with the organization's reader role where one is set, else with the
    /// function's own credentials.
    #[serde(default)]
    pub organization: Vec<String>,
}

impl Permissions {
    pub(crate) fn problem(&self) -> Option<(String, String)> {
        for (field, actions) in [("own", &self.own), ("organization", &self.organization)] {
            let field = format!("permissions.{field}");
            if let Some(action) = actions.iter().find(|action| !is_action(action)) {
                return Some((
                    field,
                    format!("`{action}` must be an IAM action (service:Action)"),
                ));
            }
            if !actions.is_sorted_by(|a, b| a < b) {
                return Some((field, "must be sorted and without duplicates".to_owned()));
            }
        }
        None
    }
}

fn is_action(text: &str) -> bool {
    text.split_once(':').is_some_and(|(service, action)| {
        !service.is_empty()
            && service.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            && action.starts_with(|c: char| c.is_ascii_uppercase())
            && action.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}
