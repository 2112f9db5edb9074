//! Places with the text that they are in, where nothing is wrong: what somebody asked for.

use super::Sources;
use super::human::Color;
use super::snippet::{Mark, Snippets};
use crate::diagnostic::Related;
use crate::registry::Level;

/// The places drawn in their files, the first of them above all others. Where a text is not known, the place is named
/// instead.
pub fn render_places(places: &[Related], sources: &dyn Sources, color: Color) -> String {
    let marks: Vec<Mark<'_>> =
        places.iter().map(|shown| Mark { place: &shown.place, message: &shown.message }).collect();
    let mut rendered = String::new();
    Snippets::new(sources, color).render(Level::Hint, &marks, &mut rendered);
    rendered
}
