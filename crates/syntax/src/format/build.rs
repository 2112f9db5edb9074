//! From the tree to documents, one declaration after another: a walk over tokens with the nodes that hold
//! them. Knows which pieces there are; which lines fit is found later.

use std::ops::Range;

use super::document::{Break, Document, Fill, Group, Indent, Piece, PlacedComment, When};
use super::gap::{Between, line_ends};
use super::spacing::{self, Neighbours, Separator};
use crate::kind::{NodeKind, TokenKind};
use crate::tree::{Node, Token, Tree};

/// Builds the documents of a tree.
pub(super) struct Builder<'t> {
    tree: &'t Tree,
    document: Document<'t>,
    /// The nodes around the token that is next, outermost first; those of one token are left out.
    frames: Vec<Frame>,
    between: Between<'t>,
    /// The node that is next, in pre-order.
    node: usize,
    /// The token before it, commas that are dropped left out.
    before: Option<Before>,
    /// A comma was dropped that may have to stay.
    dropped_comma: bool,
    /// How many line ends of the source lie behind.
    source_lines: usize,
    /// How many times the layout has to end a line, so far.
    forced: usize,
    is_done: bool,
}

#[derive(Clone, Copy)]
struct Before {
    kind: TokenKind,
    index: usize,
}

/// A node whose end lies ahead.
#[derive(Clone, Copy)]
struct Frame {
    node: Node,
    group: usize,
    /// The builder's counts when it began.
    source_lines: usize,
    forced: usize,
    /// The item of a row of names that has begun last, with the count of forced line ends then.
    fill: Option<(usize, usize)>,
}

impl<'t> Builder<'t> {
    pub(super) fn new(tree: &'t Tree) -> Builder<'t> {
        Builder {
            tree,
            document: Document::default(),
            frames: Vec::new(),
            between: Between::default(),
            node: 1,
            before: None,
            dropped_comma: false,
            source_lines: 0,
            forced: 0,
            is_done: false,
        }
    }

    /// What was built last.
    pub(super) fn document(&self) -> &Document<'t> {
        &self.document
    }

    /// Builds the next declaration, or the comments behind the last one; false if there is nothing left.
    pub(super) fn build_next(&mut self) -> bool {
        if self.is_done {
            return false;
        }
        self.document.clear();
        match self.tree.nodes.get(self.node) {
            Some(declaration) => self.declaration(declaration.first as usize..declaration.end as usize),
            None => self.end_of_file(),
        }
        true
    }

    fn declaration(&mut self, tokens: Range<usize>) {
        self.take_gap(tokens.start);
        self.between_declarations();
        for index in tokens.clone() {
            self.take_token(index);
        }
        self.close_nodes(tokens.end);
    }

    fn end_of_file(&mut self) {
        self.take_gap(self.tree.tokens.len());
        self.comments(Indent::Base, self.before.is_some(), self.before.is_some());
        self.is_done = true;
    }

    fn between_declarations(&mut self) {
        let is_first = self.before.is_none();
        let blank_allowed = self.comments(Indent::Base, !is_first, !is_first);
        let blank = blank_allowed && self.between.line_ends > 1;
        self.line(Indent::Base, blank);
        self.between.clear();
    }

    fn take_token(&mut self, index: usize) {
        let Some(token) = self.tree.tokens.get(index).copied() else { return };
        self.close_nodes(index);
        if let Some(frame) = self.frames.last().copied() {
            self.take_gap(index);
            if self.is_dropped_comma(frame, token, index) {
                self.dropped_comma = true;
                return;
            }
            self.separate(frame, token, index);
        }
        self.open_nodes(index);
        self.push_token(token, index);
        self.before = Some(Before { kind: token.kind, index });
    }

    fn push_token(&mut self, token: Token, index: usize) {
        self.document.push(Piece::Token(index as u32));
        if token.kind == TokenKind::TextBlock {
            let lines = line_ends(self.tree.token_text(index));
            self.source_lines += lines;
            self.forced += usize::from(lines > 0);
        }
    }

    /// Takes the text before a token, or before the end of the file.
    fn take_gap(&mut self, index: usize) {
        let gap = self.tree.gap(index);
        self.source_lines += line_ends(gap);
        self.between.add(gap);
    }

    /// Whether a token is a comma between items in brackets: those are put anew.
    fn is_dropped_comma(&self, frame: Frame, token: Token, index: usize) -> bool {
        token.kind == TokenKind::Comma && spacing::is_brackets(frame.node.kind) && self.is_own(index)
    }

    /// Whether a token belongs to the innermost node and to none of its children.
    fn is_own(&self, index: usize) -> bool {
        self.tree.nodes.get(self.node).is_none_or(|next| next.first as usize != index)
    }

    fn open_nodes(&mut self, index: usize) {
        while let Some(node) =
            self.tree.nodes.get(self.node).copied().filter(|node| node.first as usize == index)
        {
            self.node += 1;
            if node.end - node.first > 1 {
                self.open(node);
            }
        }
    }

    fn open(&mut self, node: Node) {
        let group = self.document.groups.len();
        let is_choice =
            spacing::is_brackets(node.kind) || matches!(node.kind, NodeKind::Test | NodeKind::Chain);
        let is_block = node.kind == NodeKind::Block;
        self.document.push(Piece::Open(group as u32));
        self.document.groups.push(Group { close: 0, is_choice, is_forced: false, is_block });
        let (source_lines, forced) = (self.source_lines, self.forced);
        self.frames.push(Frame { node, group, source_lines, forced, fill: None });
    }

    /// Ends the nodes that end before a token.
    fn close_nodes(&mut self, index: usize) {
        while let Some(frame) = self.frames.pop_if(|frame| frame.node.end as usize <= index) {
            self.end_fill(&frame);
            self.close(frame);
        }
    }

    fn close(&mut self, frame: Frame) {
        let close = self.document.place();
        self.document.push(Piece::Close);
        let has_items = frame.node.end - frame.node.first > 2;
        let was_broken =
            spacing::is_brackets(frame.node.kind) && has_items && self.source_lines > frame.source_lines;
        self.forced += usize::from(was_broken);
        let is_forced = self.forced > frame.forced;
        if let Some(group) = self.document.groups.get_mut(frame.group) {
            group.close = close;
            group.is_forced = is_forced;
        }
    }

    /// Ends the item of a row of names, if one has begun.
    fn end_fill(&mut self, frame: &Frame) {
        let Some((index, forced)) = frame.fill else { return };
        let end = self.document.place();
        if let Some(fill) = self.document.fills.get_mut(index) {
            *fill = Fill { end, is_forced: self.forced > forced };
        }
    }

    /// Puts what stands between the token before and this one, both of which are in the node of the frame.
    fn separate(&mut self, frame: Frame, token: Token, index: usize) {
        self.end_fill(&frame);
        if let Some(frame) = self.frames.last_mut() {
            frame.fill = None;
        }
        let Some(before) = self.before else { return };
        let neighbours = Neighbours {
            parent: frame.node.kind,
            before: before.kind,
            before_is_first: before.index == frame.node.first as usize,
            behind: token.kind,
            behind_is_last: index + 1 == frame.node.end as usize,
            behind_is_own: self.is_own(index),
        };
        self.put(neighbours.separator(), frame.node.kind, before.kind);
        self.between.clear();
        self.dropped_comma = false;
    }

    fn put(&mut self, separator: Separator, parent: NodeKind, before: TokenKind) {
        match separator {
            Separator::Opening => self.bracket(spacing::padding(parent), Indent::Inside, false),
            Separator::Closing => {
                if spacing::has_commas(parent) {
                    self.document.push(Piece::TrailingComma);
                }
                self.bracket(spacing::padding(parent), Indent::Base, true);
            }
            Separator::Item => {
                if spacing::has_commas(parent) || (self.dropped_comma && spacing::needs_comma(before)) {
                    self.document.push(Piece::Comma);
                }
                self.bracket(spacing::item_distance(parent), Indent::Inside, true);
            }
            Separator::Nothing if spacing::is_brackets(parent) => {
                if !self.between.comments.is_empty() {
                    self.bracket(0, Indent::Base, false);
                }
            }
            _ => self.between_words(separator),
        }
    }

    /// Puts a place where brackets may be broken.
    fn bracket(&mut self, spaces: u8, indent: Indent, is_behind_item: bool) {
        let has_comments = !self.between.comments.is_empty();
        let blank_allowed = self.comments(Indent::Inside, true, is_behind_item);
        let blank = blank_allowed && indent == Indent::Inside && self.between.line_ends > 1;
        let when = if has_comments { When::Always } else { When::Broken };
        self.document.push(Piece::Break(Break { when, spaces, indent, blank }));
    }

    /// Puts what stands between words that belong on one line. A comment ends it nevertheless.
    fn between_words(&mut self, separator: Separator) {
        let indent = if let Separator::Line(indent) = separator { indent } else { Indent::Inside };
        if !self.between.comments.is_empty() {
            self.keep_no_blank_lines();
            self.comments(indent, true, false);
            return self.line(indent, false);
        }
        match separator {
            Separator::Space => self.document.push(Piece::Space),
            Separator::Line(indent) => self.line(indent, false),
            Separator::Choice => {
                let choice = Break { when: When::Broken, spaces: 1, indent, blank: false };
                self.document.push(Piece::Break(choice));
            }
            Separator::Fill => self.fill(),
            _ => {}
        }
    }

    fn keep_no_blank_lines(&mut self) {
        for comment in &mut self.between.comments {
            comment.line_ends_before = comment.line_ends_before.min(1);
        }
    }

    fn fill(&mut self) {
        let index = self.document.fills.len();
        self.document.push(Piece::Fill(index as u32));
        self.document.fills.push(Fill { end: 0, is_forced: false });
        let forced = self.forced;
        if let Some(frame) = self.frames.last_mut() {
            frame.fill = Some((index, forced));
        }
    }

    fn line(&mut self, indent: Indent, blank: bool) {
        self.forced += 1;
        self.document.push(Piece::Break(Break { when: When::Always, spaces: 0, indent, blank }));
    }

    /// Puts the comments before what follows, and says whether a blank line may follow them. The first may
    /// stay on the line of the token before it, if there is one; none is kept before the first line that
    /// they begin, unless an item stands before it.
    fn comments(&mut self, indent: Indent, is_behind_token: bool, is_behind_item: bool) -> bool {
        let mut blank_allowed = is_behind_item;
        for (index, comment) in self.between.comments.iter().enumerate() {
            let own_line = index > 0 || comment.line_ends_before > 0 || !is_behind_token;
            let blank = own_line && blank_allowed && comment.line_ends_before > 1;
            blank_allowed |= own_line;
            let place = self.document.comments.len() as u32;
            self.document.push(Piece::Comment(place));
            self.document.comments.push(PlacedComment { comment: *comment, own_line, blank, indent });
            self.forced += 1;
        }
        blank_allowed
    }
}
