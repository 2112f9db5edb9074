//! Fields that stand one map too deep, or one too high: where they belong, and the lines that are moved there. It looks
//! no further than at the map around and the maps within.

use serde_json::Value;

use super::super::correction::{self, Correction, Edit};
use super::super::tree::{field, pairs};
use super::Check;
use super::fields::Unknown;
use super::values::fit;
use crate::yaml::reader::Node;

/// The map near by that a field belongs in.
pub(super) struct Home<'object> {
    /// Its place in the object.
    pub(super) path: String,
    /// The schema of the field there.
    pub(super) schema: &'object Value,
    /// What moves the field there, if that can be done.
    pub(super) correction: Option<Correction>,
}

impl<'object> Check<'object> {
    /// Where a field belongs that the map around has and doesn't give, or one of the maps within; nothing if both.
    pub(super) fn home(&self, unknown: &Unknown<'object>) -> Option<Home<'object>> {
        match (self.outside(unknown), self.inside(unknown)) {
            (Some(home), None) | (None, Some(home)) => Some(home),
            _ => None,
        }
    }

    /// The map around, if this one is the value of one of its fields.
    fn outside(&self, unknown: &Unknown<'object>) -> Option<Home<'object>> {
        let (map, _) = self.maps.last()?;
        let (around, schema) = self.maps.get(self.maps.len().checked_sub(2)?)?;
        let (owner, _) = pairs(around).iter().find(|(_, value)| value.span == map.span)?;
        if !self.has_room(around, schema, unknown.name) {
            return None;
        }
        let (_, path) = self.path.split_last()?;
        let path = if path.is_empty() { self.kind.to_owned() } else { path.join(".") };
        let edits = correction::move_out(self.text, unknown.entry, map, owner, around);
        Some(self.home_in(path, property(schema, unknown.name)?, unknown, edits))
    }

    /// The only map within that has such a field, whether it is written or not.
    fn inside(&self, unknown: &Unknown<'object>) -> Option<Home<'object>> {
        let (map, schema) = self.maps.last()?;
        let fields = schema.get("properties")?.as_object()?;
        let mut homes =
            fields.iter().filter_map(|(name, inner)| Some((name, property(inner, unknown.name)?)));
        let ((name, due), None) = (homes.next()?, homes.next()) else { return None };
        let inner_schema = fields.get(name)?;
        let edits = match map.get(name) {
            Some(inner) if !self.has_room(inner, inner_schema, unknown.name) => return None,
            // What is put there would be put wherever an alias refers to it.
            Some(inner) if self.shared.holds(&inner.span) => None,
            Some(_) => {
                field(map, name).and_then(|inner| correction::move_into(self.text, unknown.entry, map, inner))
            }
            None if self.is_wrapped_already(unknown, map, schema, name) => None,
            None => correction::wrap(self.text, unknown.entry, map, name),
        };
        let path: Vec<&str> = self.path.iter().copied().chain([name.as_str()]).collect();
        Some(self.home_in(path.join("."), due, unknown, edits))
    }

    /// A home with what moves a field there, if its value can be one of such a field.
    fn home_in(
        &self,
        path: String,
        schema: &'object Value,
        unknown: &Unknown<'object>,
        edits: Option<Vec<Edit>>,
    ) -> Home<'object> {
        let title = format!("move it to `{path}`");
        let edits = edits.filter(|_| fit(self.text, &unknown.entry.1, schema).is_some());
        let correction = edits.map(|edits| Correction { title, is_safe: true, edits });
        Home { path, schema, correction }
    }

    /// Whether a map can have a field of this name: it has none, and none that is meant to be it.
    fn has_room(&self, map: &'object Node, schema: &'object Value, name: &str) -> bool {
        let is_meant = || self.meanings(pairs(map), schema).values().any(|(meant, _)| *meant == name);
        property(schema, name).is_some() && map.get(name).is_none() && !is_meant()
    }

    /// Whether a map that isn't there comes to be by another correction.
    fn is_wrapped_already(
        &self,
        unknown: &Unknown<'object>,
        map: &'object Node,
        schema: &'object Value,
        name: &str,
    ) -> bool {
        let before = pairs(map).iter().take_while(|(key, _)| key.span != unknown.entry.0.span);
        let inner = property(schema, name);
        let mut names = before.filter_map(|(key, _)| key.text());
        let is_of_inner = |other: &str| inner.is_some_and(|inner| property(inner, other).is_some());
        names.any(|other| property(schema, other).is_none() && is_of_inner(other))
            || !self.has_room(map, schema, name)
    }
}

fn property<'schema>(schema: &'schema Value, name: &str) -> Option<&'schema Value> {
    schema.get("properties")?.get(name)
}
