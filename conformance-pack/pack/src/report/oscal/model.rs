//! The part of OSCAL's model that is written.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

/// Of this project's identifiers and properties.
pub(super) const NAMESPACE: &str = "https://root-credential-rules.invalid/oscal";

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Document<'a> {
    pub(super) assessment_results: AssessmentResults<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct AssessmentResults<'a> {
    pub(super) uuid: Uuid,
    pub(super) metadata: Metadata,
    pub(super) import_ap: Href,
    pub(super) results: [Result<'a>; 1],
    pub(super) back_matter: BackMatter,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Metadata {
    pub(super) title: &'static str,
    pub(super) last_modified: Timestamp,
    pub(super) version: &'static str,
    pub(super) oscal_version: &'static str,
}

#[derive(Serialize)]
pub(super) struct Href {
    pub(super) href: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Result<'a> {
    pub(super) uuid: Uuid,
    pub(super) title: &'static str,
    pub(super) description: &'a str,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) local_definitions: LocalDefinitions<'a>,
    pub(super) reviewed_controls: ControlSelections<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) observations: Vec<Observation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remarks: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct LocalDefinitions<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) inventory_items: Vec<InventoryItem<'a>>,
}

#[derive(Serialize)]
pub(super) struct InventoryItem<'a> {
    pub(super) uuid: Uuid,
    pub(super) description: &'a str,
    pub(super) props: Vec<Property<'a>>,
}

#[derive(Serialize)]
pub(super) struct Property<'a> {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ns: Option<&'static str>,
    value: &'a str,
}

impl<'a> Property<'a> {
    /// With a name that OSCAL knows.
    pub(super) fn of_oscal(name: &'static str, value: &'a str) -> Self {
        Self {
            name,
            ns: None,
            value,
        }
    }

    pub(super) fn own(name: &'static str, value: &'a str) -> Self {
        Self {
            name,
            ns: Some(NAMESPACE),
            value,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ControlSelections<'a> {
    pub(super) control_selections: Vec<ControlSelection<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ControlSelection<'a> {
    pub(super) description: &'a str,
    pub(super) include_controls: Vec<Named>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Named {
    pub(super) control_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Observation<'a> {
    pub(super) uuid: Uuid,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) props: Vec<Property<'a>>,
    pub(super) methods: [&'static str; 1],
    pub(super) types: [&'static str; 1],
    pub(super) subjects: [Subject; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) relevant_evidence: Vec<Evidence>,
    pub(super) collected: Timestamp,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Subject {
    pub(super) subject_uuid: Uuid,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

#[derive(Serialize)]
pub(super) struct Evidence {
    description: String,
}

impl Evidence {
    pub(super) fn of_call(action: &str) -> Self {
        Self {
            description: format!("What {action} answered"),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Finding {
    pub(super) uuid: Uuid,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) target: Target,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_observations: Vec<Related>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Target {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) target_id: String,
    pub(super) status: Status,
}

#[derive(Serialize)]
pub(super) struct Status {
    pub(super) state: &'static str,
    pub(super) reason: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Related {
    pub(super) observation_uuid: Uuid,
}

#[derive(Serialize)]
pub(super) struct BackMatter {
    pub(super) resources: [Resource; 1],
}

#[derive(Serialize)]
pub(super) struct Resource {
    pub(super) uuid: Uuid,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
}
