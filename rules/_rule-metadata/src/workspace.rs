use std::fs;
use std::path::{Path, PathBuf};

use crate::{MetadataError, Rule};

/// A rule and where it lives.
#[derive(Debug, Clone)]
pub struct RuleFolder {
    pub rule: Rule,
    pub path: PathBuf,
}

/// All rules below `rules/` of the workspace, by name. A folder whose name begins with an
/// underscore is a library.
///
/// # Errors
///
/// A folder that can't be listed, or a rule.toml that is missing or wrong.
pub fn discover(workspace: &Path) -> Result<Vec<RuleFolder>, MetadataError> {
    let folder = workspace.join("rules");
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        |source| MetadataError::Unreadable { path, source }
    };
    let mut rules = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unreadable(&folder))? {
        let path = entry.map_err(unreadable(&folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if name.starts_with(['_', '.']) || !path.is_dir() {
            continue;
        }
        let file = path.join("rule.toml");
        let text = fs::read_to_string(&file).map_err(unreadable(&file))?;
        rules.push(RuleFolder {
            rule: Rule::parse(name, &text)?,
            path,
        });
    }
    rules.sort_by(|a, b| a.rule.name.cmp(&b.rule.name));
    Ok(rules)
}
