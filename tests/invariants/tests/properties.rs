//! The invariants, on valid inputs damaged in some places, on arbitrary bytes, and on inputs that
//! once failed.

#![cfg(test)]

use std::path::{Path, PathBuf};

use parser_invariants::{TARGETS, Target};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

const CASES: u32 = 400;
/// Inputs that often break parsers.
const WORDS: &[&str] = &[
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e999",
    "1.0",
    "18446744073709551616",
    "\u{feff}",
    "\u{202e}",
    "é",
    "\n",
    "\r\n",
    "\t",
    "@",
    "*",
    "${",
    "$",
    "+14:00",
    "-00:00",
    "60",
    "2026-02-29",
    "9999-12-31T23:59:60Z",
    "Root",
    "Deny",
    "Allow",
    "Null",
    "<root_account>,",
    "N/A",
    "\"accountId\":\"222222222222\"",
    "\"claims\":{},",
    "\"schemaVersion\":2,",
    "aws",
    "arn:aws:iam::111111111111:root",
];

/// A change to some bytes.
#[derive(Debug, Clone)]
enum Edit {
    Insert(Index, &'static str),
    Remove(Index, usize),
    Repeat(Index, usize),
    Flip(Index, u8),
    Cut(Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), select(WORDS)).prop_map(|(at, word)| Edit::Insert(at, word)),
        2 => (at(), 1..24_usize).prop_map(|(at, length)| Edit::Remove(at, length)),
        2 => (at(), 1..48_usize).prop_map(|(at, length)| Edit::Repeat(at, length)),
        2 => (at(), any::<u8>()).prop_map(|(at, bits)| Edit::Flip(at, bits)),
        1 => at().prop_map(Edit::Cut),
    ]
}

fn apply(edit: &Edit, data: &mut Vec<u8>) {
    let place = |at: &Index, data: &[u8]| at.index(data.len() + 1);
    match edit {
        Edit::Insert(at, word) => {
            let at = place(at, data);
            data.splice(at..at, word.bytes());
        }
        Edit::Remove(at, length) => {
            let at = place(at, data);
            let end = (at + length).min(data.len());
            data.drain(at..end);
        }
        Edit::Repeat(at, length) => {
            let at = place(at, data);
            let end = (at + length).min(data.len());
            let again = data[at..end].to_vec();
            data.splice(end..end, again);
        }
        Edit::Flip(at, bits) => {
            let at = place(at, data);
            if let Some(byte) = data.get_mut(at) {
                *byte ^= bits;
            }
        }
        Edit::Cut(at) => data.truncate(place(at, data)),
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(WORDS).prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map("[a-zA-Z]{0,8}", inner, 0..3)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// The places of all values inside `json`.
fn pointers(json: &Value, at: &str, found: &mut Vec<String>) {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                let at = format!("{at}/{}", escaped(name));
                found.push(at.clone());
                pointers(value, &at, found);
            }
        }
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                let at = format!("{at}/{place}");
                found.push(at.clone());
                pointers(value, &at, found);
            }
        }
        _ => {}
    }
}

/// A JSON text with one value replaced or removed.
fn with_other_value(text: &str, at: &Index, value: Option<&Value>) -> Option<String> {
    let mut json: Value = serde_json::from_str(text).ok()?;
    let mut places = Vec::new();
    pointers(&json, "", &mut places);
    let place = (!places.is_empty()).then(|| at.get(&places).clone())?;
    match value {
        Some(value) => *json.pointer_mut(&place)? = value.clone(),
        None => {
            let (parent, name) = place.rsplit_once('/')?;
            let name = name.replace("~1", "/").replace("~0", "~");
            match json.pointer_mut(parent)? {
                Value::Object(fields) => drop(fields.remove(&name)),
                Value::Array(values) => drop(values.remove(name.parse().ok()?)),
                _ => {}
            }
        }
    }
    Some(json.to_string())
}

/// Runs `holds` with the seed that the test command sets, as the `proptest!` macro does.
fn check<S: Strategy>(cases: u32, strategy: &S, holds: impl Fn(S::Value)) {
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(strategy, |value| {
            holds(value);
            Ok(())
        })
        .unwrap();
}

fn each(test: impl Fn(&Target)) {
    for target in TARGETS {
        println!("{}", target.name);
        test(target);
    }
}

#[test]
fn every_seed_holds() {
    each(|target| {
        for seed in (target.seeds)() {
            (target.holds)(seed.as_bytes());
        }
    });
}

#[test]
fn damaged_bytes_hold() {
    each(|target| {
        let edits = prop::collection::vec(edit(), 1..6);
        let strategy = (select((target.seeds)()), edits).prop_map(|(seed, edits)| {
            let mut data = seed.into_bytes();
            edits.iter().for_each(|edit| apply(edit, &mut data));
            String::from_utf8_lossy(&data).into_owned()
        });
        check(CASES, &strategy, |text| (target.holds)(text.as_bytes()));
    });
}

#[test]
fn other_values_hold() {
    each(|target| {
        let change = (any::<Index>(), prop::option::of(json_value()));
        let changes = prop::collection::vec(change, 1..3);
        let strategy = (select((target.seeds)()), changes).prop_map(|(seed, changes)| {
            changes.iter().fold(seed, |text, (at, value)| {
                with_other_value(&text, at, value.as_ref()).unwrap_or(text)
            })
        });
        check(CASES, &strategy, |text| (target.holds)(text.as_bytes()));
    });
}

#[test]
fn arbitrary_bytes_hold() {
    each(|target| {
        let bytes = prop::collection::vec(any::<u8>(), 0..200);
        check(CASES / 4, &bytes, |data| (target.holds)(&data));
    });
}

/// Nesting deeper than anybody writes is refused before the stack overflows.
#[test]
fn json_nested_10_000_deep_holds() {
    const DEPTH: usize = 10_000;
    each(|target| {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = format!("{}1{}", open.repeat(DEPTH), close.repeat(DEPTH));
            (target.holds)(deep.as_bytes());
            let quoted = Value::from(deep.as_str()).to_string();
            for seed in (target.seeds)() {
                let Ok(json) = serde_json::from_str::<Value>(&seed) else {
                    continue;
                };
                let mut places = Vec::new();
                pointers(&json, "", &mut places);
                for place in places {
                    let mut json = json.clone();
                    *json.pointer_mut(&place).unwrap() = Value::from("DEEP");
                    let text = json.to_string();
                    (target.holds)(text.replace("\"DEEP\"", &deep).as_bytes());
                    (target.holds)(text.replace("\"DEEP\"", &quoted).as_bytes());
                }
            }
        }
    });
}

/// Texts of a megabyte, for which no parser may use excessive time or memory.
#[test]
fn a_megabyte_holds() {
    const BYTES: usize = 1024 * 1024;
    each(|target| {
        for part in [
            "a",
            "1",
            "*",
            "a.",
            "\u{fc}",
            "[",
            "\"",
            "\n",
            "$",
            "+1 202-555-0142 ",
            "{},",
        ] {
            let long = part.repeat(BYTES / part.len());
            (target.holds)(long.as_bytes());
            for seed in (target.seeds)() {
                (target.holds)(format!("{seed}{long}").as_bytes());
                // In the first text of a document, in the first field of a report.
                (target.holds)(
                    seed.replacen("\":\"", &format!("\":\"{long}"), 1)
                        .as_bytes(),
                );
                (target.holds)(seed.replacen('@', &format!("@{long}"), 1).as_bytes());
            }
        }
    });
}

/// `regressions/<target>/*`: what a fuzz run or a property test once found.
#[test]
fn inputs_that_once_failed_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regressions");
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let Some(target) = TARGETS
            .iter()
            .find(|target| entry.file_name() == target.name)
        else {
            assert!(
                entry.path().is_file(),
                "{entry:?} must be the folder of a target"
            );
            continue;
        };
        for input in std::fs::read_dir(entry.path()).unwrap() {
            (target.holds)(&std::fs::read(input.unwrap().path()).unwrap());
        }
    }
}

/// The seeds of a fuzz run: this many files in `tests/fuzz/corpus/<target>/`.
#[test]
#[ignore = "writes files for fuzzing"]
fn seeds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    each(|target| {
        let folder = corpus.join(target.name);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, seed) in (target.seeds)().iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
        }
    });
}

/// The fuzz targets are not compiled here, because they need a nightly toolchain. Each calls the
/// function with its name.
#[test]
fn each_has_a_fuzz_target() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    let mut found: Vec<PathBuf> = std::fs::read_dir(fuzz.join("fuzz_targets"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    let names: Vec<_> = found
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap())
        .collect();
    let known: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names, known);
    for (path, name) in found.iter().zip(known) {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(&format!("parser_invariants::{name}(data)")));
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")));
    }
}
