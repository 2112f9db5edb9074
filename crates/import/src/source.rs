//! The text of a declaration while it is written: clauses in order, each below the comments that are about it. Layout
//! is the formatter's business, so that nothing is indented here.

use std::ops::Range;

use promo_analysis::{quote_name, quote_name_in};
use promo_syntax::Body;
use promo_syntax::literal::{Mode, string_literal, text_literal};

use crate::comments::Comment;

/// A clause, with the places in the YAML of what it says.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    pub(crate) text: String,
    pub(crate) about: Vec<Range<usize>>,
}

impl Clause {
    pub(crate) fn new(text: impl Into<String>, about: Range<usize>) -> Clause {
        Clause { text: text.into(), about: vec![about] }
    }

    fn is_short(&self) -> bool {
        !self.text.contains('\n') && self.text.len() < 60
    }
}

/// The body of a declaration.
#[derive(Debug)]
pub(crate) struct Source<'c> {
    items: Vec<Item>,
    comments: Comments<'c>,
}

/// A part of a body.
#[derive(Debug)]
enum Item {
    /// A clause, with the lines of comments above it.
    Clause { comments: String, text: String },
    /// An empty line between two groups of clauses.
    Gap,
}

impl<'c> Source<'c> {
    /// An empty body. The comments are those of the object that the declaration is made of.
    pub(crate) fn new(comments: &'c [Comment]) -> Source<'c> {
        Source { items: Vec::new(), comments: Comments::new(comments) }
    }

    /// Adds a clause that says what stands in a place.
    pub(crate) fn line(&mut self, about: Range<usize>, text: impl Into<String>) {
        self.clause(&Clause::new(text, about));
    }

    /// Adds a clause.
    pub(crate) fn clause(&mut self, clause: &Clause) {
        let comments = self.comments.take(&clause.about);
        self.items.push(Item::Clause { comments, text: clause.text.clone() });
    }

    /// Begins another group of clauses.
    pub(crate) fn gap(&mut self) {
        self.items.push(Item::Gap);
    }

    /// Adds a block with some clauses: on one line, if these are few and nothing is to be said of them. What is to be
    /// said of the places given stands above it.
    pub(crate) fn block(&mut self, about: &[Range<usize>], head: &str, clauses: &[Clause]) {
        let inner: Vec<String> = clauses.iter().map(|clause| self.comments.take(&clause.about)).collect();
        let is_line = clauses.len() <= MOST_ON_A_LINE
            && clauses.iter().all(Clause::is_short)
            && inner.iter().all(String::is_empty);
        let texts = clauses.iter().map(|clause| clause.text.as_str());
        let text = match clauses {
            [] => head.to_owned(),
            _ if is_line => format!("{head} {{ {} }}", texts.collect::<Vec<_>>().join("  ")),
            _ => {
                let lines = inner.iter().zip(texts).map(|(comments, text)| format!("{comments}{text}\n"));
                format!("{head} {{\n{}}}", lines.collect::<String>())
            }
        };
        let comments = self.comments.take(about);
        self.items.push(Item::Clause { comments, text });
    }

    /// The declaration, below the comments that nothing in it was about and its documentation.
    pub(crate) fn finish(self, documentation: &str, head: &str) -> String {
        let comments = self.comments.rest();
        format!("{comments}{documentation}{}", laid_out(head, &self.items))
    }
}

/// The comments of an object.
#[derive(Debug)]
struct Comments<'c> {
    all: &'c [Comment],
    /// Their indices, by what they are about.
    by_subject: Vec<usize>,
    /// Which of them are written.
    is_taken: Vec<bool>,
}

impl<'c> Comments<'c> {
    fn new(all: &'c [Comment]) -> Comments<'c> {
        let about = |index: &usize| all.get(*index).map(|comment| comment.about);
        let mut by_subject: Vec<usize> = (0..all.len()).collect();
        by_subject.sort_by_key(about);
        Comments { all, by_subject, is_taken: vec![false; all.len()] }
    }

    /// The lines of comments about some places that were not taken yet.
    fn take(&mut self, about: &[Range<usize>]) -> String {
        let mut found: Vec<usize> = about.iter().flat_map(|place| self.about(place)).copied().collect();
        found.sort_unstable();
        found.dedup();
        let mut lines = String::new();
        for index in found {
            let (Some(comment), Some(is_taken)) = (self.all.get(index), self.is_taken.get_mut(index)) else {
                continue;
            };
            if !std::mem::replace(is_taken, true) {
                lines.push_str(&comment_line(&comment.text));
            }
        }
        lines
    }

    fn about(&self, place: &Range<usize>) -> &[usize] {
        let before = |end: usize| {
            self.by_subject.partition_point(|index| self.all.get(*index).is_some_and(|one| one.about < end))
        };
        self.by_subject.get(before(place.start)..before(place.end)).unwrap_or_default()
    }

    fn rest(&self) -> String {
        let left = self.all.iter().zip(&self.is_taken).filter(|(_, is_taken)| !**is_taken);
        left.map(|(comment, _)| comment_line(&comment.text)).collect()
    }
}

/// A comment as a line of promo. It must not document anything.
fn comment_line(text: &str) -> String {
    let text = text.trim_end();
    match text.is_empty() || text.starts_with([' ', '\t']) {
        true => format!("//{text}\n"),
        false => format!("// {text}\n"),
    }
}

/// How many clauses stand on one line.
const MOST_ON_A_LINE: usize = 3;

/// The most lines of a declaration without an empty line between groups of them.
const MOST_IN_ONE_GROUP: usize = 5;

/// The longest line, in characters.
const WIDTH: usize = 100;

/// A declaration of few short clauses on one line; the clauses of any other below each other, in groups where there are
/// many.
fn laid_out(head: &str, items: &[Item]) -> String {
    let clauses = || {
        items.iter().filter_map(|item| match item {
            Item::Clause { comments, text } => Some((comments, text)),
            Item::Gap => None,
        })
    };
    let texts: Vec<&str> = clauses().map(|(_, text)| text.as_str()).collect();
    let line = format!("{head} {{ {} }}\n", texts.join("  "));
    let has_comment = clauses().any(|(comments, _)| !comments.is_empty());
    if !has_comment && are_a_line(&texts) && line.chars().count() <= WIDTH {
        return line;
    }
    let lines: usize =
        clauses().map(|(comments, text)| comments.lines().count() + text.lines().count()).sum();
    let body = items.iter().map(|item| match item {
        Item::Clause { comments, text } => format!("{comments}{text}\n"),
        Item::Gap if lines > MOST_IN_ONE_GROUP => "\n".to_owned(),
        Item::Gap => String::new(),
    });
    format!("{head} {{\n{}}}\n", body.collect::<String>())
}

/// Whether clauses stand on one line: a few, none of which has several lines, and one block at most.
fn are_a_line(clauses: &[&str]) -> bool {
    let blocks = clauses.iter().filter(|clause| clause.ends_with('}')).count();
    clauses.len() <= MOST_ON_A_LINE && blocks <= 1 && clauses.iter().all(|clause| !clause.contains('\n'))
}

/// A name as it is written.
pub(crate) fn name(name: &str) -> String {
    if is_plain_word(name) { name.to_owned() } else { quote_name(name) }
}

/// A name as it is written where a clause of a body could begin.
pub(crate) fn name_in(body: Body, name: &str) -> String {
    quote_name_in(body, name)
}

/// What is a name whatever surrounds it: it begins with a letter, so that it is no number or duration.
fn is_plain_word(name: &str) -> bool {
    let begins = name.starts_with(|first: char| first.is_ascii_alphabetic());
    begins && !name.ends_with('-') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Names with commas between them.
pub(crate) fn names<'n>(all: impl IntoIterator<Item = &'n str>) -> String {
    all.into_iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Names in brackets, or the only one without.
pub(crate) fn name_or_list(all: &[&str]) -> String {
    match all {
        [only] => name(only),
        all => format!("[{}]", names(all.iter().copied())),
    }
}

/// A string in quotes.
pub(crate) fn string(text: &str) -> String {
    string_literal(text, Mode::Interpolated)
}

/// A string, as a text block where it has several lines.
pub(crate) fn text(text: &str) -> String {
    text_literal(text, Mode::Interpolated)
}

/// A script, in which `${` means nothing to promo.
pub(crate) fn script(text: &str) -> String {
    text_literal(text, Mode::Plain)
}

/// Strings in brackets.
pub(crate) fn strings(all: &[&str]) -> String {
    format!("[{}]", all.iter().map(|text| string(text)).collect::<Vec<_>>().join(", "))
}
