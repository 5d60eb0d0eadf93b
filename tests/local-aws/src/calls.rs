use std::time::Duration;

use jiff::Timestamp;

use crate::aws::Call;

/// Repeated until a report is ready.
const POLLED: &str = "iam:GenerateCredentialReport";

/// The time of the slowest chain of calls, in which each call began after the previous one was
/// answered. An evaluation that needs their answers in this order can't be faster.
#[must_use]
pub fn slowest_chain(calls: &[Call]) -> Duration {
    let mut spans: Vec<(Timestamp, Timestamp, Duration)> = calls
        .iter()
        .map(|call| (call.at, call.at + call.duration, call.duration))
        .collect();
    spans.sort_by_key(|(_, end, _)| *end);
    // The slowest chain among the calls that ended until then, in the order of their ends.
    let mut slowest: Vec<Duration> = Vec::with_capacity(spans.len());
    for (index, (start, _, duration)) in spans.iter().enumerate() {
        let before = spans
            .iter()
            .take(index)
            .rposition(|(_, end, _)| end <= start)
            .and_then(|place| slowest.get(place).copied())
            .unwrap_or_default();
        let without = slowest.last().copied().unwrap_or_default();
        slowest.push(without.max(before + *duration));
    }
    slowest.last().copied().unwrap_or_default()
}

/// The IAM actions of calls that repeat an earlier successful call of the same caller with the same
/// input: the answer was already known.
#[must_use]
pub fn repeated(calls: &[Call]) -> Vec<String> {
    calls
        .iter()
        .enumerate()
        .filter(|(index, call)| {
            calls.iter().take(*index).any(|earlier| {
                earlier.error.is_none()
                    && earlier.action() == call.action()
                    && earlier.region == call.region
                    && earlier.parameters == call.parameters
                    && earlier.caller == call.caller
            })
        })
        .map(|(_, call)| call.action())
        .filter(|action| action != POLLED)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn call(operation: &str, start: i64, milliseconds: u64) -> Call {
        Call {
            at: Timestamp::from_millisecond(start).unwrap(),
            duration: Duration::from_millis(milliseconds),
            service: "iam".to_owned(),
            operation: operation.to_owned(),
            region: "us-east-1".to_owned(),
            caller: None,
            parameters: Value::Null,
            error: None,
            throttled: false,
        }
    }

    #[test]
    fn a_chain_has_no_calls_at_the_same_time() {
        let table = [
            ("nothing", vec![], 0),
            ("one", vec![call("A", 0, 20)], 20),
            ("in turn", vec![call("A", 0, 20), call("B", 21, 20)], 40),
            ("at once", vec![call("A", 0, 20), call("B", 1, 25)], 25),
            (
                "two at once, then one",
                vec![call("A", 0, 20), call("B", 0, 5), call("C", 22, 10)],
                30,
            ),
            (
                "the longer way round",
                vec![
                    call("A", 0, 50),
                    call("B", 0, 10),
                    call("C", 12, 10),
                    call("D", 24, 10),
                ],
                50,
            ),
            (
                "in the order of the answers",
                vec![call("C", 22, 10), call("A", 0, 20)],
                30,
            ),
        ];
        for (name, calls, expected) in table {
            assert_eq!(
                slowest_chain(&calls),
                Duration::from_millis(expected),
                "{name}"
            );
        }
    }

    #[test]
    fn a_call_is_repeated_when_its_answer_was_known() {
        let page = |token: &str| Call {
            parameters: json!({ "Marker": token }),
            ..call("ListUsers", 0, 1)
        };
        let failed = Call {
            error: Some("Throttling".to_owned()),
            ..call("GetUser", 0, 1)
        };
        let calls = [page("a"), page("b"), failed, call("GetUser", 1, 1)];
        assert!(repeated(&calls).is_empty());
        let calls = [page("a"), page("a")];
        assert_eq!(repeated(&calls), ["iam:ListUsers"]);
    }
}
