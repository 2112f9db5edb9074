//! The origins of all fields of one manifest, each with the way to where it is written out.

use promo_analysis::derivation::{Part, derivation, written_out};
use promo_analysis::model::Name;
use promo_analysis::{Db, Declaration, Site};
use promo_diagnostics::LineMap;
use promo_emit::{Origin, Role};
use promo_manifest::FieldPath;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::scalar_text;
use crate::field;
use crate::formats::origin;

/// A place that has a part in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldOrigin<'db> {
    /// The place.
    pub site: Site<'db>,
    /// What stands there.
    pub what: What,
}

/// What stands in a place that has a part in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The value, or a name that stands for it.
    Value,
    /// What the field follows from.
    Reason,
    /// What a constant of a name holds.
    Constant(Name),
    /// What is given for a parameter of a name.
    Argument(Name),
    /// What a parameter of a name is where nothing is given for it.
    Default(Name),
    /// The use of a pattern of a name.
    Use(Name),
}

/// Where the fields of one manifest come from.
pub struct Origins<'db> {
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    by_field: FxHashMap<FieldPath, Vec<Origin<'db>>>,
}

impl<'db> Origins<'db> {
    /// Of the manifest that a declaration becomes.
    pub fn of(db: &'db dyn Db, declaration: Declaration<'db>) -> Origins<'db> {
        let mut by_field: FxHashMap<FieldPath, Vec<Origin<'db>>> = FxHashMap::default();
        for origin in promo_emit::origins(db, declaration) {
            by_field.entry(origin.field.clone()).or_default().push(origin);
        }
        Origins { db, declaration, by_field }
    }

    /// The origins of a field, or of the nearest around it that has any.
    pub fn nearest<'p>(&self, data: &Value, path: &'p [String]) -> (&'p [String], Vec<FieldOrigin<'db>>) {
        let lengths = (0..=path.len()).rev();
        let mut known = lengths.filter_map(|length| path.get(..length));
        let known = known.find(|path| self.by_field.contains_key(*path)).unwrap_or_default();
        (known, self.exact(data, known))
    }

    /// The origins of a field itself.
    pub fn exact(&self, data: &Value, path: &[String]) -> Vec<FieldOrigin<'db>> {
        let Some(value) = field::value(data, path) else { return Vec::new() };
        let origins = self.by_field.get(path).into_iter().flatten();
        let ways = origins.flat_map(|origin| self.way(origin, &self.text(origin, value)));
        // Several places of one pattern have its use in common.
        let mut known: Vec<FieldOrigin<'db>> = Vec::new();
        ways.for_each(|origin| {
            if !known.contains(&origin) {
                known.push(origin);
            }
        });
        known
    }

    /// What a field says; for a map that follows from the place of one of its fields, what that one says.
    fn text(&self, origin: &Origin<'db>, value: &Value) -> String {
        let is_there = |name: &String| {
            let inner: FieldPath = origin.field.iter().chain([name]).cloned().collect();
            let origins = self.by_field.get(&inner).into_iter().flatten();
            origins.into_iter().any(|inner| inner.place == origin.place)
        };
        let inner = value.as_object().and_then(|map| map.iter().find(|(name, _)| is_there(name)));
        scalar_text(inner.map_or(value, |(_, inner)| inner)).unwrap_or_default()
    }

    /// Where the value of a field is written out, if it is: other text there is another value of the field.
    pub fn written_out(&self, data: &Value, path: &[String]) -> Option<Site<'db>> {
        let origin = self.by_field.get(path)?.iter().find(|origin| origin.role == Role::Value)?;
        let text = field::value(data, path).and_then(scalar_text).unwrap_or_default();
        let way = derivation(self.db, self.declaration, origin.place, &text);
        written_out(&way).map(|step| step.site)
    }

    fn way(&self, origin: &Origin<'db>, text: &str) -> Vec<FieldOrigin<'db>> {
        let way = derivation(self.db, self.declaration, origin.place, text).into_iter();
        let way = way.map(|step| {
            let what = match step.what {
                Part::Clause if origin.role == Role::Value => What::Value,
                Part::Clause => What::Reason,
                Part::Constant(name) => What::Constant(name),
                Part::Argument(name) => What::Argument(name),
                Part::Default(name) => What::Default(name),
                Part::Use(name) => What::Use(name),
            };
            FieldOrigin { site: step.site, what }
        });
        way.collect()
    }
}

/// Prints origins for programs. The lines of each file are counted once.
pub struct Printer<'db> {
    db: &'db dyn Db,
    maps: FxHashMap<&'db str, LineMap<'db>>,
}

impl<'db> Printer<'db> {
    /// Of the origins in a project.
    pub fn new(db: &'db dyn Db) -> Printer<'db> {
        Printer { db, maps: FxHashMap::default() }
    }

    /// Origins as they are printed.
    pub fn print(&mut self, origins: &[FieldOrigin<'db>]) -> Vec<origin::Origin> {
        origins.iter().map(|origin| self.print_one(origin)).collect()
    }

    fn print_one(&mut self, found: &FieldOrigin<'db>) -> origin::Origin {
        let (file, text) = found.site.file(self.db);
        let map = self.maps.entry(file).or_insert_with(|| LineMap::new(text));
        let place = found.site.file_place(self.db);
        let (what, name) = match &found.what {
            What::Value => ("value", None),
            What::Reason => ("reason", None),
            What::Constant(name) => ("constant", Some(name.to_string())),
            What::Argument(name) => ("argument", Some(name.to_string())),
            What::Default(name) => ("default", Some(name.to_string())),
            What::Use(name) => ("use", Some(name.to_string())),
        };
        let (start, end) = (map.position(place.start).into(), map.position(place.end).into());
        origin::Origin { what, name, file: file.to_string(), start, end }
    }
}
