//! Few bytes for much that is alike: distinct values once, equal neighbours as a count.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;

/// Distinct values, in order of appearance.
pub(super) struct Places<T>(pub(super) Vec<T>, HashMap<T, usize>);

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self(Vec::new(), HashMap::new())
    }
}

impl<T: Copy + Eq + Hash> Places<T> {
    pub(super) fn place(&mut self, value: T) -> usize {
        *self.1.entry(value).or_insert_with(|| {
            self.0.push(value);
            self.0.len() - 1
        })
    }

    pub(super) fn number(&mut self, value: T) -> i64 {
        i64::try_from(self.place(value)).unwrap_or(i64::MAX)
    }
}

/// `7*3 2` for 7 7 7 2.
pub(super) fn in_runs(numbers: impl IntoIterator<Item = i64>) -> String {
    let mut runs: Vec<(i64, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((last, count)) if *last == number => *count += 1,
            _ => runs.push((number, 1)),
        }
    }
    let mut text = String::new();
    for (number, count) in runs {
        let space = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{space}{number}");
        if count > 1 {
            let _ = write!(text, "*{count}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_neighbours_are_counted() {
        for (numbers, expected) in [
            (&[][..], ""),
            (&[5], "5"),
            (&[7, 7, 7, 2], "7*3 2"),
            (&[-1, -1, 0], "-1*2 0"),
        ] {
            assert_eq!(in_runs(numbers.iter().copied()), expected);
        }
    }
}
