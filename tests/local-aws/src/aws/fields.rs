//! The fields of an answer, by path: the names that lead to a field, joined by dots. A list stands
//! for each of its entries: `VirtualMFADevices.User.Arn` is every device's.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::protocol::{MAP, TIME};

/// The paths of all fields in `value`.
pub(super) fn paths(value: &Value) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    collect(value, "", &mut paths);
    paths
}

fn collect(value: &Value, at: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = below(at, name);
                collect(value, &path, paths);
                if name != MAP && name != TIME {
                    paths.insert(path);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, at, paths)),
        _ => {}
    }
}

/// Removes the fields that `left_out` names, by the whole path or by its end.
pub(super) fn leave_out(value: &mut Value, left_out: &[String]) {
    leave_out_below(value, "", left_out);
}

fn leave_out_below(value: &mut Value, at: &str, left_out: &[String]) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| {
                let path = below(at, name);
                !left_out.iter().any(|wanted| ends_with(&path, wanted))
            });
            for (name, value) in fields {
                leave_out_below(value, &below(at, name), left_out);
            }
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| leave_out_below(value, at, left_out)),
        _ => {}
    }
}

/// Replaces the texts of the fields that `values` names, found as in [`leave_out`].
pub(super) fn replace(value: &mut Value, values: &BTreeMap<String, String>) {
    replace_below(value, "", values);
}

fn replace_below(value: &mut Value, at: &str, values: &BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = below(at, name);
                match values.iter().find(|(wanted, _)| ends_with(&path, wanted)) {
                    Some((_, text)) => *value = Value::String(text.clone()),
                    None => replace_below(value, &path, values),
                }
            }
        }
        Value::Array(list) => list
            .iter_mut()
            .for_each(|value| replace_below(value, at, values)),
        _ => {}
    }
}

/// The marks of a map in XML or a time in CBOR are not part of a path.
fn below(at: &str, name: &str) -> String {
    match (at, name) {
        (_, MAP | TIME) => at.to_owned(),
        ("", _) => name.to_owned(),
        _ => format!("{at}.{name}"),
    }
}

fn ends_with(path: &str, end: &str) -> bool {
    path.strip_suffix(end)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::aws::protocol::query_map;

    fn answer() -> Value {
        json!({
            "Devices": [{ "Arn": "a", "User": { "Arn": "b" } }, { "Arn": "c" }],
            "Summary": query_map([("Flag".to_owned(), json!(1))]),
            "Marker": null,
        })
    }

    #[test]
    fn a_list_means_each_of_its_entries() {
        let paths: Vec<String> = paths(&answer()).into_iter().collect();
        assert_eq!(
            paths,
            [
                "Devices",
                "Devices.Arn",
                "Devices.User",
                "Devices.User.Arn",
                "Marker",
                "Summary",
                "Summary.Flag",
            ]
        );
    }

    #[test]
    fn a_field_is_left_out_by_its_path_or_the_end_of_it() {
        let left = |name: &str| {
            let mut answer = answer();
            leave_out(&mut answer, &[name.to_owned()]);
            answer
        };
        assert_eq!(left("User.Arn")["Devices"][0]["User"], json!({}));
        assert_eq!(left("User.Arn")["Devices"][0]["Arn"], "a");
        assert_eq!(left("Devices.Arn")["Devices"][1], json!({}));
        assert_eq!(left("Arn")["Devices"][0], json!({ "User": {} }));
        assert_eq!(left("Summary.Flag")["Summary"], query_map([]));
        assert_eq!(left("rn"), answer());
    }

    #[test]
    fn a_field_is_replaced_by_its_path_or_the_end_of_it() {
        let mut answer = answer();
        let values = [("User.Arn", "x"), ("Marker", "y")];
        let values = values.map(|(name, text)| (name.to_owned(), text.to_owned()));
        replace(&mut answer, &values.into());
        assert_eq!(answer["Devices"][0]["User"]["Arn"], "x");
        assert_eq!(answer["Devices"][1]["Arn"], "c");
        assert_eq!(answer["Marker"], "y");
    }
}
