//! What is offered above declarations: where they are used, and what becomes of them.

use std::ops::Range;

use promo_analysis::{Db, Declaration, DeclarationKind, SourceFile, declarations, name_text};
use promo_diagnostics::Place;
use promo_syntax::NodeKind;

use crate::FilePosition;
use crate::references::references;

/// What is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LensKind {
    /// The places where it is used.
    Uses,
    /// The manifest that it becomes.
    Manifest,
    /// A release of the product.
    Simulation,
    /// The picture of the flow.
    Picture,
}

/// Something that is offered above a declaration, once for all the names that it declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// The names that it is about, each with its bytes. There is at least one.
    pub names: Vec<(String, Range<usize>)>,
    /// What is offered.
    pub kind: LensKind,
}

/// What is offered in a source, in order.
pub fn lenses(db: &dyn Db, file: SourceFile) -> Vec<Lens> {
    declarations(db, file).iter().flat_map(|declaration| of_declaration(db, *declaration)).collect()
}

fn of_declaration(db: &dyn Db, declaration: Declaration<'_>) -> Vec<Lens> {
    let names = declaration.names(db).map(|name| {
        let range = promo_analysis::Place::of(declaration, name).bytes(db);
        (name_text(name), range)
    });
    let names: Vec<_> = names.filter(|(name, _)| !name.is_empty()).collect();
    if names.is_empty() {
        return Vec::new();
    }
    kinds(db, declaration).iter().map(|kind| Lens { names: names.clone(), kind: *kind }).collect()
}

fn kinds(db: &dyn Db, declaration: Declaration<'_>) -> &'static [LensKind] {
    use LensKind::{Manifest, Picture, Simulation, Uses};
    let is_pattern = declaration.node(db).child(NodeKind::Parameters).is_some();
    match declaration.kind(db) {
        // Nothing can name it.
        DeclarationKind::Application => &[],
        _ if is_pattern => &[Uses],
        DeclarationKind::Policy => &[Manifest],
        DeclarationKind::Environment | DeclarationKind::Constant | DeclarationKind::Extern => &[Uses],
        DeclarationKind::Template | DeclarationKind::Workflow => &[Uses, Manifest],
        DeclarationKind::Product => &[Uses, Manifest, Simulation],
        DeclarationKind::Flow => &[Uses, Manifest, Picture],
    }
}

/// Where the name at a place is used.
pub fn uses(db: &dyn Db, position: FilePosition) -> Vec<Place> {
    let all = references(db, position).into_iter();
    all.filter(|reference| !reference.declares).map(|reference| reference.place).collect()
}
