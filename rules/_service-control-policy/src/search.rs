//! Which patterns of a set can match a text together: decided exactly, over all texts.
//!
//! The patterns run side by side, as one automaton over the positions in each of them. Two
//! texts that lead to the same positions are the same to every pattern, so a search that visits
//! each set of positions once has seen all there is.

use crate::pattern::{Glob, Position};
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

/// What a search may still spend. It limits policies that are made to be slow.
#[derive(Clone, Debug)]
pub(crate) struct Budget(u64);

/// The search was given up because the patterns are too complex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooComplex;

impl Budget {
    /// Far more than real policies need (some thousand steps), but spent within seconds.
    pub(crate) const STEPS: u64 = 1_000_000;

    pub(crate) fn new(steps: u64) -> Self {
        Self(steps)
    }

    pub(crate) fn spend(&mut self, steps: usize) -> Result<(), TooComplex> {
        self.0 = self.0.checked_sub(steps as u64).ok_or(TooComplex)?;
        Ok(())
    }
}

/// A set of patterns, by their index, that match some text together while no other does.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    pub(crate) matched: HashSet<usize>,
}

impl Signature {
    pub(crate) fn any(&self, globs: &[usize]) -> bool {
        globs.iter().any(|glob| self.matched.contains(glob))
    }
}

/// Where a text leads, pattern by pattern; sorted, without repetitions.
type State = Rc<[(usize, Position)]>;

/// Every signature that some text has.
///
/// # Errors
/// [`TooComplex`] when the budget is spent before all texts have been looked at.
pub(crate) fn signatures(
    globs: &[Glob],
    budget: &mut Budget,
) -> Result<Vec<Signature>, TooComplex> {
    let other = character_outside(globs);
    let start = state(
        globs
            .iter()
            .enumerate()
            .flat_map(|(glob, pattern)| pattern.start().into_iter().map(move |at| (glob, at))),
    );

    let mut signatures = Vec::new();
    let mut known_signatures = HashSet::new();
    let mut known_states = HashSet::from([start.clone()]);
    let mut states = vec![start];
    while let Some(from) = states.pop() {
        let matched: BTreeSet<usize> = from
            .iter()
            .filter(|(glob, position)| globs[*glob].accepts(*position))
            .map(|(glob, _)| *glob)
            .collect();
        if known_signatures.insert(matched.clone()) {
            signatures.push(Signature {
                matched: matched.into_iter().collect(),
            });
        }
        for character in characters_that_matter(&from, globs, other) {
            budget.spend(1 + from.len())?;
            let to = state(from.iter().flat_map(|(glob, position)| {
                globs[*glob]
                    .after(*position, character)
                    .map(|position| (*glob, position))
            }));
            if known_states.insert(to.clone()) {
                states.push(to);
            }
        }
    }
    Ok(signatures)
}

fn state(positions: impl Iterator<Item = (usize, Position)>) -> State {
    let mut positions: Vec<_> = positions.collect();
    positions.sort_unstable();
    positions.dedup();
    positions.into()
}

/// All characters that no pattern names here lead to the same place, except the colon, which some
/// wildcards don't match.
fn characters_that_matter(
    state: &[(usize, Position)],
    globs: &[Glob],
    other: char,
) -> BTreeSet<char> {
    state
        .iter()
        .filter_map(|(glob, position)| globs[*glob].literal_at(*position))
        .chain([':', other])
        .collect()
}

/// A character that no pattern names, to stand for all such.
fn character_outside(globs: &[Glob]) -> char {
    let written: HashSet<char> = globs.iter().flat_map(Glob::literals).collect();
    ('a'..='z')
        .rev()
        .chain('0'..='9')
        .chain('\u{100}'..)
        .find(|character| !written.contains(character))
        .unwrap_or('\u{0}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::piece::{Variables, pieces};
    use proptest::prelude::*;

    fn globs(patterns: &[&str]) -> Vec<Glob> {
        patterns
            .iter()
            .map(|pattern| Glob::whole(&pieces(pattern, Variables::Known).unwrap()))
            .collect()
    }

    fn found(patterns: &[&str]) -> Vec<Vec<usize>> {
        let mut found: Vec<Vec<usize>> =
            signatures(&globs(patterns), &mut Budget::new(Budget::STEPS))
                .unwrap()
                .into_iter()
                .map(|signature| {
                    let mut matched: Vec<usize> = signature.matched.into_iter().collect();
                    matched.sort_unstable();
                    matched
                })
                .collect();
        found.sort();
        found
    }

    #[test]
    fn patterns_that_never_match_together_are_recognized() {
        assert_eq!(found(&["*"]), [vec![0]]);
        assert_eq!(found(&["iam:*", "s3:*"]), [vec![], vec![0], vec![1]]);
        assert_eq!(found(&["iam:*", "iam:Get*"]), [vec![], vec![0], vec![0, 1]]);
        assert_eq!(found(&["a*", "*b"]), [vec![], vec![0], vec![0, 1], vec![1]]);
        assert_eq!(found(&["?*", ""]), [vec![0], vec![1]]);
    }

    #[test]
    fn entangled_patterns_are_given_up() {
        let patterns: Vec<String> = (0..24)
            .map(|n| format!("*{}*{}*", char::from(b'a' + n), "a".repeat(9)))
            .collect();
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        let outcome = signatures(&globs(&patterns), &mut Budget::new(100_000));
        assert_eq!(outcome.unwrap_err(), TooComplex);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn exactly_the_signatures_that_texts_have_are_found(
            patterns in proptest::collection::vec("[ab*?]{0,3}", 1..4),
        ) {
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let globs = globs(&patterns);
            let expected: HashSet<Vec<usize>> = texts("abc", 6)
                .iter()
                .map(|text| {
                    let globs = globs.iter().enumerate();
                    globs.filter(|(_, glob)| glob.matches(text)).map(|(index, _)| index).collect()
                })
                .collect();
            prop_assert_eq!(found(&patterns).into_iter().collect::<HashSet<_>>(), expected);
        }
    }

    fn texts(alphabet: &str, length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut from = 0;
        for _ in 0..length {
            let to = all.len();
            for index in from..to {
                for character in alphabet.chars() {
                    all.push(format!("{}{character}", all[index]));
                }
            }
            from = to;
        }
        all
    }
}
