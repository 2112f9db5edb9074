//! What stands between two tokens, by the node that holds both. Knows the grammar's nodes; neither comments
//! nor widths.

use super::document::Indent;
use crate::kind::{NodeKind, TokenKind};

/// What stands between two tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// Nothing.
    Nothing,
    /// One space.
    Space,
    /// A line end.
    Line(Indent),
    /// A space, or a line end if the group is broken.
    Choice,
    /// A space, or a line end if what follows does not fit.
    Fill,
    /// What stands behind an opening bracket.
    Opening,
    /// What stands between two items in brackets.
    Item,
    /// What stands before a closing bracket.
    Closing,
}

/// Two tokens and the node that holds both.
#[derive(Clone, Copy)]
pub(super) struct Neighbours {
    pub(super) parent: NodeKind,
    /// The token before, and whether it is the parent's first.
    pub(super) before: TokenKind,
    pub(super) before_is_first: bool,
    /// The token behind, and whether it is the parent's last.
    pub(super) behind: TokenKind,
    pub(super) behind_is_last: bool,
    /// Whether the token behind belongs to the parent and to none of its children.
    pub(super) behind_is_own: bool,
}

impl Neighbours {
    pub(super) fn separator(self) -> Separator {
        match self.parent {
            _ if is_brackets(self.parent) => self.in_brackets(),
            NodeKind::Documentation => Separator::Line(Indent::Base),
            NodeKind::Declaration if self.before == TokenKind::DocComment => Separator::Line(Indent::Base),
            NodeKind::Declaration | NodeKind::Clause | NodeKind::Group if self.before == TokenKind::Comma => {
                Separator::Fill
            }
            NodeKind::Test | NodeKind::Chain if self.behind_is_own => Separator::Choice,
            _ => self.on_one_line(),
        }
    }

    fn in_brackets(self) -> Separator {
        let closes = self.behind_is_last && self.behind_is_own && is_closing(self.behind);
        match (self.before_is_first, closes) {
            (true, true) => Separator::Nothing,
            (true, false) => Separator::Opening,
            (false, true) => Separator::Closing,
            (false, false) => Separator::Item,
        }
    }

    fn on_one_line(self) -> Separator {
        use TokenKind::{Colon, Comma, Dot, LeftParenthesis};
        let joined = matches!(self.behind, Comma | Colon | Dot | LeftParenthesis) || self.before == Dot;
        if joined { Separator::Nothing } else { Separator::Space }
    }
}

/// Whether a node stands in brackets that are laid out on one line or on many.
pub(super) fn is_brackets(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Block) || has_commas(kind)
}

/// Whether a node stands in brackets with commas between its items.
pub(super) fn has_commas(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::List | NodeKind::Map | NodeKind::Parameters | NodeKind::Arguments)
}

/// How many spaces stand inside brackets on one line, at either end.
pub(super) fn padding(kind: NodeKind) -> u8 {
    u8::from(matches!(kind, NodeKind::Block | NodeKind::Map))
}

/// How many spaces stand between items in brackets on one line.
pub(super) fn item_distance(kind: NodeKind) -> u8 {
    if kind == NodeKind::Block { 2 } else { 1 }
}

fn is_closing(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::RightBrace | TokenKind::RightBracket | TokenKind::RightParenthesis)
}

/// Whether a word would open a declaration if the comma behind it, in a block of entries, were dropped:
/// `let` in `{ a = let, b = "x" }`.
pub(super) fn needs_comma(value: TokenKind) -> bool {
    use TokenKind::{
        FlowKeyword, LetKeyword, PolicyKeyword, ProductKeyword, TemplateKeyword, WorkflowKeyword,
    };
    matches!(
        value,
        LetKeyword | FlowKeyword | PolicyKeyword | TemplateKeyword | ProductKeyword | WorkflowKeyword
    )
}
