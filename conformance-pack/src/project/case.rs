use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::read_text;
use crate::error::PackError;

/// What a rule's case promises, for its documentation. The end-to-end tests read the rest
/// of the file, the organization, and hold the promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// One sentence.
    pub(crate) title: String,
    /// As text, by name.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) outcome: Outcome,
}

/// What comes of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Verdict {
        compliance: String,
        /// With `[…]` for a time that depends on the day.
        annotation: Option<String>,
    },
    /// The invocation fails with an error of this type.
    Error(String),
}

#[derive(Deserialize)]
struct Written {
    title: String,
    #[serde(default)]
    parameters: BTreeMap<String, toml::Value>,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    compliance: Option<String>,
    annotation: Option<String>,
    error: Option<String>,
}

/// All cases of a rule, by file name.
pub(super) fn read_all(folder: &Path) -> Result<Vec<Case>, PackError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(PackError::read(folder))? {
        let path = entry.map_err(PackError::read(folder))?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(path: &Path) -> Result<Case, PackError> {
    parse(&read_text(path)?).map_err(|message| PackError::Syntax {
        path: path.to_owned(),
        message,
    })
}

fn parse(text: &str) -> Result<Case, String> {
    let written: Written = toml::from_str(text).map_err(|error| error.to_string())?;
    let outcome = match written.expect {
        Expected {
            compliance: Some(compliance),
            annotation,
            error: None,
        } => Outcome::Verdict {
            compliance,
            annotation: annotation.map(|text| without_times(&text)),
        },
        Expected {
            compliance: None,
            annotation: None,
            error: Some(error),
        } => Outcome::Error(error),
        _ => return Err("[expect] needs compliance, or error".to_owned()),
    };
    let parameters = written
        .parameters
        .into_iter()
        .map(|(name, value)| (name, as_text(&value)))
        .collect();
    Ok(Case {
        title: written.title,
        parameters,
        outcome,
    })
}

/// `{{ date 3 days ago }}` is the day of the test's run: a page can't say which it was.
fn without_times(text: &str) -> String {
    text.replace("{{ ", "[").replace(" }}", "]")
}

fn as_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_promises_a_verdict_or_an_error() {
        let table = [
            ("compliance = 'COMPLIANT'\nannotation = 'Fine.'", true),
            ("error = 'AccessDenied'", true),
            ("compliance = 'COMPLIANT'", true),
            ("annotation = 'a'", false),
            (
                "compliance = 'COMPLIANT'\nannotation = 'a'\nerror = 'b'",
                false,
            ),
            ("", false),
        ];
        for (expected, good) in table {
            let text = format!("title = 'A case'\naccount = '111111111111'\n[expect]\n{expected}");
            assert_eq!(parse(&text).is_ok(), good, "{expected}");
        }
    }

    #[test]
    fn a_time_that_moves_along_is_left_standing() {
        let case = parse(
            "title = 'A case'\n[expect]\ncompliance = 'COMPLIANT'\n\
             annotation = 'Attested on {{ date 3 days ago }}.'",
        );
        let expected = Outcome::Verdict {
            compliance: "COMPLIANT".to_owned(),
            annotation: Some("Attested on [date 3 days ago].".to_owned()),
        };
        assert_eq!(case.unwrap().outcome, expected);
    }
}
