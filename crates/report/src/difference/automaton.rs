//! Sets of globs that read a text sign by sign, all at once: a place in a glob is a bit. Knows nothing of commits.

use std::collections::BTreeMap;
use std::ops::Range;

/// The places in globs that a text may have led to.
pub(super) type State = Vec<u64>;

const BITS: usize = u64::BITS as usize;

/// Sets of globs. Each begins in a word of its own.
pub(super) struct Automaton {
    sets: Vec<Range<usize>>,
    start: State,
    /// The places behind whole globs.
    ends: State,
    /// The places from which a glob matches whatever follows.
    settled: State,
    /// The places at which a star is next.
    stars: State,
    /// Those at which a sign is next.
    signs: BTreeMap<char, State>,
    /// Those at which a sign of no glob is next.
    none: State,
}

impl Automaton {
    pub(super) fn of(sets: &[Vec<&str>]) -> Automaton {
        let sets: Vec<Vec<Vec<char>>> =
            sets.iter().map(|globs| globs.iter().map(|glob| simplified(glob)).collect()).collect();
        let words =
            |globs: &Vec<Vec<char>>| globs.iter().map(|glob| glob.len() + 1).sum::<usize>().div_ceil(BITS);
        let none = vec![0; sets.iter().map(words).sum()];
        let [start, ends, settled, stars] = std::array::from_fn(|_| none.clone());
        let signs = BTreeMap::new();
        let mut automaton =
            Automaton { sets: Vec::with_capacity(sets.len()), start, ends, settled, stars, signs, none };
        let mut first = 0;
        for globs in &sets {
            let mut place = first * BITS;
            for glob in globs {
                automaton.add(glob, place);
                place += glob.len() + 1;
            }
            automaton.sets.push(first..first + words(globs));
            first += words(globs);
        }
        automaton
    }

    fn add(&mut self, glob: &[char], first: usize) {
        for (place, sign) in (first..).zip(glob) {
            let places = match sign {
                '*' => &mut self.stars,
                sign => self.signs.entry(*sign).or_insert_with(|| self.none.clone()),
            };
            set(places, place);
        }
        let end = first + glob.len();
        set(&mut self.ends, end);
        set(&mut self.start, first);
        // A star may match nothing, so that one is behind it as soon as one is before it.
        if glob.first() == Some(&'*') {
            set(&mut self.start, first + 1);
        }
        if glob.last() == Some(&'*') {
            set(&mut self.settled, end - 1);
            set(&mut self.settled, end);
        }
    }

    /// How many words a state takes.
    pub(super) fn size(&self) -> usize {
        self.none.len()
    }

    /// All signs in the globs.
    pub(super) fn signs(&self) -> impl Iterator<Item = char> {
        self.signs.keys().copied()
    }

    /// Before a text.
    pub(super) fn start(&self) -> State {
        let mut start = self.start.clone();
        self.settle(&mut start);
        start
    }

    /// Behind one more sign.
    pub(super) fn step(&self, state: &State, sign: char) -> State {
        let expected = self.signs.get(&sign).unwrap_or(&self.none);
        let (mut met_before, mut passed_before) = (0, 0);
        let words = state.iter().zip(expected).zip(&self.stars);
        let next = words.map(|((state, expected), stars)| {
            let met = state & expected;
            let reached = next_places(met, &mut met_before) | (state & stars);
            reached | next_places(reached & stars, &mut passed_before)
        });
        let mut next: State = next.collect();
        self.settle(&mut next);
        next
    }

    /// Behind a whole text.
    pub(super) fn read(&self, text: &str) -> State {
        text.chars().fold(self.start(), |state, sign| self.step(&state, sign))
    }

    /// A set that matches whatever follows is the same however it came to that.
    fn settle(&self, state: &mut State) {
        for (set, is_settled) in self.sets.iter().zip(self.settled_sets(state)) {
            if let (true, Some(words)) = (is_settled, state.get_mut(set.clone())) {
                words.copy_from_slice(self.settled.get(set.clone()).unwrap_or_default());
            }
        }
    }

    /// Of each set whether it matches whatever follows.
    pub(super) fn settled_sets(&self, state: &State) -> Vec<bool> {
        let settled: State =
            state.iter().zip(&self.settled).map(|(state, settled)| state & settled).collect();
        self.matched(&settled)
    }

    /// Forgets a set, which matches nothing from there on.
    pub(super) fn forget(&self, state: &mut State, set: usize) {
        let words = self.sets.get(set).and_then(|set| state.get_mut(set.clone()));
        words.into_iter().for_each(|words| words.fill(0));
    }

    /// Of each set whether one of its globs matches.
    pub(super) fn matched(&self, state: &State) -> Vec<bool> {
        let places = |set: &Range<usize>| state.iter().zip(&self.ends).skip(set.start).take(set.len());
        self.sets.iter().map(|set| places(set).any(|(word, ends)| word & ends != 0)).collect()
    }
}

/// The places behind some, with those that come from the word before.
fn next_places(places: u64, from_before: &mut u64) -> u64 {
    let next = (places << 1) | *from_before;
    *from_before = places >> (BITS - 1);
    next
}

fn set(places: &mut State, place: usize) {
    if let Some(word) = places.get_mut(place / BITS) {
        *word |= 1 << (place % BITS);
    }
}

/// A glob without stars beside stars.
fn simplified(glob: &str) -> Vec<char> {
    let mut signs: Vec<char> = glob.chars().collect();
    signs.dedup_by(|one, other| *one == '*' && *other == '*');
    signs
}

#[cfg(test)]
mod tests {
    use promo_analysis::globs::matches;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_reads_as_globs_match(
            sets in proptest::collection::vec(proptest::collection::vec("[ab*é]{0,9}", 0..40), 1..6),
            texts in proptest::collection::vec("[abcé]{0,9}", 1..20),
        ) {
            let sets: Vec<Vec<&str>> =
                sets.iter().map(|globs| globs.iter().map(String::as_str).collect()).collect();
            let automaton = Automaton::of(&sets);
            for text in texts {
                let expected: Vec<bool> =
                    sets.iter().map(|globs| globs.iter().any(|glob| matches(glob, &text))).collect();
                prop_assert_eq!(automaton.matched(&automaton.read(&text)), expected, "{}", text);
            }
        }
    }
}
