//! What a misspelt name was probably meant to be. Knows nothing of what the names stand for.

use crate::wording::listed;

/// At most this many names are suggested.
const MOST: usize = 3;

/// The names nearest to a misspelt one, at most three, the nearest first and equally near ones by name.
/// Case is ignored; a third of the name's characters, and one of two, may differ (a swap of neighbours
/// counts as one). Where no name is that near, those that begin with the whole name, or that the name begins
/// with, the shortest first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut search = Search::new(name);
    let mut found: Vec<(usize, &str)> = vec![];
    let mut continued: Vec<(usize, &str)> = vec![];
    for candidate in candidates {
        if continues(candidate, name) || continues(name, candidate) {
            keep(&mut continued, candidate.len(), candidate);
        }
        let Some(distance) = search.distance(candidate) else {
            continue;
        };
        keep(&mut found, distance, candidate);
        // What is further away than three others need not be measured to the end.
        if let Some((worst, _)) = found.get(MOST - 1) {
            search.limit = *worst;
        }
    }
    let best = if found.is_empty() { continued } else { found };
    best.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Whether a name is another one but for its case and a slip of the pen: one letter that is missing, too many or wrong,
/// or two neighbours that are swapped.
pub fn is_slip_of(name: &str, meant: &str) -> bool {
    let mut search = Search::new(name);
    search.limit = search.limit.min(1);
    search.distance(meant).is_some()
}

/// Keeps a candidate if it is among the best.
fn keep<'a>(best: &mut Vec<(usize, &'a str)>, rank: usize, candidate: &'a str) {
    if let Err(place) = best.binary_search(&(rank, candidate)) {
        best.insert(place, (rank, candidate));
        best.truncate(MOST);
    }
}

/// Whether a name is another one, cut off: at the end of a part, or after enough to tell.
fn continues(long: &str, short: &str) -> bool {
    let Some(rest) = long.strip_prefix(short) else { return false };
    let length = if rest.starts_with(['-', '_', '.']) { 3 } else { 4 };
    !rest.is_empty() && short.len() >= length
}

/// The nearest names as a question, such as ``did you mean `staging`?``.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let nearest = nearest(name, candidates);
    (!nearest.is_empty()).then(|| format!("did you mean {}?", listed(&nearest, "or")))
}

/// The name looked for, and the rows of the distance table, kept from one candidate to the next.
struct Search {
    name: Vec<char>,
    limit: usize,
    candidate: Vec<char>,
    before: Vec<usize>,
    above: Vec<usize>,
    current: Vec<usize>,
}

impl Search {
    fn new(name: &str) -> Search {
        let mut letters = vec![];
        push_lowercase(&mut letters, name);
        // A name of one letter has nothing left if that letter differs.
        let limit = if letters.len() < 2 { 0 } else { (letters.len() / 3).max(1) };
        Search { name: letters, limit, candidate: vec![], before: vec![], above: vec![], current: vec![] }
    }

    /// The Damerau-Levenshtein distance (of adjacent swaps), unless it exceeds the limit.
    fn distance(&mut self, candidate: &str) -> Option<usize> {
        // A character has at most four bytes, so that this needs no look at the characters.
        if candidate.len() > (self.name.len() + self.limit) * 4 {
            return None;
        }
        self.candidate.clear();
        push_lowercase(&mut self.candidate, candidate);
        if self.candidate.len().abs_diff(self.name.len()) > self.limit {
            return None;
        }
        self.before.clear();
        self.before.resize(self.candidate.len() + 1, 0);
        self.current.clone_from(&self.before);
        self.above.clear();
        self.above.extend(0..=self.candidate.len());
        for row in 0..self.name.len() {
            self.fill(row)?;
            std::mem::swap(&mut self.before, &mut self.above);
            std::mem::swap(&mut self.above, &mut self.current);
        }
        self.above.last().copied().filter(|distance| *distance <= self.limit)
    }

    /// Computes the next row of the table; nothing where every way exceeds the limit already. Cells further
    /// from the diagonal than the limit exceed it in any case.
    fn fill(&mut self, row: usize) -> Option<()> {
        let far = self.limit + 1;
        let letter = *self.name.get(row)?;
        let letter_before = row.checked_sub(1).and_then(|before| self.name.get(before)).copied();
        let first = row.saturating_sub(self.limit);
        let end = (row + self.limit + 1).min(self.candidate.len());
        let mut left = if first == 0 { row + 1 } else { far };
        *self.current.get_mut(first)? = left;
        let mut least = left;
        let mut other_before = first.checked_sub(1).and_then(|before| self.candidate.get(before)).copied();
        for column in first..end {
            let other = *self.candidate.get(column)?;
            let diagonal = self.above.get(column)? + usize::from(letter != other);
            let mut cell = diagonal.min(self.above.get(column + 1)? + 1).min(left + 1);
            if letter_before == Some(other) && other_before == Some(letter) {
                cell = cell.min(self.before.get(column.checked_sub(1)?)? + 1);
            }
            *self.current.get_mut(column + 1)? = cell;
            least = least.min(cell);
            left = cell;
            other_before = Some(other);
        }
        // The row below looks one cell further than this one reaches.
        if let Some(beyond) = self.current.get_mut(end + 1) {
            *beyond = far;
        }
        (least <= self.limit).then_some(())
    }
}

fn push_lowercase(letters: &mut Vec<char>, name: &str) {
    if name.is_ascii() {
        letters.extend(name.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        letters.extend(name.chars().flat_map(char::to_lowercase));
    }
}
