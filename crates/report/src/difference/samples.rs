//! Texts that tell globs apart: for each way in which some globs can match a text and others not, one such text. Those
//! that a person would write come first; then all others are found, as automata find them. Knows nothing of commits.

use std::collections::{BTreeSet, HashSet, VecDeque};

use indexmap::IndexMap;
use promo_analysis::globs::matches;

/// So many texts are enough for people; of very many globs even fewer must do, since each text is tried with each.
const MOST_TEXTS: usize = 64;
const FEWEST_TEXTS: usize = 8;
const MOST_TRIALS: usize = 4_000_000;

/// So many globs are joined in pairs, if they are no longer than this.
const JOINED: usize = 24;
const LONGEST_JOINED: usize = 200;

/// How many positions in globs are looked at before the search is given up.
const PATIENCE: usize = 4_000_000;

/// Texts for all ways in which the globs can match, as far as they are found with patience. `usual` are such that
/// anybody might write, and `between` stands between two texts of which a person would make one. No text is empty: no
/// message and no revision is.
pub(super) fn telling_texts(globs: &[&str], usual: &[&str], between: char) -> Vec<String> {
    let trials = MOST_TRIALS / globs.len().max(1);
    let most = trials.isqrt().clamp(FEWEST_TEXTS, MOST_TEXTS);
    let mut found = Found { globs, texts: IndexMap::new(), most };
    usual.iter().for_each(|text| found.add(text));
    let plain: Vec<String> = globs.iter().map(|glob| plain(glob)).collect();
    plain.iter().for_each(|text| found.add(text));
    let short: Vec<&String> = plain.iter().filter(|text| text.len() <= LONGEST_JOINED).take(JOINED).collect();
    for first in &short {
        let others = short.iter().filter(|second| *second != first);
        others.for_each(|second| found.add(&format!("{first}{between}{second}")));
    }
    Automaton::of(globs).search(&mut found);
    found.texts.into_values().collect()
}

/// The texts so far, by which globs match them.
struct Found<'a> {
    globs: &'a [&'a str],
    texts: IndexMap<Vec<bool>, String>,
    most: usize,
}

impl Found<'_> {
    fn add(&mut self, text: &str) {
        if !text.is_empty() && !self.is_full() {
            let matched = self.globs.iter().map(|glob| matches(glob, text)).collect();
            self.texts.entry(matched).or_insert_with(|| text.to_owned());
        }
    }

    fn is_full(&self) -> bool {
        self.texts.len() >= self.most
    }
}

/// What a person would write to be matched by a glob.
fn plain(glob: &str) -> String {
    let Some((first, rest)) = glob.split_once('*') else { return glob.to_owned() };
    let mut text = first.to_owned();
    for piece in rest.split('*') {
        let is_open = text.ends_with(['/', '-', '_', '.']) && piece.is_empty();
        let is_between = !text.is_empty() && !piece.is_empty();
        if is_open || is_between {
            text.push('1');
        }
        text.push_str(piece);
    }
    text
}

/// For each glob the places in it that a text may have led to.
type State = Vec<Vec<bool>>;

/// All globs at once, reading one text.
struct Automaton {
    globs: Vec<Vec<char>>,
    /// The characters of the globs, and one that stands for all others.
    alphabet: Vec<char>,
}

impl Automaton {
    fn of(globs: &[&str]) -> Automaton {
        let globs: Vec<Vec<char>> = globs.iter().map(|glob| glob.chars().collect()).collect();
        let mut alphabet: BTreeSet<char> =
            globs.iter().flatten().copied().filter(|sign| *sign != '*').collect();
        let other = ('a'..='z').chain('0'..='9').chain('À'..='ʯ').find(|sign| !alphabet.contains(sign));
        alphabet.extend(other);
        Automaton { globs, alphabet: alphabet.into_iter().collect() }
    }

    /// Reads the shortest texts first.
    fn search(&self, found: &mut Found<'_>) {
        let size: usize = self.globs.iter().map(Vec::len).sum();
        let mut patience = PATIENCE;
        let mut seen: HashSet<State> = HashSet::new();
        let mut waiting = VecDeque::from([(self.start(), String::new())]);
        while let Some((state, text)) = waiting.pop_front() {
            for sign in &self.alphabet {
                let next = self.step(&state, *sign);
                patience = patience.saturating_sub(size);
                if patience == 0 || found.is_full() {
                    return;
                }
                if seen.insert(next.clone()) {
                    let text = format!("{text}{sign}");
                    found.add(&text);
                    waiting.push_back((next, text));
                }
            }
        }
    }

    fn start(&self) -> State {
        let beginning = |glob: &Vec<char>| {
            let mut places = vec![false; glob.len() + 1];
            enter(glob, &mut places, 0);
            places
        };
        self.globs.iter().map(beginning).collect()
    }

    fn step(&self, state: &State, sign: char) -> State {
        let next = |(glob, places): (&Vec<char>, &Vec<bool>)| {
            let mut next = vec![false; places.len()];
            for (place, expected) in glob.iter().enumerate() {
                if places.get(place) == Some(&true) {
                    match *expected {
                        '*' => enter(glob, &mut next, place),
                        expected if expected == sign => enter(glob, &mut next, place + 1),
                        _ => {}
                    }
                }
            }
            next
        };
        self.globs.iter().zip(state).map(next).collect()
    }
}

/// A star may match nothing, so that one is behind it as soon as one is before it.
fn enter(glob: &[char], places: &mut [bool], place: usize) {
    let stars = glob.iter().skip(place).take_while(|sign| **sign == '*').count();
    places.iter_mut().skip(place).take(stars + 1).for_each(|reached| *reached = true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_would_write_it_so() {
        let pairs = [
            ("*[hotfix]*", "[hotfix]"),
            ("release/*", "release/1"),
            ("main", "main"),
            ("v*.*", "v1.1"),
            ("*", ""),
            ("fix*bug", "fix1bug"),
        ];
        for (glob, text) in pairs {
            assert_eq!(plain(glob), text);
        }
    }

    #[test]
    fn every_way_of_matching_has_a_text() {
        let texts = |globs: &[&str]| telling_texts(globs, &["main"], ' ');
        assert_eq!(texts(&["*a*", "*b*"]), ["main", "b", "a b", "c"]);
        // What the second matches the first does too, and the third matches all.
        assert_eq!(texts(&["r*", "r/*", "*"]), ["main", "r", "r/1"]);
        assert_eq!(texts(&[]), ["main"]);
        assert_eq!(texts(&["main"]).len(), 2);
    }

    #[test]
    fn a_search_without_end_is_given_up() {
        let globs: Vec<String> = (0..40).map(|number| format!("*{number}*{number}*x*")).collect();
        let globs: Vec<&str> = globs.iter().map(String::as_str).collect();
        assert!(telling_texts(&globs, &[], ' ').len() >= 40);
    }
}
