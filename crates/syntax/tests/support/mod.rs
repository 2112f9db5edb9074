//! What the tests of this crate share: what holds of every tree, and numbers that only look random. Knows no
//! construct of the language.

#![allow(dead_code)]

pub mod sentences;

use std::ops::Range;

use promo_syntax::{NodeKind, Parse, SyntaxNode, Tree, parse};

/// A file that has every construct.
pub const RICH: &str = include_str!("../data/rich.promo");

/// Parses a text and checks what holds of all trees and errors.
pub fn parse_checked(text: &str) -> Parse {
    let parsed = parse(text);
    check_tokens(&parsed.tree);
    check_nodes(&parsed.tree);
    check_errors(&parsed);
    parsed
}

fn check_tokens(tree: &Tree) {
    let mut end = 0;
    for (index, token) in tree.tokens().iter().enumerate() {
        let range = token.range();
        assert!(range.start >= end && range.end > range.start, "token {index} at {range:?} after {end}");
        assert!(tree.text().get(range.clone()).is_some(), "token {index} cuts a character");
        end = range.end;
    }
    for index in 0..=tree.tokens().len() {
        check_gap(tree.gap(index), index);
    }
}

fn check_gap(gap: &str, index: usize) {
    let gap = if index == 0 { gap.trim_start_matches('\u{FEFF}') } else { gap };
    for line in gap.split('\n') {
        let line = line.trim_matches([' ', '\t', '\r']);
        assert!(line.is_empty() || line.starts_with("//"), "the gap before token {index} holds {line:?}");
    }
}

fn check_nodes(tree: &Tree) {
    let root = tree.root();
    assert_eq!(root.kind(), NodeKind::File);
    assert_eq!(root.tokens(), 0..tree.tokens().len(), "the file holds every token");
    assert_eq!(root.descendants().count(), root.descendants().last().map_or(0, |last| last.index() + 1));
    check_children(root);
    for declaration in tree.declarations() {
        let detached = declaration.detach();
        assert_eq!(detached.tokens().len(), declaration.tokens().len());
        assert_eq!(detached.root().kind(), NodeKind::Declaration);
    }
}

fn check_children(node: SyntaxNode<'_>) {
    let Range { mut start, end } = node.tokens();
    let mut own = node.own_tokens().peekable();
    for child in node.children() {
        let tokens = child.tokens();
        assert!(!tokens.is_empty(), "an empty {:?}", child.kind());
        while let Some(index) = own.next_if(|index| *index < tokens.start) {
            assert_eq!(index, start, "a token of {:?} is missing", node.kind());
            start += 1;
        }
        assert_eq!(tokens.start, start, "{:?} in {:?}", child.kind(), node.kind());
        start = tokens.end;
        check_children(child);
    }
    assert!(start <= end, "the children of {:?} reach out of it", node.kind());
    assert_eq!(own.count(), end - start);
}

fn check_errors(parsed: &Parse) {
    let text = parsed.tree.text();
    let mut last = 0;
    for error in &parsed.errors {
        assert!(error.range.start >= last, "errors are in order");
        last = error.range.start;
        assert!(text.get(error.range.clone()).is_some(), "{error:?}");
        for (range, _) in &error.related {
            assert!(text.get(range.clone()).is_some(), "{error:?}");
        }
        if let Some(fix) = &error.fix {
            assert!(fix.edits.is_sorted_by_key(|(range, _)| range.start), "{error:?}");
            assert!(fix.edits.iter().all(|(range, _)| text.get(range.clone()).is_some()), "{error:?}");
        }
    }
}

/// A text after some edits.
pub fn edited(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut edited = text.to_string();
    for (range, replacement) in edits.iter().rev() {
        edited.replace_range(range.clone(), replacement);
    }
    edited
}

/// A row of numbers, the same every time.
pub struct Numbers(u64);

impl Numbers {
    pub fn seeded(seed: u64) -> Numbers {
        Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

/// Runs something on a thread with as little stack as a thread usually has.
pub fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread starts");
    thread.join().expect("the thread ends well");
}
