//! Where the fields of a manifest come from. Whoever makes a manifest names each field as it is filled, and where
//! somebody wants to know, its place is noted. Knows no kind of manifest.

use std::cell::RefCell;

use promo_analysis::Site;
use promo_analysis::model::Sourced;
use promo_manifest::FieldPath;

/// Where a field of a manifest comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin<'db> {
    /// The field: the names of maps and the indexes of lists on the way to it, and its own.
    pub field: FieldPath,
    /// What in the sources makes it so.
    pub place: Site<'db>,
    /// What stands there.
    pub role: Role,
}

/// What the place of a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The value of the field, or a name that stands for it.
    Value,
    /// Something that the field follows from, such as the name of a declaration for the kind of its manifest.
    Reason,
}

/// What is noted while one manifest is made.
pub(crate) struct Notes<'db> {
    /// The declaration, from whose mere being some fields follow.
    declaration: Site<'db>,
    origins: RefCell<Vec<Origin<'db>>>,
}

impl<'db> Notes<'db> {
    pub(crate) fn new(declaration: Site<'db>) -> Notes<'db> {
        Notes { declaration, origins: RefCell::default() }
    }

    /// The origins, each before those of the fields inside of it.
    pub(crate) fn into_origins(self) -> Vec<Origin<'db>> {
        self.origins.into_inner()
    }
}

/// A field of a manifest that is being made, known by the way to it.
pub(crate) struct Field<'a, 'db> {
    /// Nothing where nobody wants to know.
    notes: Option<&'a Notes<'db>>,
    outer: Option<&'a Field<'a, 'db>>,
    step: Step<'a>,
}

/// The last step on the way to a field.
enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a, 'db> Field<'a, 'db> {
    /// The whole manifest.
    pub(crate) fn whole(notes: Option<&'a Notes<'db>>) -> Field<'a, 'db> {
        Field { notes, outer: None, step: Step::Name("") }
    }

    /// A field of this map.
    pub(crate) fn field<'b>(&'b self, name: &'b str) -> Field<'b, 'db>
    where
        'a: 'b,
    {
        Field { notes: self.notes, outer: Some(self), step: Step::Name(name) }
    }

    /// An item of this list.
    pub(crate) fn item<'b>(&'b self, index: usize) -> Field<'b, 'db>
    where
        'a: 'b,
    {
        Field { notes: self.notes, outer: Some(self), step: Step::Index(index) }
    }

    /// A value that becomes a field of this map.
    pub(crate) fn value<'v, T>(&self, name: &str, written: &'v Sourced<'db, T>) -> &'v T {
        self.field(name).is_written(written.place);
        &written.value
    }

    /// A value that becomes a field of this map, if it is there.
    pub(crate) fn optional<'v, T>(&self, name: &str, written: &'v Option<Sourced<'db, T>>) -> Option<&'v T> {
        written.as_ref().map(|written| self.value(name, written))
    }

    /// Values that become a list in a field of this map.
    pub(crate) fn list<'v, T>(
        &self,
        name: &str,
        written: &'v [Sourced<'db, T>],
    ) -> impl Iterator<Item = &'v T> {
        let list = self.field(name);
        for (index, written) in written.iter().enumerate() {
            list.item(index).is_written(written.place);
        }
        written.iter().map(|written| &written.value)
    }

    /// A list in a field of this map, made item by item.
    pub(crate) fn each<T, R>(
        &self,
        name: &str,
        items: &[T],
        make: impl Fn(&Field<'_, 'db>, &T) -> R,
    ) -> Vec<R> {
        let list = self.field(name);
        items.iter().enumerate().map(|(index, item)| make(&list.item(index), item)).collect()
    }

    /// What a function makes of the field to which some names lead from here.
    pub(crate) fn through<R>(&self, path: &[String], make: impl FnOnce(&Field<'_, 'db>) -> R) -> R {
        match path.split_first() {
            None => make(self),
            Some((name, rest)) => self.field(name).through(rest, make),
        }
    }

    /// Where the value of this field is written.
    pub(crate) fn is_written(&self, place: Site<'db>) {
        self.note(place, Role::Value);
    }

    /// What this field follows from.
    pub(crate) fn follows_from(&self, place: Site<'db>) {
        self.note(place, Role::Reason);
    }

    /// Says that the value of this field is the name of the declaration.
    pub(crate) fn is_declared(&self) {
        if let Some(notes) = self.notes {
            self.is_written(notes.declaration);
        }
    }

    /// Says that this field is there because the declaration is.
    pub(crate) fn follows_from_declaration(&self) {
        if let Some(notes) = self.notes {
            self.note(notes.declaration, Role::Reason);
        }
    }

    fn note(&self, place: Site<'db>, role: Role) {
        if let Some(notes) = self.notes {
            notes.origins.borrow_mut().push(Origin { field: self.path(), place, role });
        }
    }

    fn path(&self) -> FieldPath {
        let Some(outer) = self.outer else { return FieldPath::new() };
        let mut path = outer.path();
        path.push(match self.step {
            Step::Name(name) => name.to_owned(),
            Step::Index(index) => index.to_string(),
        });
        path
    }
}
