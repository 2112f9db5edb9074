//! The proof of an import: what was written is built, and compared with what it was made of.

use std::ops::Range;

use promo_analysis::{
    Database, Db, Declaration, DeclarationKind, Finding, Place, checked, declarations, name_text,
};
use promo_diagnostics::{Level, Rule};
use promo_emit::document;
use promo_manifest::{Kind, Node, NodeValue, comparable};
use promo_syntax::TokenKind;
use promo_syntax::literal::{Mode, decode};
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::difference::{Part, difference};
use crate::errors::of_source;
use crate::kinds::{Renamed, with_renamed};
use crate::objects::Object;
use crate::reason::{Reason, quoted, shortened};

/// Why an object does not come back.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The rule that finds something wrong in what was written, if one does.
    pub(crate) rule: Option<Rule>,
    pub(crate) reason: Reason,
}

/// The declarations of a project, by kind and name.
pub(crate) fn declared(db: &Database) -> FxHashMap<(Kind, &str), Declaration<'_>> {
    let all = db.project().sources(db).iter().flat_map(|file| declarations(db, *file));
    all.filter_map(|found| Some(((kind(found.kind(db))?, &**found.name(db)), *found))).collect()
}

/// Why an object does not come back as it is from what is declared for it, if so.
pub(crate) fn failure(
    db: &Database,
    declared: Option<Declaration<'_>>,
    object: &Object,
    renamed: &Renamed,
) -> Option<Failure> {
    let Some(declared) = declared else {
        let reason = Reason::new(&object.place, "what it becomes can't be read back");
        return Some(Failure { rule: None, reason });
    };
    let mut errors = checked(db, declared).findings.iter().filter(|finding| finding.level == Level::Error);
    if let Some(finding) = errors.find(|finding| finding.rule.prevents_emission()) {
        let place = place_of_name(object, &written(db, finding).unwrap_or_default());
        return Some(Failure {
            rule: Some(finding.rule),
            reason: Reason::new(&place, shortened(&finding.message)),
        });
    }
    let original = comparable(with_renamed(object.data(), renamed), object.kind);
    let built = comparable(built(db, declared), object.kind);
    let difference = Difference::of(object, &original, &built)?;
    Some(Failure { rule: None, reason: Reason::new(&difference.place, difference.message()) })
}

/// A field in which an object does not come back as it is.
pub(crate) struct Difference {
    /// The names of the maps on the way to it, and its own.
    pub(crate) field: String,
    /// What is other there, behind the name of the field.
    pub(crate) words: String,
    pub(crate) place: Range<usize>,
}

impl Difference {
    /// The first one between what an object says and what is built for it, both in comparable form.
    pub(crate) fn of(object: &Object, original: &Value, built: &Value) -> Option<Difference> {
        let (path, words) = difference(original, built)?;
        let fields = path.iter().filter_map(|part| match part {
            Part::Field(name) => Some(name.as_str()),
            Part::Item(_) => None,
        });
        let field = fields.collect::<Vec<_>>().join(".");
        Some(Difference { field, words, place: place_of(&object.node, &path) })
    }

    pub(crate) fn message(&self) -> String {
        format!("{} does not come back as it is: it {}", quoted(&self.field), self.words)
    }
}

fn built(db: &Database, declared: Declaration<'_>) -> Value {
    let document = document(db, declared).ok().flatten();
    document.and_then(|document| document.data().ok()).unwrap_or_default()
}

/// What the project's rules call an error in a declaration, whose file is one of the new ones: nothing of a project is
/// built in which there is one.
pub(crate) struct RuleError<'db> {
    pub(crate) kind: Kind,
    pub(crate) name: &'db str,
    pub(crate) rule: Rule,
    message: String,
    /// What it marks in the source.
    marked: String,
}

impl RuleError<'_> {
    /// Why the object can't be imported that the declaration was made of.
    pub(crate) fn reason(self, object: &Object) -> Reason {
        let place = place_of_part(&object.node, &self.marked).unwrap_or(object.place.clone());
        Reason::new(&place, shortened(&self.message))
    }
}

/// The errors in the declarations of a file.
pub(crate) fn rule_errors<'db>(db: &'db Database, path: &str) -> Vec<RuleError<'db>> {
    let Some(file) = db.source(path) else { return Vec::new() };
    let declarations = declarations(db, file);
    let starts: Vec<usize> =
        declarations.iter().map(|declared| Place::tokens(*declared, 0..1).bytes(db).start).collect();
    let errors = of_source(db, file).iter().filter_map(|found| {
        let index = starts.partition_point(|start| *start <= found.place.start);
        let declared = declarations.get(index.checked_sub(1)?)?;
        Some(RuleError {
            kind: kind(declared.kind(db))?,
            name: declared.name(db),
            rule: found.rule,
            message: found.message.clone(),
            marked: file.text(db).get(found.place.start..found.place.end)?.to_owned(),
        })
    });
    errors.collect()
}

/// What can't be declared of what lives elsewhere.
pub(crate) enum Undeclarable {
    /// A name that nothing can have, and what is wrong with it.
    Name(String, String),
    /// What is said of something, of which this is the name.
    Block(String),
}

/// What can't be declared of what a source declares without building it: environments, and what lives elsewhere.
pub(crate) fn undeclarable(db: &Database, path: &str) -> Vec<Undeclarable> {
    let Some(file) = db.source(path) else { return Vec::new() };
    let mut found = Vec::new();
    for declared in declarations(db, file).iter().filter(|declared| kind(declared.kind(db)).is_none()) {
        let names: Vec<String> = declared.names(db).map(name_text).collect();
        let findings = &checked(db, *declared).findings;
        for finding in findings.iter().filter(|finding| finding.rule.prevents_emission()) {
            match written(db, finding).filter(|written| names.contains(written)) {
                Some(name) => found.push(Undeclarable::Name(name, finding.message.clone())),
                None => found.extend(names.iter().cloned().map(Undeclarable::Block)),
            }
        }
    }
    found
}

/// What the text that a finding marks in the sources stands for.
fn written(db: &Database, finding: &Finding<'_>) -> Option<String> {
    let place = finding.place.file_place(db);
    let text = db.source(&place.file)?.text(db).get(place.range())?;
    let kind = if text.starts_with('"') { TokenKind::String } else { TokenKind::Word };
    decode(kind, text, Mode::Name).plain().map(str::to_owned)
}

/// Where an object has a text, or else its name.
pub(crate) fn place_of_name(object: &Object, text: &str) -> Range<usize> {
    place_of_text(&object.node, text).unwrap_or(object.place.clone())
}

/// The first place where an object has a text.
fn place_of_text(node: &Node, text: &str) -> Option<Range<usize>> {
    place_of_scalar(node, &|own| own == text)
}

/// The first text of an object that another is, or is a part of.
fn place_of_part(node: &Node, part: &str) -> Option<Range<usize>> {
    place_of_text(node, part).or_else(|| place_of_scalar(node, &|own| !part.is_empty() && own.contains(part)))
}

/// The place of the first scalar that is wanted.
fn place_of_scalar(node: &Node, is_wanted: &impl Fn(&str) -> bool) -> Option<Range<usize>> {
    match &node.value {
        NodeValue::Scalar { text, .. } => is_wanted(text).then(|| node.span.clone()),
        NodeValue::Sequence(items) => items.iter().find_map(|item| place_of_scalar(item, is_wanted)),
        NodeValue::Mapping(entries) => entries.iter().find_map(|(key, value)| {
            place_of_scalar(key, is_wanted).or_else(|| place_of_scalar(value, is_wanted))
        }),
        NodeValue::Alias => None,
    }
}

fn kind(kind: DeclarationKind) -> Option<Kind> {
    Some(match kind {
        DeclarationKind::Flow => Kind::PromotionFlow,
        DeclarationKind::Policy => Kind::PromotionPolicy,
        DeclarationKind::Template => Kind::PromotionTemplate,
        DeclarationKind::Product => Kind::Product,
        DeclarationKind::Workflow => Kind::WorkflowTemplate,
        _ => return None,
    })
}

/// The place of a value, or of the last on the way to it that can be told: lists are in another order where they are
/// compared, and not all of their items have names.
fn place_of(node: &Node, path: &[Part]) -> Range<usize> {
    let mut place = node;
    for part in path {
        let inner = match (part, &place.value) {
            (Part::Field(name), NodeValue::Mapping(_)) => place.get(name),
            (Part::Item(Some((field, name))), NodeValue::Sequence(items)) => {
                items.iter().find(|item| item.get(field).and_then(Node::text) == Some(name))
            }
            _ => None,
        };
        match inner {
            Some(inner) => place = inner,
            None => break,
        }
    }
    place.span.clone()
}
