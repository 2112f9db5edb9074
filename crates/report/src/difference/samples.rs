//! Texts that tell some tests apart: for each way in which some of them can hold and others not, one such text. Those
//! that a person would write come first; then all others are found, as automata find them. Knows nothing of commits.

use std::collections::{HashSet, VecDeque};

use indexmap::IndexMap;

use super::automaton::{Automaton, State};

/// So many texts are enough; of very many tests fewer must do, since each text is tried with each.
const MOST_TEXTS: usize = 256;
const FEWEST_TEXTS: usize = 8;
const MOST_TRIALS: usize = 4_000_000;

/// So many globs are joined with so many others, if they are no longer than this.
const JOINED: usize = 24;
const JOINED_TO: usize = 128;
const LONGEST_JOINED: usize = 200;

/// How much is looked at before the search is given up: words of states, sets and tests. A step costs more besides.
const PATIENCE: usize = 4_000_000;
const STEP: usize = 16;

/// What a text is asked.
pub(super) struct Questions<'g> {
    /// Sets of globs.
    pub(super) sets: Vec<Vec<&'g str>>,
    /// The globs, those first that are the most likely to tell something apart.
    pub(super) globs: Vec<&'g str>,
    /// The tests of each state, in an order in which the first that holds decides.
    pub(super) tests: [Vec<Test>; 2],
}

/// A test of a text.
pub(super) struct Test {
    /// The sets of which one glob must match, or none.
    pub(super) conditions: Vec<Condition>,
    /// Whether it decides by itself, so that no test behind it counts if it holds.
    pub(super) is_alone: bool,
}

pub(super) struct Condition {
    pub(super) set: usize,
    pub(super) negated: bool,
}

/// Which tests hold for a text, those of the first state before those of the second.
type Answers = Vec<bool>;

impl Questions<'_> {
    fn answers(&self, matched: &[bool]) -> Answers {
        let mut answers = Answers::new();
        for tests in &self.tests {
            let mut is_decided = false;
            for test in tests {
                let holds = !is_decided && test.holds(matched);
                is_decided |= holds && test.is_alone;
                answers.push(holds);
            }
        }
        answers
    }

    /// The sets on which no answer depends any more, if some match whatever follows: those of tests that can't hold,
    /// and of tests behind one that holds and decides.
    fn idle_sets(&self, settled: &[bool]) -> Vec<usize> {
        let mut is_idle = vec![true; self.sets.len()];
        for tests in &self.tests {
            let first_sure = tests.iter().position(|test| test.is_alone && test.surely_holds(settled));
            let relevant = tests.iter().take(first_sure.map_or(tests.len(), |first| first + 1));
            let conditions = relevant.flat_map(|test| test.deciding(settled));
            for condition in conditions {
                is_idle.get_mut(condition.set).into_iter().for_each(|is_idle| *is_idle = false);
            }
        }
        (0..is_idle.len()).filter(|set| is_idle.get(*set) == Some(&true)).collect()
    }
}

impl Test {
    /// Whether it holds whatever follows.
    fn surely_holds(&self, settled: &[bool]) -> bool {
        let is_settled = |condition: &Condition| settled.get(condition.set) == Some(&true);
        self.conditions.iter().all(|condition| is_settled(condition) && !condition.negated)
    }

    /// The conditions that decide it: one that can't be met any more, or all.
    fn deciding(&self, settled: &[bool]) -> &[Condition] {
        let is_lost = |condition: &Condition| condition.negated && settled.get(condition.set) == Some(&true);
        let lost = self.conditions.iter().position(is_lost);
        lost.and_then(|lost| self.conditions.get(lost..=lost)).unwrap_or(&self.conditions)
    }

    fn holds(&self, matched: &[bool]) -> bool {
        self.conditions.iter().all(|condition| matched.get(condition.set) != Some(&condition.negated))
    }
}

/// Some texts.
#[derive(Debug)]
pub(super) struct Texts {
    /// The texts with what they answer: no two answer the same.
    pub(super) all: Vec<(String, Answers)>,
    /// Whether no text answers anything else.
    pub(super) is_complete: bool,
}

/// Texts for all ways in which tests can hold, as far as they are found with patience. `usual` are such that anybody
/// might write, and `between` stands between two texts of which a person would make one. No text is empty: no message
/// and no revision is.
pub(super) fn telling_texts(questions: &Questions<'_>, usual: &[&str], between: char) -> Texts {
    let tests: usize = questions.tests.iter().map(Vec::len).sum();
    let most = (MOST_TRIALS / tests.max(1)).isqrt().clamp(FEWEST_TEXTS, MOST_TEXTS);
    let automaton = Automaton::of(&questions.sets);
    let cost = automaton.size() + questions.sets.len() + tests + STEP;
    let mut found = Found { questions, automaton, texts: IndexMap::new(), most, cost, patience: PATIENCE };
    usual.iter().for_each(|text| found.read(text));
    let plain: Vec<String> = questions.globs.iter().map(|glob| plain(glob)).collect();
    plain.iter().for_each(|text| found.read(text));
    let short = || plain.iter().filter(|text| !text.is_empty() && text.len() <= LONGEST_JOINED);
    for first in short().take(JOINED) {
        for second in short().take(JOINED_TO).filter(|second| *second != first) {
            found.read(&format!("{first}{between}{second}"));
        }
    }
    found.patience = PATIENCE;
    let is_complete = found.search();
    let all = found.texts.into_iter().map(|(answers, text)| (text, answers)).collect();
    Texts { all, is_complete }
}

/// The texts so far, by what they answer.
struct Found<'q, 'g> {
    questions: &'q Questions<'g>,
    automaton: Automaton,
    texts: IndexMap<Answers, String>,
    most: usize,
    /// What a step costs, of this patience.
    cost: usize,
    patience: usize,
}

impl Found<'_, '_> {
    fn read(&mut self, text: &str) {
        if !text.is_empty() && self.has_patience(text.chars().count()) {
            self.add(text, &self.automaton.read(text));
        }
    }

    /// Adds a text, and says whether there was room for it if it answers something else.
    fn add(&mut self, text: &str, state: &State) -> bool {
        let answers = self.questions.answers(&self.automaton.matched(state));
        let is_known = self.texts.contains_key(&answers);
        let has_room = self.texts.len() < self.most;
        if !is_known && has_room {
            self.texts.insert(answers, text.to_owned());
        }
        is_known || has_room
    }

    /// Whether there is patience for some steps.
    fn has_patience(&mut self, steps: usize) -> bool {
        self.patience = self.patience.saturating_sub(steps * self.cost);
        self.patience > 0
    }

    /// Reads the shortest texts first, and says whether all that make a difference were read.
    fn search(&mut self) -> bool {
        let Some(alphabet) = self.alphabet() else { return false };
        let mut seen: HashSet<State> = HashSet::new();
        let mut waiting = VecDeque::from([(self.automaton.start(), String::new())]);
        while let Some((state, text)) = waiting.pop_front() {
            for sign in &alphabet {
                let mut next = self.automaton.step(&state, *sign);
                let settled = self.automaton.settled_sets(&next);
                for set in self.questions.idle_sets(&settled) {
                    self.automaton.forget(&mut next, set);
                }
                if !self.has_patience(1) {
                    return false;
                }
                if seen.insert(next.clone()) {
                    let text = format!("{text}{sign}");
                    if !self.add(&text, &next) {
                        return false;
                    }
                    waiting.push_back((next, text));
                }
            }
        }
        true
    }

    /// The signs in globs, and one that stands for all others.
    fn alphabet(&self) -> Option<Vec<char>> {
        let mut alphabet: Vec<char> = self.automaton.signs().collect();
        let other = ('a'..='z').chain('0'..='9').chain('À'..='ʯ').find(|sign| !alphabet.contains(sign))?;
        let place = alphabet.partition_point(|sign| *sign < other);
        alphabet.insert(place, other);
        Some(alphabet)
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

    /// A test for each glob, none of which decides alone unless it is said so.
    fn found(globs: &[&str], is_alone: bool) -> (Vec<String>, bool) {
        let test = |set| Test { conditions: vec![Condition { set, negated: false }], is_alone };
        let questions = Questions {
            sets: globs.iter().map(|glob| vec![*glob]).collect(),
            globs: globs.to_vec(),
            tests: [(0..globs.len()).map(test).collect(), vec![]],
        };
        let Texts { all, is_complete } = telling_texts(&questions, &["main"], ' ');
        (all.into_iter().map(|(text, _)| text).collect(), is_complete)
    }

    #[test]
    fn every_way_of_matching_has_a_text() {
        let texts = |globs: &[&str]| {
            let (texts, is_complete) = found(globs, false);
            assert!(is_complete);
            texts
        };
        assert_eq!(texts(&["*a*", "*b*"]), ["main", "b", "a b", "c"]);
        // What the second matches the first does too, and the third matches all.
        assert_eq!(texts(&["r*", "r/*", "*"]), ["main", "r", "r/1"]);
        assert_eq!(texts(&[]), ["main"]);
        assert_eq!(texts(&["main"]).len(), 2);
    }

    #[test]
    fn what_is_decided_is_not_told_apart_from_there_on() {
        assert_eq!(found(&["*a*", "*b*", "*d*"], true).0, ["main", "b", "d", "c"]);
        assert_eq!(found(&["*a*", "*b*", "*d*"], false).0.len(), 8);
    }

    #[test]
    fn a_search_without_end_is_given_up() {
        let globs: Vec<String> = (0..40).map(|number| format!("*{number}*{number}*x*")).collect();
        let globs: Vec<&str> = globs.iter().map(String::as_str).collect();
        let (texts, is_complete) = found(&globs, false);
        assert!(texts.len() >= 40 && !is_complete);
    }
}
