//! Random layouts of a text: other white space between its tokens, and comments. Knows tokens, and what
//! white space means to the formatter.

use std::collections::HashSet;

use promo_syntax::{NodeKind, TokenKind, Tree};

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below another.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    fn pick<'t>(&mut self, choices: &[&'t str]) -> &'t str {
        choices[self.roll(choices.len())]
    }
}

/// The tokens of a tree in a layout that has nothing to do with that of its text, with comments in so many
/// of ten gaps, and with commas behind the last items of some brackets. Some names are longer, so that
/// lines have other widths.
pub(crate) fn any_layout(tree: &Tree, dice: &mut Dice, comments_in_ten: usize) -> String {
    let mut text = String::new();
    let closings = closings_without_comma(tree);
    let longest_addition = [1, 1, 5, 20, 60][dice.roll(5)];
    for index in 0..=tree.tokens().len() {
        if closings.contains(&index) && dice.roll(2) == 0 {
            text += &format!("{},", white_space(dice));
        }
        let before = index.checked_sub(1).map(|before| tree.tokens()[before].kind);
        let must_end_line = before == Some(TokenKind::DocComment);
        let must_part = before.is_some() && !tree.gap(index).is_empty();
        let mut gap = white_space(dice);
        if dice.roll(10) < comments_in_ten {
            for _ in 0..=dice.roll(3) {
                gap += &format!("//{}{}", comment(dice), line_end(dice));
                gap += &white_space(dice);
            }
        }
        if must_end_line && !starts_with_line_end(&gap) {
            gap.insert(0, '\n');
        } else if must_part && gap.is_empty() {
            gap.push(' ');
        }
        text += &gap;
        text += tree.token_text(index);
        if tree.tokens().get(index).is_some_and(|token| token.kind == TokenKind::Word) {
            text += &"_".repeat(dice.roll(longest_addition));
        }
    }
    text
}

/// The closing brackets before which a comma may be put.
fn closings_without_comma(tree: &Tree) -> HashSet<usize> {
    let with_commas = [NodeKind::List, NodeKind::Map, NodeKind::Parameters, NodeKind::Arguments];
    let brackets = tree.root().descendants().filter(|node| with_commas.contains(&node.kind()));
    let filled = brackets.map(|node| node.tokens()).filter(|tokens| tokens.len() > 2);
    let closings = filled.map(|tokens| tokens.end - 1);
    closings.filter(|closing| tree.tokens()[closing - 1].kind != TokenKind::Comma).collect()
}

fn starts_with_line_end(gap: &str) -> bool {
    gap.trim_start_matches([' ', '\t']).starts_with('\n')
}

fn white_space(dice: &mut Dice) -> String {
    let pieces = ["", "", " ", "  ", "\t", "\n", "\n   ", "\n\n", " \n\n\n  "];
    (0..dice.roll(3)).map(|_| dice.pick(&pieces)).collect()
}

fn comment(dice: &mut Dice) -> String {
    let marks = [" a", " b  ", "", "//", "//// c", " \"x", " { [ (", " } ] )", "ü -> \t", " promo: x"];
    format!("{}{}", dice.pick(&marks), dice.roll(1000))
}

fn line_end(dice: &mut Dice) -> &'static str {
    dice.pick(&["\n", "\n", "\n\n", "\n \n\n"])
}

/// The text of a tree in a layout that the formatter must take for the same: line ends stay where they mean
/// something, and are random elsewhere.
pub(crate) fn same_layout(tree: &Tree, dice: &mut Dice) -> String {
    let mut text = String::new();
    for (index, is_meaningful) in meaningful_gaps(tree).into_iter().enumerate() {
        let gap = tree.gap(index);
        text += match (gap.matches('\n').count(), is_meaningful) {
            _ if gap.contains("//") => gap,
            (0, _) if gap.is_empty() && is_meaningful => dice.pick(&["", " "]),
            (0, _) if gap.is_empty() => dice.pick(&["", " ", "\n"]),
            (0, true) => dice.pick(&[" ", "   ", "\t"]),
            (1, true) => dice.pick(&["\n", "\n     ", " \t\n\t"]),
            (0 | 1, false) => dice.pick(&[" ", "\t", "\n", "\n\n  "]),
            _ => dice.pick(&["\n\n", "  \n\n  ", "\n\t\n\n\n "]),
        };
        text += tree.token_text(index);
    }
    text
}

/// For each gap, whether line ends in it mean something: between declarations and inside brackets, but
/// neither in a test nor in a chain, unless those stand in a block of one line, which a line end would
/// break.
fn meaningful_gaps(tree: &Tree) -> Vec<bool> {
    let mut meaningful = vec![true; tree.tokens().len() + 1];
    for node in tree.root().descendants() {
        let inner = node.tokens().start + 1..node.tokens().end;
        match node.kind() {
            NodeKind::Documentation => meaningful[inner.start..=inner.end].fill(true),
            NodeKind::Block | NodeKind::List | NodeKind::Map => meaningful[inner].fill(true),
            NodeKind::Parameters | NodeKind::Arguments => meaningful[inner].fill(true),
            NodeKind::Declaration | NodeKind::Clause => meaningful[inner].fill(false),
            NodeKind::Test | NodeKind::Chain => meaningful[inner].fill(false),
            _ => {}
        }
    }
    let blocks = tree.root().descendants().filter(|node| node.kind() == NodeKind::Block);
    for block in blocks.filter(|block| !block.text().contains('\n')) {
        meaningful[block.tokens().start + 1..block.tokens().end].fill(true);
    }
    meaningful
}
