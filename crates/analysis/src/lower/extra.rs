//! `extra`: fields that promo doesn't know, by dotted path.

use promo_diagnostics::Rule;
use promo_manifest::{Kind, MAX_PATH, known_field, known_template_field};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, literal};
use rustc_hash::FxHashMap;

use super::metadata::{Given, entry_nodes, key_parts};
use crate::declaration::Place;
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::model::{Data, Extra, Sourced};
use crate::names::Namespace;
use crate::value::{Type, Value};

impl<'db> Evaluator<'db, '_> {
    /// The extra fields of a manifest.
    pub(super) fn manifest_extra(&mut self, clause: SyntaxNode<'_>, namespace: Namespace) -> Vec<Extra<'db>> {
        let kind = match namespace {
            Namespace::Flows => Kind::PromotionFlow,
            Namespace::Policies => Kind::PromotionPolicy,
            Namespace::Templates => Kind::PromotionTemplate,
            Namespace::Products => Kind::Product,
            _ => Kind::WorkflowTemplate,
        };
        self.extra(clause, |path| known_field(kind, path))
    }

    /// The extra fields of a template in a workflow, some of which were reported already.
    pub(super) fn template_extra(
        &mut self,
        clause: SyntaxNode<'_>,
        is_reported: impl Fn(&[&str]) -> bool,
    ) -> Vec<Extra<'db>> {
        self.extra(clause, |path| known_template_field(path) && !is_reported(path))
    }

    fn extra(&mut self, clause: SyntaxNode<'_>, is_known: impl Fn(&[&str]) -> bool) -> Vec<Extra<'db>> {
        let due = self.due_after(clause, Type::String);
        let mut fields: Vec<Extra<'db>> = Vec::new();
        let mut set = SetFields::default();
        for (key, value) in entry_nodes(clause) {
            let path = key_parts(key);
            let place = self.place(key);
            let parts: Vec<&str> = path.iter().map(String::as_str).collect();
            if parts.is_empty() || parts.len() > MAX_PATH {
                let message = format!("a field is between 1 and {MAX_PATH} names deep");
                self.report(Finding::new(Rule::KnownField, place, message));
            } else if let Some((known, earlier)) = set.overlapping(&path) {
                self.report_overlap(known, *earlier, &path.join("."), place);
            } else if is_known(&parts) {
                self.report_known(&path, place);
            } else {
                set.insert(&path, place);
                let value = value.and_then(|value| self.data(value, &due));
                fields.extend(value.map(|value| Extra { path, value }));
            }
        }
        fields
    }

    fn report_overlap(&mut self, known: &str, earlier: Place<'db>, path: &str, place: Place<'db>) {
        if known == path {
            return self.report_duplicate_key("field", path, place, Some(earlier));
        }
        let (outer, inner) = if path.len() < known.len() { (path, known) } else { (known, path) };
        let message = format!("`{outer}` is given a value, and so is `{inner}` inside of it");
        let finding = Finding::new(Rule::DuplicateKey, place, message);
        let help = format!("keep one of the two, or give `{outer}` a map that holds both");
        self.report(finding.related(earlier, "the other is given here").help(help));
    }

    fn report_known(&mut self, path: &[String], place: Place<'db>) {
        let message =
            format!("promo has a way to write the field `{}`, so `extra` can't set it", path.join("."));
        let help = "`extra` is for fields that promo doesn't know; `promo schema` lists those that it does";
        self.report(Finding::new(Rule::KnownField, place, message).help(help));
    }

    fn data(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Sourced<'db, Data<'db>>> {
        let data = match node.kind() {
            NodeKind::Literal => self.literal_data(node),
            NodeKind::Reference => match node.text() {
                "true" => Some(Data::Boolean(true)),
                "false" => Some(Data::Boolean(false)),
                _ => self.reference_data(node, due),
            },
            NodeKind::List => {
                let items: Vec<_> = node.values().map(|item| self.data(item, due)).collect();
                items.into_iter().collect::<Option<_>>().map(Data::List)
            }
            NodeKind::Map => self.map_data(node, due),
            _ => None,
        };
        data.map(|data| Sourced::new(data, self.place(node)))
    }

    /// What a constant or parameter stands for.
    fn reference_data(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Data<'db>> {
        let Some(value) = self.named_value(node.text()) else {
            return self.string_value(node, due).map(|text| Data::String(text.value));
        };
        match value {
            Value::Unknown(None | Some(Type::String | Type::Strings | Type::Integer)) => None,
            value => data_of(&value, self.place(node)).or_else(|| self.report_no_data(node, &value)),
        }
    }

    fn report_no_data(&mut self, node: SyntaxNode<'_>, value: &Value) -> Option<Data<'db>> {
        let message = format!("{DATA}, and `{}` is {}", node.text(), value.noun());
        let finding = Finding::new(Rule::TypeMismatch, self.place(node), message);
        let finding =
            finding.related(self.named_site(node.text()), format!("`{}` is declared here", node.text()));
        self.report(finding.help("write out in double quotes what the field is to be"));
        None
    }

    fn literal_data(&mut self, node: SyntaxNode<'_>) -> Option<Data<'db>> {
        match node.tree().tokens().get(node.tokens().start)?.kind {
            TokenKind::String | TokenKind::TextBlock => self.string(node).map(Data::String),
            TokenKind::Integer => match literal::integer(node.text()) {
                Ok(number) => Some(Data::Integer(number)),
                Err(_) => {
                    let message = format!("`{}` is no integer that fits into 64 bits", node.text());
                    self.report(Finding::new(Rule::TypeMismatch, self.place(node), message));
                    None
                }
            },
            _ => {
                let place = self.place(node);
                let text = node.text().replace('"', "\\\"");
                let finding = Finding::new(Rule::TypeMismatch, place, DATA);
                self.report(finding.replace(format!("write `\"{text}\"`"), place, format!("\"{text}\"")));
                None
            }
        }
    }

    fn map_data(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Data<'db>> {
        let mut fields: Vec<(String, Sourced<'db, Data<'db>>)> = Vec::new();
        let mut given = Given::default();
        let mut complete = true;
        for entry in node.children().filter(|child| child.kind() == NodeKind::Entry) {
            let Some(key) = entry.child(NodeKind::Key) else {
                continue;
            };
            let name = key_parts(key).join(".");
            if !self.is_new(&mut given, "key", &name, self.place(key)) {
                continue;
            }
            match entry.values().next().and_then(|value| self.data(value, due)) {
                Some(value) => fields.push((name, value)),
                None => complete = false,
            }
        }
        complete.then_some(Data::Map(fields))
    }
}

/// What a field can be.
const DATA: &str = "a field is a string, an integer, `true`, `false`, a list or a map";

/// A value as that of a field, if it can be one. What is in it has the place of the whole.
fn data_of<'db>(value: &Value, place: Place<'db>) -> Option<Data<'db>> {
    match value {
        Value::String(text) => Some(Data::String(text.clone())),
        Value::Integer(number) => Some(Data::Integer(*number)),
        Value::List(items) => {
            let items = items.iter().map(|item| Some(Sourced::new(data_of(item, place)?, place)));
            items.collect::<Option<_>>().map(Data::List)
        }
        _ => None,
    }
}

/// Fields that are set: no path of one leads to or into another.
#[derive(Default)]
struct SetFields<'db> {
    /// The fields, as a message names them, with their places.
    fields: Vec<(String, Place<'db>)>,
    /// The path of each.
    whole: FxHashMap<Vec<String>, usize>,
    /// For what holds fields, the first of them.
    holding: FxHashMap<Vec<String>, usize>,
}

impl<'db> SetFields<'db> {
    fn insert(&mut self, path: &[String], place: Place<'db>) {
        let index = self.fields.len();
        self.fields.push((path.join("."), place));
        self.whole.insert(path.to_vec(), index);
        for length in 1..path.len() {
            self.holding.entry(path.iter().take(length).cloned().collect()).or_insert(index);
        }
    }

    /// The first field that a path leads to or into, or that leads into what the path sets.
    fn overlapping(&self, path: &[String]) -> Option<&(String, Place<'db>)> {
        let outer = (1..=path.len()).find_map(|length| self.whole.get(path.get(..length)?));
        self.fields.get(*outer.or_else(|| self.holding.get(path))?)
    }
}
