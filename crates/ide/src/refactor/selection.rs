//! What is selected in a source: the declaration and the nodes around it, and small questions about them.

use std::ops::Range;

use promo_analysis::names::{Namespace, resolve};
use promo_analysis::{
    Db, Declaration, DeclarationKind, Site, SourceFile, declarations, parameters, parse, syntax_errors,
};
use promo_diagnostics::{Edit, Place};
use promo_syntax::trivia::Gap;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, Tree};

use super::comments::{follows_on_line, has_comment, white_space};
use crate::path::{Path, token_at};

/// What is selected in a source. Nodes are those of the whole file.
pub struct Selection<'db> {
    /// The database.
    pub db: &'db dyn Db,
    /// The source.
    pub file: SourceFile,
    /// The bytes that are selected; empty for a cursor.
    pub range: Range<usize>,
    /// The declaration.
    pub declaration: Declaration<'db>,
    /// The way to the first token that is selected.
    pub path: Path<'db>,
}

impl<'db> Selection<'db> {
    /// None outside of declarations, and in one with a syntax error.
    pub fn new(db: &'db dyn Db, file: SourceFile, range: Range<usize>) -> Option<Selection<'db>> {
        let tree = &parse(db, file).tree;
        let token = token_at(tree, range.start)?;
        let declaration = declarations(db, file).iter().copied().find(|declaration| {
            let first = declaration.first_token(db) as usize;
            (first..first + declaration.tree(db).tokens().len()).contains(&token)
        })?;
        let path = Path::to_token(tree, token);
        let selection = Selection { db, file, range, declaration, path };
        let whole = selection.node()?.text_range();
        let is_inside = |error: &Range<usize>| error.start <= whole.end && whole.start <= error.end;
        let is_broken = syntax_errors(db, file).iter().any(|error| is_inside(&error.range));
        (!is_broken).then_some(selection)
    }

    /// The tree of the file.
    pub fn tree(&self) -> &'db Tree {
        &parse(self.db, self.file).tree
    }

    /// The node of the declaration.
    pub fn node(&self) -> Option<SyntaxNode<'db>> {
        self.path.declaration()
    }

    /// The block of the declaration.
    pub fn block(&self) -> Option<SyntaxNode<'db>> {
        self.node()?.child(NodeKind::Block)
    }

    /// Whether the declaration is one of a kind with a block of its own, and no pattern.
    pub fn is_plain(&self, kind: DeclarationKind) -> bool {
        self.declaration.kind(self.db) == kind
            && self.block().is_some()
            && self.node().is_some_and(|node| node.child(NodeKind::Parameters).is_none())
    }

    /// The clause of the declaration itself that is selected.
    pub fn outer_clause(&self) -> Option<SyntaxNode<'db>> {
        self.path.outwards().filter(|node| node.kind() == NodeKind::Clause).last()
    }

    /// Whether a place is selected, or a part of it; with a cursor, whether that touches it.
    pub fn meets(&self, bytes: &Range<usize>) -> bool {
        if self.range.is_empty() {
            return bytes.start <= self.range.start && self.range.start <= bytes.end;
        }
        bytes.start < self.range.end && self.range.start < bytes.end
    }

    /// The clause in which something of the model is written, if it is in this declaration.
    pub fn clause_of(&self, site: Site<'db>) -> Option<SyntaxNode<'db>> {
        if site.declaration() != Some(self.declaration) {
            return None;
        }
        let token = token_at(self.tree(), site.file_place(self.db).start + 1)?;
        Path::to_token(self.tree(), token).find(NodeKind::Clause)
    }

    /// An edit of the source.
    pub fn replace(&self, bytes: Range<usize>, text: impl Into<String>) -> Edit {
        replace(self.db, self.file, bytes, text)
    }

    /// Takes something out, with the white space before or behind it. Comments stay, on lines of their own, and so does
    /// an empty line.
    pub fn remove(&self, node: SyntaxNode<'_>) -> Edit {
        let (tree, tokens) = (self.tree(), node.tokens());
        let (before, behind) = (tree.gap(tokens.start), tree.gap(tokens.end));
        let white = white_space(behind);
        let end = node.text_range().end + white;
        if has_comment(before) && !follows_on_line(behind) {
            return self.replace(node.text_range(), "");
        }
        let is_last = tree.tokens().get(tokens.end).is_none_or(|token| token.kind == TokenKind::RightBrace);
        let lines = |white: &str| white.matches('\n').count();
        let is_parted = !is_last && lines(before) > lines(behind.get(..white).unwrap_or_default());
        if has_comment(before) || follows_on_line(behind) || tokens.start == 0 || is_parted {
            return self.replace(node.text_range().start..end, "");
        }
        self.replace(tree.gap_range(tokens.start).start..node.text_range().end, "")
    }

    /// Takes something out of a block, in which something else follows or nothing does. Where a comment before it
    /// stays, what follows moves there.
    pub fn remove_before(&self, node: SyntaxNode<'_>, next: Option<SyntaxNode<'_>>) -> Edit {
        let mut edit = self.remove(node);
        let gap = self.tree().gap_range(node.tokens().end);
        let stays_in_place = edit.place.start == node.text_range().start;
        if stays_in_place && next.is_some() && !has_comment(self.tree().gap(node.tokens().end)) {
            edit.place.end = gap.end;
        }
        edit
    }

    /// Puts something new behind a node, and behind the comment on its last line.
    pub fn insert_after(&self, node: SyntaxNode<'_>, text: &str) -> Edit {
        let place = behind(self.tree(), node);
        self.replace(place..place, text)
    }
}

/// An edit of a source.
pub fn replace(db: &dyn Db, file: SourceFile, bytes: Range<usize>, text: impl Into<String>) -> Edit {
    let place = Place { file: file.path(db).clone(), start: bytes.start, end: bytes.end };
    Edit { place, text: text.into() }
}

/// The byte behind a node and the comment that follows it on its line.
pub fn behind(tree: &Tree, node: SyntaxNode<'_>) -> usize {
    let gap = tree.gap_range(node.tokens().end);
    let text = tree.gap(node.tokens().end);
    let line = text.split('\n').next().unwrap_or_default();
    let comment = if follows_on_line(text) { line.trim_end().len() } else { 0 };
    gap.start + comment
}

/// The place for a new declaration beside another one, and the text that makes it there: above that and the comments
/// directly above it. Comments that begin the source may be about all of it: then it goes behind.
pub fn beside(tree: &Tree, node: SyntaxNode<'_>, declaration: &str) -> (usize, String) {
    let first = node.tokens().start;
    let gap = Gap::of(tree.gap(first));
    let mut start = node.text_range().start;
    let mut line_ends = gap.line_ends_after;
    for comment in gap.comments.iter().rev() {
        let begins_source = first == 0 && comment.line_ends_before == 0;
        if line_ends == 1 && begins_source {
            return (behind(tree, node), format!("\n\n{declaration}"));
        }
        if line_ends != 1 || comment.line_ends_before == 0 {
            break;
        }
        start = tree.gap_range(first).start + comment.start;
        line_ends = comment.line_ends_before;
    }
    (start, format!("{declaration}\n\n"))
}

/// The clauses of a block with a keyword.
pub fn clauses<'t>(block: SyntaxNode<'t>, keyword: TokenKind) -> impl Iterator<Item = SyntaxNode<'t>> {
    let clauses = block.children().filter(|child| child.kind() == NodeKind::Clause);
    clauses.filter(move |clause| clause.keyword() == Some(keyword))
}

/// A name that nothing in the project has, and no word in a source either, after one that says what it is for.
pub fn fresh_name(db: &dyn Db, wanted: &str) -> String {
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    names.find(|name| !is_taken(db, name)).unwrap_or_default()
}

fn is_taken(db: &dyn Db, name: &str) -> bool {
    let mut namespaces = Namespace::OF_OBJECTS.into_iter().chain([Namespace::Constants]);
    namespaces.any(|namespace| resolve(db, namespace, name).is_some())
        || db.project().sources(db).iter().any(|file| is_word_of(db, *file, name))
}

/// Whether a text holds a name as a word. What stands in comments and strings is taken for one, too.
fn is_word_of(db: &dyn Db, file: SourceFile, name: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    let text = file.text(db);
    text.match_indices(name).any(|(start, _)| {
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        let behind = text.get(start + name.len()..).and_then(|behind| behind.chars().next());
        !before.is_some_and(is_part) && !behind.is_some_and(is_part)
    })
}

/// Whether a name is that of a parameter of a declaration.
pub fn is_parameter(db: &dyn Db, declaration: Declaration<'_>, name: &str) -> bool {
    parameters(db, declaration).list.iter().any(|parameter| *parameter.name == *name)
}
