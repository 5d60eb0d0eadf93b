//! `cargo pack new`: a rule's folder to start from.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use rule_metadata::Rule;

use pack::error::PackError;
use pack::project::Project;

/// Start a new rule
///
/// Makes its folder under rules/ with all files that a rule has.
///
/// The new rule compiles and passes its tests; it looks for a root access key. Replace its facts,
/// decision, text and cases with your own. A new rule needs no other edits; `cargo pack generate`
/// adds it to the packs and the documentation.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Its name in kebab-case, at most 37 characters, such as root-mfa-enabled
    rule: String,
    /// What is true of a compliant account: at most 100 characters, no full stop
    #[arg(long, default_value = "The root user has no access key")]
    title: String,
    /// A recommendation that it covers (see docs/recommendations.md); may be repeated
    #[arg(long = "recommendation", value_name = "ID", default_value = "IAM-1")]
    recommendations: Vec<String>,
}

/// The files of a rule, by path, with `{{…}}` for the variable parts.
const FILES: [(&str, &str); 8] = [
    (
        "Cargo.toml",
        include_str!("../templates/rule/Cargo.toml.tmpl"),
    ),
    (
        "rule.toml",
        include_str!("../templates/rule/rule.toml.tmpl"),
    ),
    (
        "README.md",
        include_str!("../templates/rule/README.md.tmpl"),
    ),
    (
        "src/main.rs",
        include_str!("../templates/rule/src/main.rs.tmpl"),
    ),
    (
        "src/decide.rs",
        include_str!("../templates/rule/src/decide.rs.tmpl"),
    ),
    (
        "cases/1-no-key-in-the-management-account.toml",
        include_str!("../templates/rule/cases/1-no-key-in-the-management-account.toml.tmpl"),
    ),
    (
        "cases/2-a-key-in-a-member-account.toml",
        include_str!("../templates/rule/cases/2-a-key-in-a-member-account.toml.tmpl"),
    ),
    (
        "cases/3-no-key-in-a-standalone-account.toml",
        include_str!("../templates/rule/cases/3-no-key-in-a-standalone-account.toml.tmpl"),
    ),
];

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode, PackError> {
    let name = &arguments.rule;
    let metadata = fill(FILES[1].1, arguments, "");
    // Refuses an invalid name, title or recommendation.
    let rule = Rule::parse(name, &metadata)?;
    project.check_recommendations(&rule)?;
    let folder = project.path("rules").join(name);
    if folder.exists() {
        return Err(PackError::Exists { path: folder });
    }
    for (file, template) in FILES {
        let path = folder.join(file);
        write(&path, &fill(template, arguments, &rule.pascal_name()))?;
    }
    println!(
        "rules/{name} is ready. Next, as docs/add-a-rule.md shows:\n- write what it is about: \
         rule.toml, README.md\n- write what it reads (src/main.rs), what it decides \
         (src/decide.rs), and its cases (cases/)\n- cargo test --bin {name}\n- cargo pack generate"
    );
    Ok(ExitCode::SUCCESS)
}

fn fill(template: &str, arguments: &Arguments, pascal_name: &str) -> String {
    let recommendations: Vec<_> = arguments
        .recommendations
        .iter()
        .map(|id| toml_text(id))
        .collect();
    template
        .replace("{{name}}", &arguments.rule)
        .replace("{{pascal_name}}", pascal_name)
        .replace("\"{{title}}\"", &toml_text(&arguments.title))
        .replace("{{recommendations}}", &recommendations.join(", "))
}

fn toml_text(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn write(path: &Path, text: &str) -> Result<(), PackError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(PackError::write(folder))?;
    }
    fs::write(path, text).map_err(PackError::write(path))
}
