//! What holds for whatever policies there are.

mod support;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use service_control_policy::Verdict;
use support::generate::{Documents, OPEN, Vocabulary, documents, levels, statement};
use support::reference::{Request, is_allowed};
use support::{attached_to_root, judge, judge_exempting};

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
        "arn:aws:s:::${aws:username}",
    ],
    by_path: &[],
    open: OPEN,
};

/// What is decided exactly, and told apart by the requests below.
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
    by_path: &[],
    open: &[],
};

/// Enough requests to show what the patterns above tell apart.
const ACTIONS: &[&str] = &[
    "a:x", "a:y", "a:xx", "a:xy", "a:xyx", "a:yx", "a:yxy", "b:x", "b:xx", "b:yxx", "b:yyy", "c:z",
    "c:y", "dd:x",
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
];

fn requests(open: u32) -> impl Iterator<Item = Request<'static>> {
    ACTIONS.iter().flat_map(move |action| {
        RESOURCES.iter().flat_map(move |resource| {
            [false, true].map(|colons| Request {
                action,
                resource,
                open,
                colons,
            })
        })
    })
}

fn is_denied(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Denied(_))
}

fn judge_documents(documents: &Documents) -> Verdict {
    judge(levels(documents))
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
    fn damaged_documents_are_judged_without_panic_and_deny_no_more(
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
