//! Rewrites what a case expects to what its rule says now, for a person to look at.

use std::path::Path;

use local_aws::scenario::resolve_times;
use toml_edit::{DocumentMut, value};

/// Set by `cargo pack test --bless`.
pub(crate) fn asked() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Writes the verdict into the case file. A verdict replaces a verdict only: a case that expects an
/// error, or is answered with one, is for a person to change.
pub(crate) fn expect(
    path: &Path,
    compliance: &str,
    annotation: Option<&str>,
) -> Result<(), String> {
    let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| problem(&error))?;
    let mut file: DocumentMut = text.parse().map_err(|error| problem(&error))?;
    let expected = file["expect"]
        .as_table_mut()
        .filter(|expected| !expected.contains_key("error"))
        .ok_or_else(|| problem(&"expects no verdict: edit it by hand"))?;
    let written = expected
        .get("annotation")
        .and_then(|annotation| annotation.as_str())
        .unwrap_or_default()
        .to_owned();
    expected["compliance"] = value(compliance);
    match annotation {
        Some(annotation) => expected["annotation"] = value(with_times(annotation, &written)?),
        None => {
            expected.remove("annotation");
        }
    }
    std::fs::write(path, file.to_string()).map_err(|error| problem(&error))
}

/// The times that the written annotation names by their distance from today, so named again.
fn with_times(annotation: &str, written: &str) -> Result<String, String> {
    let mut text = annotation.to_owned();
    for (_, after) in written
        .match_indices("{{")
        .map(|(at, _)| written.split_at(at))
    {
        let Some(end) = after.find("}}") else {
            continue;
        };
        let placeholder = &after[..end + "}}".len()];
        let time = resolve_times(placeholder, jiff::Timestamp::now())
            .map_err(|error| error.to_string())?;
        text = text.replace(&time, placeholder);
    }
    Ok(text)
}

#[test]
fn a_blessed_case_keeps_its_relative_times_and_the_rest_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    let case = |compliance: &str, annotation: &str| {
        format!(
            "# Why.\ntitle = \"A case\"\naccount = \"111111111111\"\n\n[expect]\n\
             compliance = \"{compliance}\"\nannotation = \"{annotation}\"\n\n[accounts.111111111111]\n"
        )
    };
    std::fs::write(&path, case("COMPLIANT", "Made {{ date 3 days ago }}.")).unwrap();
    let then = resolve_times("{{ date 3 days ago }}", jiff::Timestamp::now()).unwrap();
    expect(
        &path,
        "NON_COMPLIANT",
        Some(&format!("Reviewed on {then}: too old.")),
    )
    .unwrap();
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        case(
            "NON_COMPLIANT",
            "Reviewed on {{ date 3 days ago }}: too old."
        )
    );
}
