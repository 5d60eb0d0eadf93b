//! What Parameter Store holds, as tables.

use std::process::ExitCode;

use attestation::{
    AccountId, Attestation, Demand, Flaw, Scope, UseRecord, attestations_path, day_of, uses_path,
};
use jiff::Timestamp;
use rule_metadata::Rule;

use super::source::{attested_rules, default_max_age};
use super::store::{StoreOptions, Value};
use crate::error::PackError;
use crate::foreign::{Shown, wrapped};
use crate::project::Project;

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;
const WIDTH: usize = 80;

/// All attestations.
pub(super) fn attestations(
    project: &Project,
    options: &StoreOptions,
) -> Result<ExitCode, PackError> {
    let rules = attested_rules(project)?;
    let path = attestations_path();
    let stored = options.with_store(async |store| store.below(&path).await)?;
    let now = Timestamp::now();
    let mut rows = vec![row(["SCOPE", "RULE", "AGE", "EXPIRES", "ATTESTED BY"])];
    let mut problems = Vec::new();
    for (name, value) in &stored {
        let (scope, rule) = tail(name, &path);
        match judged(&rules, scope, rule, value, now) {
            Ok((attestation, flaw)) => {
                let age = now.as_second() - attestation.attested_at.as_second();
                let expires = match flaw {
                    None => day_of(attestation.expiry.at),
                    Some(_) => format!("{} (over)", day_of(attestation.expiry.at)),
                };
                rows.push([
                    scope.to_owned(),
                    rule.to_owned(),
                    format!("{} d", age.max(0) / SECONDS_PER_DAY),
                    expires,
                    attestation.attested_by.names().join(", "),
                ]);
            }
            Err(problem) => {
                rows.push(row([scope, rule, "", "not accepted", ""]));
                problems.push(format!("{scope}/{rule}: {problem}."));
            }
        }
    }
    print_table(&rows, &problems, &path);
    Ok(ExitCode::SUCCESS)
}

/// All use records, or those of one account.
pub(super) fn uses(
    account: Option<&AccountId>,
    options: &StoreOptions,
) -> Result<ExitCode, PackError> {
    let path = uses_path(None);
    let below = uses_path(account);
    let stored = options.with_store(async |store| store.below(&below).await)?;
    let now = Timestamp::now();
    let mut rows = vec![row(["ACCOUNT", "RECORD", "PURPOSE", "FROM", "PEOPLE"])];
    let mut problems = Vec::new();
    for (name, value) in &stored {
        let (account, record) = tail(name, &path);
        let parsed = match value {
            Ok(text) => UseRecord::parse(text, now),
            Err(flaw) => Err(flaw.clone()),
        };
        match parsed {
            Ok(parsed) => rows.push([
                account.to_owned(),
                record.to_owned(),
                parsed.purpose.name().to_owned(),
                day_of(parsed.from),
                parsed.people.names().join(", "),
            ]),
            Err(flaw) => {
                rows.push(row([account, record, "not accepted", "", ""]));
                problems.push(format!("{account}/{record}: {flaw}."));
            }
        }
    }
    print_table(&rows, &problems, &path);
    Ok(ExitCode::SUCCESS)
}

/// The attestation and whether it is outdated, or why it can't be read. For an account's own
/// document it is enough that some kind of account accepts it.
fn judged(
    rules: &[Rule],
    scope: &str,
    rule: &str,
    value: &Value,
    now: Timestamp,
) -> Result<(Attestation, Option<Flaw>), String> {
    let scope: Scope = scope
        .parse()
        .map_err(|_| "no rule reads this scope".to_owned())?;
    let rule = rules
        .iter()
        .find(|known| known.name == rule)
        .ok_or("no rule of this name reads an attestation")?;
    let text = value.as_ref().map_err(Flaw::to_string)?;
    let mut first = None;
    for kind in scope.kinds() {
        let demand = |max_age_days| Demand {
            claims: &rule.claims,
            kind: *kind,
            max_age_days,
            now,
        };
        match demand(default_max_age(rule)).judge(text) {
            Ok(attestation) => return Ok((attestation, None)),
            Err(flaw @ Flaw::Outdated { max_age_days, .. }) => {
                // Who attested it, and how long it was valid, is still shown.
                if let Ok(mut attestation) = demand(u32::MAX).judge(text) {
                    let held = jiff::SignedDuration::from_hours(24 * i64::from(max_age_days));
                    attestation.expiry.at = attestation
                        .attested_at
                        .saturating_add(held)
                        .unwrap_or(attestation.attested_at);
                    return Ok((attestation, Some(flaw)));
                }
            }
            Err(flaw) => first = first.or(Some(flaw)),
        }
    }
    Err(first.map_or_else(String::new, |flaw| flaw.to_string()))
}

/// The last two parts of a parameter's name.
fn tail<'a>(name: &'a str, path: &str) -> (&'a str, &'a str) {
    name.strip_prefix(path)
        .map(|rest| rest.trim_start_matches('/'))
        .and_then(|rest| rest.split_once('/'))
        .unwrap_or(("", name))
}

type Row = [String; 5];

fn row(cells: [&str; 5]) -> Row {
    cells.map(str::to_owned)
}

fn print_table(rows: &[Row], problems: &[String], path: &str) {
    if rows.len() == 1 {
        println!("Parameter Store has nothing below {path} in this account and Region.");
        return;
    }
    print!("{}", table(rows));
    if !problems.is_empty() {
        println!();
    }
    for problem in problems {
        println!("{}", wrapped(problem, WIDTH, "", "  "));
    }
}

/// Columns as wide as they need to be; the last one ends each line.
fn table(rows: &[Row]) -> String {
    let rows: Vec<Row> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| Shown(cell).to_string()))
        .collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..4).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        line.push_str(&row[4]);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let rows = [
            row(["SCOPE", "RULE", "AGE", "EXPIRES", "ATTESTED BY"]),
            row([
                "members",
                "a-rule",
                "3 d",
                "2027-01-01",
                "Ana Ruiz, Bo Lind",
            ]),
            row(["management", "b", "", "not accepted", ""]),
        ];
        assert_eq!(
            table(&rows),
            "SCOPE       RULE    AGE  EXPIRES       ATTESTED BY\n\
             members     a-rule  3 d  2027-01-01    Ana Ruiz, Bo Lind\n\
             management  b            not accepted\n"
        );
    }

    #[test]
    fn the_last_two_parts_of_a_name_are_found() {
        let path = attestations_path();
        assert_eq!(
            tail(&format!("{path}/members/root-access-reviewed"), &path),
            ("members", "root-access-reviewed")
        );
        assert_eq!(tail("/elsewhere/x", &path), ("", "/elsewhere/x"));
    }
}
