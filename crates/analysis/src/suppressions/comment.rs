//! How a comment is written that silences rules, or should: `promo: allow(RULE) reason` behind the sign that begins a
//! comment. It knows no file.

use std::ops::Range;

use promo_diagnostics::Rule;

/// What all such comments hold.
pub(super) const MARKER: &str = "promo:";

/// A rule that a comment silences.
pub(super) struct Suppression {
    /// The name of the rule, as written.
    pub(super) name: String,
    /// The bytes of the name.
    pub(super) range: Range<usize>,
    /// The bytes of the whole comment.
    pub(super) comment: Range<usize>,
    /// The line that it silences, with those of the comments right above it.
    pub(super) line: usize,
    /// Whether no other rule stands before it in the comment.
    pub(super) is_first: bool,
    pub(super) form: Form,
}

/// How a comment is written that silences something, or should.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As it must be.
    Complete,
    /// The parentheses are missing.
    Bare,
    /// Another word stands in the place of `allow`.
    Misspelt,
}

/// A comment with the sign that begins it: `//`, or `#` in YAML.
#[derive(Clone, Copy)]
pub(super) struct Comment<'text> {
    pub(super) sign: &'static str,
    pub(super) text: &'text str,
}

impl<'text> Comment<'text> {
    /// What stands behind `// promo:`.
    fn told(self) -> Option<&'text str> {
        Some(self.text.strip_prefix(self.sign)?.trim_start().strip_prefix(MARKER)?.trim_start())
    }

    /// What stands behind `// promo: allow(`, if it is one of those.
    fn allowed(self) -> Option<&'text str> {
        self.told()?.strip_prefix("allow")?.trim_start().strip_prefix('(')
    }

    /// The word behind `// promo: allow` that lacks its parentheses.
    fn allowed_bare(self) -> Option<&'text str> {
        let rest = self.told()?.strip_prefix("allow")?;
        let is_word = rest.is_empty() || rest.starts_with([' ', '\t', ':', '=']);
        is_word.then(|| {
            let name = rest.trim_start_matches([' ', '\t', ':', '=']);
            name.split([' ', '\t', ',']).next().unwrap_or_default()
        })
    }

    /// The word in the place of `allow`, and the rules behind it; none in a comment that only says something.
    fn misspelt(self) -> Option<(&'text str, &'text str)> {
        let body = self.told()?;
        let end = body.find(|letter: char| !letter.is_ascii_alphabetic())?;
        let (word, behind) = body.split_at_checked(end)?;
        let listed = behind.strip_prefix('(').map(|list| list.split(')').next().unwrap_or_default());
        let named = behind.split([' ', '\t', ':', ',']).find(|part| !part.is_empty());
        let named = named.filter(|name| Rule::named(name).is_some() && means_allow(word));
        let rules = listed.or(named)?;
        (!word.is_empty() && word != "allow").then_some((word, rules.trim()))
    }

    /// Whether it silences something, or was meant to.
    pub(super) fn is_suppression(self) -> bool {
        self.allowed().is_some() || self.allowed_bare().is_some() || self.misspelt().is_some()
    }

    /// The rules that it silences on a line, where it stands in these bytes.
    pub(super) fn suppressions(self, range: &Range<usize>, line: usize) -> Vec<Suppression> {
        let Some(inner) = self.allowed() else {
            return self.malformed(range, line).into_iter().collect();
        };
        let offset = range.start + (self.text.len() - inner.len());
        let list = inner.split(')').next().unwrap_or_default();
        let mut found = Vec::new();
        let mut position = offset;
        for part in list.split(',') {
            let name = part.trim();
            let start = position + (part.len() - part.trim_start().len());
            found.push(Suppression {
                name: name.to_owned(),
                range: start..start + name.len(),
                comment: range.clone(),
                line,
                is_first: found.is_empty(),
                form: Form::Complete,
            });
            position += part.len() + 1;
        }
        found
    }

    /// A comment without parentheses, or with another word than `allow`, silences nothing.
    fn malformed(self, range: &Range<usize>, line: usize) -> Option<Suppression> {
        let (marked, name, form) = match self.allowed_bare() {
            Some(name) => (name, name, Form::Bare),
            None => self.misspelt().map(|(word, rules)| (word, rules, Form::Misspelt))?,
        };
        let start = range.start + self.place_behind_marker(marked);
        Some(Suppression {
            name: name.to_owned(),
            range: if marked.is_empty() { range.clone() } else { start..start + marked.len() },
            comment: range.clone(),
            line,
            is_first: true,
            form,
        })
    }

    fn place_behind_marker(self, word: &str) -> usize {
        let marker = self.text.find(MARKER).map_or(0, |place| place + MARKER.len());
        marker + self.text.get(marker..).and_then(|behind| behind.find(word)).unwrap_or_default()
    }
}

/// Whether a word is nearly `allow`, or what other tools call it.
fn means_allow(word: &str) -> bool {
    const WORDS: [&str; 5] = ["allow", "ignore", "disable", "suppress", "silence"];
    !promo_diagnostics::nearest(word, WORDS).is_empty()
}
