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

/// Something that is offered above a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// The bytes of the name that it is about.
    pub range: Range<usize>,
    /// The name.
    pub name: String,
    /// Whether the declaration declares other names too.
    pub is_one_of_several: bool,
    /// What is offered.
    pub kind: LensKind,
}

/// What is offered in a source, in order.
pub fn lenses(db: &dyn Db, file: SourceFile) -> Vec<Lens> {
    declarations(db, file).iter().flat_map(|declaration| of_declaration(db, *declaration)).collect()
}

fn of_declaration(db: &dyn Db, declaration: Declaration<'_>) -> Vec<Lens> {
    let kinds = kinds(db, declaration);
    let names: Vec<_> = declaration.names(db).collect();
    let is_one_of_several = names.len() > 1;
    let lenses = names.into_iter().flat_map(|name| {
        let range = promo_analysis::Place::of(declaration, name).bytes(db);
        kinds.iter().map(move |kind| Lens {
            range: range.clone(),
            name: name_text(name),
            is_one_of_several,
            kind: *kind,
        })
    });
    lenses.filter(|lens| !lens.name.is_empty()).collect()
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
