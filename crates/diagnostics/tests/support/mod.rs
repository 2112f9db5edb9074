//! What the tests of this crate share: texts in memory, and diagnostics made in a line.
#![allow(dead_code, unreachable_pub)]

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_diagnostics::{Diagnostic, Edit, Fix, Level, Place, Related, Rule, Sources};

/// Texts in memory.
#[derive(Default)]
pub struct Texts(pub BTreeMap<String, String>);

impl Texts {
    pub fn of(files: &[(&str, &str)]) -> Texts {
        Texts(files.iter().map(|(file, text)| (file.to_string(), text.to_string())).collect())
    }
}

impl Sources for Texts {
    fn text(&self, file: &str) -> Option<&str> {
        self.0.get(file).map(String::as_str)
    }
}

pub fn place(file: &str, start: usize, end: usize) -> Place {
    Place { file: Arc::from(file), start, end }
}

/// The place of the first `part` in `text`.
pub fn find(file: &str, text: &str, part: &str) -> Place {
    let start = text.find(part).expect("the part stands in the text");
    place(file, start, start + part.len())
}

pub fn diagnostic(rule: Rule, message: &str, place: Place) -> Diagnostic {
    let (level, message) = (rule.level(), message.to_owned());
    Diagnostic { rule, level, message, place, help: None, related: vec![], fixes: vec![] }
}

pub fn related(place: Place, message: &str) -> Related {
    Related { place, message: message.to_owned() }
}

pub fn fix(title: &str, edits: &[(Place, &str)]) -> Fix {
    let edits =
        edits.iter().map(|(place, text)| Edit { place: place.clone(), text: text.to_string() }).collect();
    Fix { title: title.to_owned(), safe: true, edits }
}

pub fn warning(message: &str, place: Place) -> Diagnostic {
    Diagnostic { level: Level::Warning, ..diagnostic(Rule::EmptyFlow, message, place) }
}
