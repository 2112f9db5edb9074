//! Who runs what: products take flows, flows, policies and workflows run workflows. Asked both ways.

use promo_analysis::knowledge::{self, KnownModel};
use promo_analysis::names::{Definition, Namespace, namespace_of, resolve};
use promo_analysis::{Db, Declaration, Place as DeclarationPlace, Site};
use promo_diagnostics::Place;

use crate::FilePosition;
use crate::references::occurrences_of;
use crate::target::{Target, occurrence_at, occurrences};

/// What can run something, or be run.
const CALLERS: [Namespace; 4] =
    [Namespace::Products, Namespace::Flows, Namespace::Policies, Namespace::Workflows];

/// What can be run.
const CALLED: [Namespace; 2] = [Namespace::Flows, Namespace::Workflows];

/// Something that runs, or is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallItem {
    /// What it is.
    pub namespace: Namespace,
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub selection: Place,
    /// Where all of it stands.
    pub range: Place,
}

/// One side of who runs what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who runs, or what is run.
    pub item: CallItem,
    /// Where it is said so: in whoever runs.
    pub places: Vec<Place>,
}

/// What at a place runs or is run.
pub fn prepare_calls(db: &dyn Db, position: FilePosition) -> Option<CallItem> {
    let Target::Name(namespace, name) = occurrence_at(db, position)?.target else { return None };
    CALLERS.contains(&namespace).then(|| item(db, namespace, &name)).flatten()
}

/// Who runs something.
pub fn incoming_calls(db: &dyn Db, namespace: Namespace, name: &str) -> Vec<Call> {
    if !CALLED.contains(&namespace) {
        return Vec::new();
    }
    let target = Target::Name(namespace, name.into());
    let mut calls = Vec::new();
    for occurrence in occurrences_of(db, &target).into_iter().filter(|occurrence| !occurrence.declares) {
        let caller = caller(db, occurrence.place.declaration);
        add(&mut calls, caller, Site::from(occurrence.place).file_place(db));
    }
    for known in knowledge::all(db).flat_map(|(_, knowledge)| &knowledge.objects) {
        let uses = known.named().filter(|used| used.namespace == namespace && *used.name.value == *name);
        uses.for_each(|used| add(&mut calls, caller_in_manifest(db, known), used.name.place.file_place(db)));
    }
    calls
}

/// What something runs.
pub fn outgoing_calls(db: &dyn Db, namespace: Namespace, name: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let Some(definition) = resolve(db, namespace, name) else { return calls };
    if let Some(declaration) = definition.declaration() {
        for occurrence in occurrences(db, declaration).into_iter().filter(|occurrence| !occurrence.declares) {
            if let Target::Name(called, name) = &occurrence.target
                && CALLED.contains(called)
            {
                add(&mut calls, item(db, *called, name), Site::from(occurrence.place).file_place(db));
            }
        }
    }
    for used in definition.known(db).into_iter().flat_map(KnownModel::named) {
        if CALLED.contains(&used.namespace) {
            let called = item(db, used.namespace, &used.name.value);
            add(&mut calls, called, used.name.place.file_place(db));
        }
    }
    calls
}

fn add(calls: &mut Vec<Call>, item: Option<CallItem>, place: Place) {
    let Some(item) = item else { return };
    match calls.iter_mut().find(|call| call.item == item) {
        Some(known) => known.places.push(place),
        None => calls.push(Call { item, places: vec![place] }),
    }
}

fn caller(db: &dyn Db, declaration: Declaration<'_>) -> Option<CallItem> {
    let namespace = namespace_of(declaration.kind(db), declaration.node(db))?;
    CALLERS.contains(&namespace).then(|| item(db, namespace, declaration.name(db))).flatten()
}

fn caller_in_manifest(db: &dyn Db, known: &KnownModel<'_>) -> Option<CallItem> {
    CALLERS.contains(&known.namespace).then(|| item(db, known.namespace, &known.name.value)).flatten()
}

fn item(db: &dyn Db, namespace: Namespace, name: &str) -> Option<CallItem> {
    let definition = resolve(db, namespace, name)?;
    let selection = definition.site(db).file_place(db);
    let range = match definition {
        Definition::Source { declaration, .. } => {
            let tokens = 0..declaration.tree(db).tokens().len();
            Site::from(DeclarationPlace::tokens(declaration, tokens)).file_place(db)
        }
        Definition::Manifest { .. } => selection.clone(),
    };
    Some(CallItem { namespace, name: name.to_owned(), selection, range })
}
