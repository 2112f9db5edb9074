//! The text of a declaration while it is written: clauses in order, each below the comments that are about it. Layout
//! is the formatter's business, so that nothing is indented here.

use std::ops::Range;

use promo_analysis::{quote_name, quote_name_in};
use promo_syntax::Body;
use promo_syntax::literal::{Mode, string_literal, text_literal};

use crate::comments::Comment;

/// The text of a declaration.
#[derive(Debug)]
pub(crate) struct Source<'c> {
    text: String,
    comments: &'c [Comment],
    /// Which of the comments are written.
    written: Vec<bool>,
}

impl<'c> Source<'c> {
    /// An empty text. The comments are those of the object that the declaration is made of.
    pub(crate) fn new(comments: &'c [Comment]) -> Source<'c> {
        Source { text: String::new(), comments, written: vec![false; comments.len()] }
    }

    /// A line, below the comments about what stands in places of the YAML.
    pub(crate) fn line(&mut self, about: &[Range<usize>], line: &str) {
        self.comments_about(about);
        self.push(line);
    }

    /// A line of which no part of the YAML has comments.
    pub(crate) fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// An empty line between two groups of clauses; more than one become one.
    pub(crate) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A block with some clauses: on one line, if these are few and nothing is to be said of them.
    pub(crate) fn block(&mut self, about: &[Range<usize>], head: &str, clauses: &[String]) {
        let has_comment = self.comments_about(about);
        match clauses {
            [] => self.push(head),
            clauses
                if !has_comment
                    && clauses.len() <= MOST_ON_A_LINE
                    && clauses.iter().all(|clause| is_short(clause)) =>
            {
                self.push(&format!("{head} {{ {} }}", clauses.join("  ")));
            }
            clauses => self.push(&format!("{head} {{\n{}\n}}", clauses.join("\n"))),
        }
    }

    /// The text, below the comments that nothing was about.
    pub(crate) fn finish(self) -> (String, String) {
        let left = self.comments.iter().zip(&self.written).filter(|(_, written)| !**written);
        let left = left.map(|(comment, _)| comment_line(&comment.text)).collect();
        (left, self.text)
    }

    fn comments_about(&mut self, about: &[Range<usize>]) -> bool {
        let mut found = false;
        for (comment, written) in self.comments.iter().zip(&mut self.written) {
            if !*written && about.iter().any(|place| place.contains(&comment.about)) {
                self.text.push_str(&comment_line(&comment.text));
                *written = true;
                found = true;
            }
        }
        found
    }
}

/// How many clauses of a block stand on one line.
const MOST_ON_A_LINE: usize = 3;

fn is_short(clause: &str) -> bool {
    !clause.contains('\n') && clause.len() < 60
}

/// A comment as a line of promo; `///` would document something.
fn comment_line(text: &str) -> String {
    let text = text.trim_end();
    match text.is_empty() || text.starts_with([' ', '\t']) {
        true => format!("//{text}\n"),
        false => format!("// {text}\n"),
    }
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
