//! Properties that hold for any policies.

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use service_control_policy::Decision;
use support::generate::{Documents, OPEN, Vocabulary, documents, levels, statement};
use support::reference::{Request, Wildcards, is_allowed, matches_action, matches_resource};
use support::{attached_to_root, document, judge, judge_exempting};

const VOCABULARY: Vocabulary = Vocabulary {
    actions: &[
        "*", "*:*", "a:*", "b:*", "A:X*", "a:*x", "b:?", "b:?x*", "a:*x*y*", "?:*", "c:z",
    ],
    resources: &[
        "*",
        "arn:aws:s:::p",
        "arn:aws:s:::p/*",
        "arn:aws:s:*:1:*",
        "arn:aws:s::*:q",
        "arn:aws:s:r*:1:q?",
        "arn:aws:*:::p",
        "arn:aws:s",
        "arn:aws:*t:*:::p",
        "arn:aws:s:::${aws:username}",
    ],
    by_path: false,
    open: true,
};

/// What is decided exactly, and distinguished by the requests below.
const EXACT: Vocabulary = Vocabulary {
    actions: &[
        "*", "*:*", "a:*", "b:*", "A:X*", "a:*x", "b:?", "b:?x*", "a:*x*y*", "c:z",
    ],
    resources: &[
        "*",
        "arn:aws:s:::p",
        "arn:aws:s:::p/*",
        "arn:aws:s:*:1:q",
        "arn:aws:*:::p",
    ],
    by_path: false,
    open: false,
};

/// Enough requests to show what the patterns above distinguish, as a test below checks.
const ACTIONS: &[&str] = &[
    "a:x", "a:y", "a:xx", "a:xy", "a:xz", "a:xyx", "a:yx", "a:yxy", "a:yxyx", "b:x", "b:xx",
    "b:yxx", "b:yyy", "c:z", "c:y", "dd:x",
];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s:::p",
    "arn:aws:s:::p/x",
    "arn:aws:s:::q",
    "arn:aws:s::1:q",
    "arn:aws:s::1:r",
    "arn:aws:s:r:1:q",
    "arn:aws:s:r:1:qq",
    "arn:aws:s:x:1:qq",
    "arn:aws:s:::a:q",
    "arn:aws:s:r:2:q",
    "arn:aws:t:::p",
    "arn:aws:s:t:::p",
    "arn:aws:s:a:b:1:q",
    "arn:aws:s:r:b:1:q",
    "arn:aws:s:r:b:1:qq",
    "arn:aws:s:r::1:q",
    "arn:aws:s::b:1:q",
    // Only when an asterisk matches colons.
    "arn:aws:s:::p/:1:q",
    "arn:aws:s:::p/:::p",
    // And an ARN of fewer than six segments is completed.
    "arn:aws:s:::q/t::::p",
];

fn requests(open: u32) -> impl Iterator<Item = Request<'static>> {
    ACTIONS.iter().flat_map(move |action| {
        RESOURCES.iter().flat_map(move |resource| {
            Wildcards::all().map(move |wildcards| Request {
                action,
                resource,
                open,
                wildcards,
            })
        })
    })
}

fn is_denied(verdict: &Decision) -> bool {
    matches!(verdict, Decision::Denied(_))
}

fn judge_documents(documents: &Documents) -> Decision {
    judge(levels(documents))
}

/// Every word of at most `longest` of these parts, joined.
fn words(parts: &[&str], longest: usize, separator: &str) -> Vec<String> {
    let mut words: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    let mut last = words.clone();
    for _ in 1..longest {
        last = last
            .iter()
            .flat_map(|word| {
                parts
                    .iter()
                    .map(move |part| format!("{word}{separator}{part}"))
            })
            .collect();
        words.extend(last.iter().cloned());
    }
    words
}

/// Which patterns match a text.
type Matches = Vec<bool>;

fn kinds<'a>(
    texts: impl Iterator<Item = &'a str>,
    matches: impl Fn(&str) -> Matches,
) -> BTreeMap<Matches, String> {
    texts.map(|text| (matches(text), text.to_owned())).collect()
}

#[track_caller]
fn assert_every_kind_is_sampled(
    everything: &[String],
    sample: &[&str],
    matches: impl Fn(&str) -> Matches,
) {
    let sampled = kinds(sample.iter().copied(), &matches);
    let missing: Vec<_> = kinds(everything.iter().map(String::as_str), &matches)
        .into_iter()
        .filter(|(kind, _)| !sampled.contains_key(kind))
        .map(|(_, example)| example)
        .collect();
    assert!(missing.is_empty(), "nothing like {missing:?} is sampled");
}

#[test]
fn the_actions_stand_for_all() {
    let everything: Vec<String> = words(&["x", "y", "z"], 5, "")
        .iter()
        .flat_map(|name| ["a", "b", "c", "dd"].map(|service| format!("{service}:{name}")))
        .collect();
    assert_every_kind_is_sampled(&everything, ACTIONS, |action| {
        EXACT
            .actions
            .iter()
            .map(|pattern| matches_action(pattern, action))
            .collect()
    });
}

#[test]
fn the_resources_stand_for_all() {
    let mut everything: Vec<String> = words(&["", "s", "t", "1", "p", "q", "p/", "p/x"], 5, ":")
        .iter()
        .map(|rest| format!("arn:aws:{rest}"))
        .filter(|arn| arn.splitn(6, ':').count() == 6)
        .collect();
    everything.push("*".to_owned());
    for wildcards in Wildcards::all() {
        assert_every_kind_is_sampled(&everything, RESOURCES, |resource| {
            EXACT
                .resources
                .iter()
                .map(|pattern| matches_resource(pattern, resource, wildcards))
                .collect()
        });
    }
}

/// A pattern over two letters and the wildcards, sometimes with too few or too many segments.
fn short_arn() -> impl Strategy<Value = String> {
    "arn(:[ab*?]{0,2}){1,7}"
}

/// A text that the pattern matches, under some reading.
fn filled(pattern: &str, completed: bool, filling: &str) -> String {
    let mut pattern = pattern.to_owned();
    while completed && pattern.matches(':').count() < 5 {
        pattern += ":*";
    }
    let mut filling = filling.chars().cycle();
    let mut text = String::new();
    for next in pattern.chars() {
        match next {
            '?' => text.extend(filling.next()),
            '*' => {
                let length = if filling.next() == Some('a') { 1 } else { 4 };
                text.extend(filling.by_ref().take(length));
            }
            literal => text.push(literal),
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_denied_root_user_has_no_request_that_is_allowed(
        documents in documents(VOCABULARY),
        open in 0u32..1 << OPEN.len(),
    ) {
        let verdict = judge_documents(&documents);
        if is_denied(&verdict) {
            let allowed = requests(open).find(|request| is_allowed(&documents, *request));
            prop_assert!(allowed.is_none(), "{:?}, yet {:?} is allowed", verdict, allowed);
        }
    }

    #[test]
    fn a_root_user_that_is_not_denied_has_a_request_that_is_allowed(
        documents in documents(EXACT),
    ) {
        let verdict = judge_documents(&documents);
        if !is_denied(&verdict) {
            let allowed = requests(0).any(|request| is_allowed(&documents, request));
            prop_assert!(allowed, "{:?}, yet nothing is allowed", verdict);
        }
    }

    #[test]
    fn another_denial_never_undoes_one(
        documents in documents(VOCABULARY),
        addition in statement(VOCABULARY),
        at in any::<Index>(),
    ) {
        let mut more = documents.clone();
        let mut denial = addition;
        denial["Effect"] = "Deny".into();
        let at = at.index(more.len());
        more[at].1.push(serde_json::json!({ "Version": "2012-10-17", "Statement": denial }));
        let before = judge_documents(&documents);
        prop_assert!(!is_denied(&before) || is_denied(&judge_documents(&more)));
    }

    #[test]
    fn fewer_allowances_never_undo_a_denial(documents in documents(VOCABULARY), at in any::<Index>()) {
        let mut fewer = documents.clone();
        let at = at.index(fewer.len());
        fewer[at].1.retain(|policy| !policy.to_string().contains("Allow"));
        let has_denials = |documents: &Documents| documents[at].1.iter().filter(|policy| policy.to_string().contains("Deny")).count();
        prop_assume!(has_denials(&fewer) == has_denials(&documents));
        let before = judge_documents(&documents);
        prop_assert!(!is_denied(&before) || is_denied(&judge_documents(&fewer)));
    }

    #[test]
    fn order_changes_nothing(
        documents in documents(VOCABULARY),
        shuffled in any::<prop::sample::Selector>(),
    ) {
        let shuffle = |values: &[Value]| -> Vec<Value> {
            let mut keyed: Vec<(usize, &Value)> = values.iter().enumerate().collect();
            let mut result = Vec::new();
            while !keyed.is_empty() {
                let (index, value) = *shuffled.select(&keyed);
                result.push(value.clone());
                keyed.retain(|(other, _)| *other != index);
            }
            result
        };
        let mut reordered = documents.clone();
        for (_, policies) in &mut reordered {
            for policy in &mut *policies {
                if let Some(statements) = policy["Statement"].as_array() {
                    policy["Statement"] = shuffle(statements).into();
                }
            }
            *policies = shuffle(policies);
        }
        prop_assert_eq!(
            is_denied(&judge_documents(&documents)),
            is_denied(&judge_documents(&reordered)),
        );
    }

    #[test]
    fn an_exemption_never_undoes_a_denial(
        documents in documents(VOCABULARY),
        exempted in prop::collection::vec(select(vec!["a:*", "b:x", "A:X?", "c:z"]), 0..3),
    ) {
        let before = judge_documents(&documents);
        let after = judge_exempting(levels(&documents), &exempted);
        prop_assert!(!is_denied(&before) || is_denied(&after));
    }

    #[test]
    fn something_is_left_where_nothing_but_the_exemption_is_open(
        documents in documents(VOCABULARY),
        exempted in prop::collection::vec(select(vec!["a:*", "b:x", "A:X?", "c:z"]), 1..3),
    ) {
        if let Decision::Denied(denial) = judge_exempting(levels(&documents), &exempted) {
            let without = is_denied(&judge_documents(&documents));
            prop_assert_eq!(denial.left.is_empty(), without, "{:?}", denial);
        }
    }

    /// Each statement may read its wildcards differently: AWS doesn't rule that out.
    #[test]
    fn denials_of_all_but_some_resources_leave_nothing_only_if_no_resource_is_in_each(
        exempted in prop::collection::vec(prop::collection::vec(short_arn(), 1..3), 1..4),
        fillings in prop::collection::vec((any::<Index>(), any::<bool>(), "[ab:]{8}"), 30),
    ) {
        let documents: Vec<String> = exempted
            .iter()
            .map(|but| {
                let but = serde_json::json!(but);
                document(&format!(r#"{{"Effect":"Deny","Action":"*","NotResource":{but}}}"#))
            })
            .collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        let verdict = judge(attached_to_root(&documents));
        let is_open = |text: &&String| {
            exempted.iter().all(|but| {
                but.iter().any(|pattern| {
                    Wildcards::all().any(|wildcards| matches_resource(pattern, text, wildcards))
                })
            })
        };
        let patterns = exempted.concat();
        let texts: Vec<String> = fillings
            .iter()
            .map(|(index, completed, filling)| filled(index.get::<String>(&patterns), *completed, filling))
            .collect();
        let open = texts.iter().find(is_open);
        prop_assert!(!is_denied(&verdict) || open.is_none(), "{:?}, yet {:?} is open", verdict, open);
    }

    #[test]
    fn a_single_value_is_a_list_of_one(documents in documents(VOCABULARY)) {
        let mut listed = documents.clone();
        for policy in listed.iter_mut().flat_map(|(_, policies)| policies) {
            if policy["Statement"].is_object() {
                policy["Statement"] = vec![policy["Statement"].take()].into();
            }
            for statement in policy["Statement"].as_array_mut().unwrap() {
                for element in ["Action", "NotAction", "Resource", "NotResource"] {
                    if let Some(value) = statement.get_mut(element).filter(|value| value.is_string()) {
                        *value = vec![value.take()].into();
                    }
                }
            }
        }
        prop_assert_eq!(judge_documents(&documents), judge_documents(&listed));
    }

    #[test]
    fn damaged_documents_are_judged_without_panic_and_deny_nothing_more(
        documents in documents(VOCABULARY),
        at in any::<Index>(),
        with in "[\\[\\]{}\":,a*0 ]",
    ) {
        let mut text = serde_json::to_string(&documents[0].1).unwrap();
        let at = at.index(text.len());
        if text.is_char_boundary(at) {
            text.replace_range(at..=at, &with);
        }
        judge(attached_to_root(&[&text, &text[..at]]));
    }
}
