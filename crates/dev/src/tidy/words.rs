//! Words that stand for unfinished work, and must not be left behind. Knows nothing of where a word stands.

use super::Complaint;
use crate::repository::Repository;

// Put together here so that this file does not hold them itself.
const FORBIDDEN: &[&str] = &[
    concat!("to", "do!"),
    concat!("db", "g!"),
    concat!("unimple", "mented!"),
    concat!("#[ig", "nore"),
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
    concat!("XX", "X"),
];

/// No file holds a word of unfinished work.
pub(super) fn forbidden(repository: &Repository) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, text) in repository.files() {
        for (index, line) in text.lines().enumerate() {
            let found = FORBIDDEN.iter().filter(|word| stands_in(word, line));
            complaints
                .extend(found.map(|word| Complaint::of_line(path, index, format!("`{word}` is left here"))));
        }
    }
    complaints
}

/// Whether a word stands in a line, and not only as a part of a longer one.
fn stands_in(word: &str, line: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + word.len()..]);
        let continued = word.ends_with(is_letter) && after.starts_with(is_letter);
        !before.ends_with(is_letter) && !continued
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_found_wherever_they_stand() {
        let lines = [
            concat!("    to", "do!(\"later\")"),
            concat!("#[ig", "nore = \"slow\"]"),
            concat!("# FIX", "ME: this"),
            concat!("let x = db", "g!(y);"),
        ];
        for line in lines {
            let found = forbidden(&Repository::of([("a/b.toml", line)]));
            assert_eq!(found.len(), 1, "{line}");
            assert_eq!(found[0].line, Some(1));
        }
    }

    #[test]
    fn parts_of_words_are_not() {
        let text = concat!(
            "mas",
            "to",
            "do!",
            " XX",
            "XL ",
            "FIX",
            "MEUP ",
            "not_unimple",
            "mented!",
            "\ntodo, dbg"
        );
        assert_eq!(forbidden(&Repository::of([("a.rs", text)])), []);
    }
}
