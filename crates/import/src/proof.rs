//! The proof of an import: what was written is built, and compared with what it was made of.

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::{
    Change, Database, Db, Declaration, DeclarationKind, Finding, Volatility, checked, declarations,
};
use promo_diagnostics::{Level, Rule};
use promo_emit::{Content, document};
use promo_manifest::{Kind, Node, NodeValue};
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::equality::{comparable, difference};
use crate::kinds::Renamed;
use crate::objects::Object;
use crate::scalar::data;
use crate::{Around, File};

/// Why an object does not come back.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The rule that finds something wrong in what was written, if one does.
    pub(crate) rule: Option<Rule>,
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
}

/// What was written, in the project that it goes into.
pub(crate) struct Proof {
    database: Database,
}

impl Proof {
    /// Builds the sources beside all that is around them.
    pub(crate) fn new(files: &[File], around: &Around) -> Proof {
        let source = |path: &str, text: &str| (Arc::from(path), Some((Arc::from(text), Volatility::Closed)));
        let mut change = Change { config: Some(Arc::new(around.config.clone())), ..Change::default() };
        change.sources.extend(around.sources.iter().map(|(path, text)| source(path, text)));
        let new = files.iter().map(|file| source(&format!("{}{}", around.folder, file.path), &file.text));
        change.sources.extend(new);
        change
            .manifests
            .extend(around.manifests.iter().map(|(path, text)| (path.clone(), Some(text.clone()))));
        let mut database = Database::default();
        database.apply(change);
        Proof { database }
    }

    /// The declarations of the sources, by kind and name.
    pub(crate) fn declarations(&self) -> FxHashMap<(Kind, String), Declaration<'_>> {
        let db = &self.database;
        let all = db.project().sources(db).iter().flat_map(|file| declarations(db, *file));
        all.filter_map(|found| Some(((kind(found.kind(db))?, found.name(db).to_string()), *found))).collect()
    }

    /// Why an object does not come back as it is, if so.
    pub(crate) fn failure(
        &self,
        declared: Declaration<'_>,
        object: &Object,
        renamed: &Renamed,
    ) -> Option<Failure> {
        let db = &self.database;
        let checked = checked(db, declared);
        let wrong = checked.findings.iter().find(|finding| finding.rule.prevents_emission());
        if let Some(finding) = wrong.filter(|finding| finding.level == Level::Error) {
            let written = self.written(finding);
            let span =
                written.and_then(|text| place_of_text(&object.node, text)).unwrap_or(object.place.clone());
            return Some(Failure { rule: Some(finding.rule), message: finding.message.clone(), span });
        }
        let built = match document(db, declared) {
            Ok(Some(document)) => match document.content {
                Content::Typed(manifest) => serde_json::to_value(manifest.as_ref()).unwrap_or_default(),
                Content::Extended(value) => value,
            },
            _ => Value::Null,
        };
        let original = comparable(data(&object.node), object.kind, renamed);
        let (path, words) = difference(&original, &comparable(built, object.kind, &Renamed::new()))?;
        let span = place_of(&object.node, &path);
        let message = format!("`{}` does not come back as it is: it {words}", path.join("."));
        Some(Failure { rule: None, message, span })
    }

    /// What a finding marks in the sources, without quotes.
    fn written(&self, finding: &Finding<'_>) -> Option<&str> {
        let place = finding.place.file_place(&self.database);
        let source = self.database.source(&place.file)?.text(&self.database);
        Some(source.get(place.range())?.trim_matches('"'))
    }
}

/// The first place where an object has a text.
fn place_of_text(node: &Node, text: &str) -> Option<Range<usize>> {
    match &node.value {
        NodeValue::Scalar { text: own, .. } => (own == text).then(|| node.span.clone()),
        NodeValue::Sequence(items) => items.iter().find_map(|item| place_of_text(item, text)),
        NodeValue::Mapping(entries) => entries
            .iter()
            .find_map(|(key, value)| place_of_text(key, text).or_else(|| place_of_text(value, text))),
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

/// The place of a field, or of the last on the way to it that there is. Lists are sorted where they are compared, so
/// that the place in one says nothing.
fn place_of(node: &Node, path: &[String]) -> Range<usize> {
    let mut place = node;
    for name in path {
        match &place.value {
            NodeValue::Mapping(_) => match place.get(name) {
                Some(inner) => place = inner,
                None => break,
            },
            _ => break,
        }
    }
    place.span.clone()
}
