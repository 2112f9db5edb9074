//! A declaration before it is printed: what stands on its lines, in order, and where they may end. Plain
//! data; knows neither the language nor the width of a line.

use crate::trivia::Comment;

/// A declaration, with the comments before it.
#[derive(Default)]
pub(super) struct Document<'t> {
    pub(super) pieces: Vec<Piece>,
    pub(super) groups: Vec<Group>,
    pub(super) fills: Vec<Fill>,
    pub(super) comments: Vec<PlacedComment<'t>>,
}

/// What is printed next. Numbers are indices: of a token in the tree, or of what the document holds beside.
#[derive(Clone, Copy)]
pub(super) enum Piece {
    /// A significant token.
    Token(u32),
    /// One space.
    Space,
    /// A comma that the layout puts here.
    Comma,
    /// A comma that is there only if the group around it is broken.
    TrailingComma,
    /// A place where the line ends, always or with its group.
    Break(Break),
    /// A place where the line ends if what follows does not fit.
    Fill(u32),
    /// A comment; a line end follows.
    Comment(u32),
    /// The beginning of a group.
    Open(u32),
    /// Its end.
    Close,
}

/// A place where a line may end.
#[derive(Clone, Copy)]
pub(super) struct Break {
    /// When the line ends here.
    pub(super) when: When,
    /// How many spaces stand here if it doesn't.
    pub(super) spaces: u8,
    /// How the line that follows is indented.
    pub(super) indent: Indent,
    /// Whether an empty line follows.
    pub(super) blank: bool,
}

/// When a line ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// If the innermost group is broken.
    Broken,
    /// In any case.
    Always,
}

/// Where a line begins, seen from the group around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Indent {
    /// Where the group does.
    Base,
    /// Deeper by one level.
    Inside,
}

/// Pieces that belong together.
#[derive(Clone, Copy)]
pub(super) struct Group {
    /// The piece that ends it.
    pub(super) close: u32,
    /// Whether its breaks are taken all or none; other groups only say where lines go on.
    pub(super) is_choice: bool,
    /// Whether a line ends in it in any case.
    pub(super) is_forced: bool,
    /// Whether it begins where the group around it does, and not where the line does.
    pub(super) is_block: bool,
}

/// What stands between one place where a line may end and the next in a row of names.
#[derive(Clone, Copy)]
pub(super) struct Fill {
    /// The piece behind the item that follows.
    pub(super) end: u32,
    /// Whether a line ends within that item in any case.
    pub(super) is_forced: bool,
}

/// A comment and where it goes.
#[derive(Clone, Copy)]
pub(super) struct PlacedComment<'t> {
    pub(super) comment: Comment<'t>,
    /// Whether it has a line of its own, after an empty one if `blank`.
    pub(super) own_line: bool,
    pub(super) blank: bool,
    pub(super) indent: Indent,
}

impl Document<'_> {
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
        self.groups.clear();
        self.fills.clear();
        self.comments.clear();
    }

    /// The index of the piece that comes next.
    pub(super) fn place(&self) -> u32 {
        self.pieces.len() as u32
    }

    pub(super) fn push(&mut self, piece: Piece) {
        self.pieces.push(piece);
    }
}
