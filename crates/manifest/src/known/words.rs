//! Which of a few words is meant by another. It knows what people call some things that manifests have words for.

use promo_diagnostics::nearest;

/// Words of manifests, each with what people write for them.
const SYNONYMS: [(&str, &[&str]); 5] = [
    ("gitRevision", &["branch", "revision", "tag", "ref", "gitbranch", "gittag", "gitref"]),
    ("commitMessage", &["commit", "message"]),
    ("pr", &["pullrequest", "mergerequest", "mr"]),
    ("PROD", &["production"]),
    ("NON_PROD", &["nonproduction"]),
];

/// The word that is certainly meant, if one is: it differs in its capitals and signs alone, is called so by many, or is
/// the only one that is near.
pub fn meant_word<'a>(written: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let words: Vec<&str> = words.into_iter().collect();
    let bare_written = bare(written);
    let same = words.iter().find(|word| bare(word) == bare_written);
    let called = || {
        let synonyms = SYNONYMS.iter().filter(|(word, _)| words.contains(word));
        let mut meant = synonyms.filter(|(_, names)| names.contains(&bare_written.as_str()));
        meant.next().map(|(word, _)| *word)
    };
    let near = || match nearest(written, words.iter().copied()).as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    same.copied().or_else(called).or_else(near)
}

/// The letters and digits of a word, in small letters.
fn bare(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
