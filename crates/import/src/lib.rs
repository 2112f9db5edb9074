//! From manifests written by hand to promo sources: what a person would have written, proven by building it and
//! comparing as data. What does not come back equal is left as it was, with the reason. Texts come in and texts go
//! out; files and terminals are not known here.

mod arrows;
mod calls;
mod comments;
mod configuration;
mod data_text;
mod equality;
mod fields;
mod kinds;
mod layout;
mod mend;
mod metadata;
mod objects;
mod outside;
mod proof;
mod reason;
mod reconcile;
mod refusals;
mod scalar;
mod source;
mod uses;

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_analysis::names::Namespace;
use promo_manifest::Kind;
use promo_syntax::{format, parse};
use rustc_hash::{FxHashMap, FxHashSet};

pub use mend::{Mended, mend};
pub use reconcile::{Reconciled, reconcile};

use calls::called_templates;
use kinds::{Declaration, declaration};
use layout::Written;
use objects::{Found, Object};
use outside::Outside;
use proof::Proof;
use refusals::Refusals;

/// A text of YAML.
#[derive(Clone, Debug)]
pub struct ManifestText {
    /// What it is called in messages.
    pub path: Arc<str>,
    /// What it says.
    pub text: Arc<str>,
    /// Its path in the project that the sources go into, if it is one of its manifests.
    pub member: Option<Arc<str>>,
}

/// The project that the sources go into.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Its configuration.
    pub config: Config,
    /// Whether it has a `promo.toml`; if not, the import may propose one.
    pub is_configured: bool,
    /// Its sources, by path.
    pub sources: Vec<(Arc<str>, Arc<str>)>,
    /// Its hand-written manifests, by path; those that are imported among them.
    pub manifests: Vec<(Arc<str>, Arc<str>)>,
    /// The folder in it that the new sources go into, empty or with a `/` at its end.
    pub folder: String,
}

/// A source to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path, relative to the folder that the sources go into.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// An object that is not in the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The text that it stands in.
    pub path: Arc<str>,
    /// Its kind and name, such as `PromotionFlow to-prod`; none for what is no object.
    pub object: Option<String>,
    /// Why it is left: a sentence without its stop.
    pub reason: String,
    /// Where, in bytes from the start of the text.
    pub span: Range<usize>,
    /// What can be done.
    pub help: Option<String>,
}

/// What came of an import.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The sources, by path.
    pub files: Vec<File>,
    /// What `promo.toml` has to say, where there is none and something has to be said.
    pub config: Option<String>,
    /// How many objects of each kind are in them.
    pub counts: Vec<(Kind, usize)>,
    /// The templates of workflows that have other names now, by workflow.
    pub renamed: Vec<(String, Vec<(String, String)>)>,
    /// What is left as it was, by text and place.
    pub left: Vec<Left>,
    /// The texts that say nothing but what is in the sources now.
    pub whole: Vec<Arc<str>>,
    /// How many objects have nothing to do with sources, such as Applications.
    pub others: usize,
}

/// Imports the objects of some texts, whose paths differ.
pub fn import(manifests: &[ManifestText], around: &Around) -> Imported {
    let objects = objects::of_all(manifests);
    let (around, proposal) = configured(around, &objects.all);
    let mut import = Import::of(manifests, &around, objects);
    import.refuse();
    import.declare();
    import.keep_called_templates();
    let files = import.prove();
    Imported { config: proposal, ..import.finish(files) }
}

/// The project with a namespace for its manifests, where it has no configuration and they are in one; and what
/// `promo.toml` has to say then.
fn configured(around: &Around, objects: &[Object]) -> (Around, Option<String>) {
    let mut around = around.clone();
    let namespace = configuration::common_namespace(objects).filter(|_| !around.is_configured);
    let proposal = namespace.as_deref().map(configuration::with_namespace);
    around.config.output_namespace = namespace.or(around.config.output_namespace);
    (around, proposal)
}

/// Where an object has come to.
enum State {
    /// It is said in promo.
    Declared(Declaration),
    /// It stays as it is.
    Left(Left),
}

struct Import<'i> {
    manifests: &'i [ManifestText],
    around: &'i Around,
    objects: Vec<Object>,
    others: Vec<usize>,
    states: FxHashMap<usize, State>,
    /// What is wrong with whole texts.
    unreadable: Vec<Left>,
    refusals: Refusals,
}

impl<'i> Import<'i> {
    fn of(manifests: &'i [ManifestText], around: &'i Around, found: Found) -> Import<'i> {
        let Found { all: objects, others } = found;
        let refusals = Refusals::of(manifests);
        Import {
            manifests,
            around,
            objects,
            others,
            states: FxHashMap::default(),
            unreadable: Vec::new(),
            refusals,
        }
    }

    /// Leaves what a cluster would refuse or drop something of, and what there is already.
    fn refuse(&mut self) {
        self.unreadable = self.refusals.unreadable(self.manifests);
        let mut seen: FxHashMap<(Kind, &str), &Object> = FxHashMap::default();
        let namespace = self.around.config.output_namespace.clone();
        let mut left = Vec::new();
        let all: Vec<_> = self.objects.iter().map(|object| (object.text, object.span())).collect();
        let outside = Outside::new(self.around, self.manifests, &all);
        for (index, object) in self.objects.iter().enumerate() {
            let reason = if let Some((message, span)) = self.refusals.of_object(object) {
                Some((message.to_owned(), span))
            } else if object.namespace.is_some() && object.namespace != namespace {
                Some((other_namespace(object, namespace.as_deref()), object.place.clone()))
            } else if outside.declares(namespace_of(object.kind), &object.name) {
                let noun = object.kind.name();
                Some((format!("the project has a {noun} of this name already"), object.place.clone()))
            } else {
                let earlier = seen.insert((object.kind, &object.name), object);
                earlier.map(|earlier| {
                    let path = self.path(earlier);
                    (
                        format!("there is another {} of this name in `{path}`", object.kind.name()),
                        object.place.clone(),
                    )
                })
            };
            left.extend(reason.map(|(reason, span)| (index, reason, span)));
        }
        for (index, reason, span) in left {
            self.leave(index, reason, span, None);
        }
    }

    fn path(&self, object: &Object) -> Arc<str> {
        self.manifests.get(object.text).map(|manifest| manifest.path.clone()).unwrap_or_default()
    }

    fn leave(&mut self, index: usize, reason: String, span: Range<usize>, help: Option<String>) {
        let Some(object) = self.objects.get(index) else { return };
        let named = format!("{} {}", object.kind.name(), object.name);
        let left =
            Left { path: self.path(object), object: Some(named.trim_end().to_owned()), reason, span, help };
        self.states.insert(index, State::Left(left));
    }

    /// Writes all others as declarations.
    fn declare(&mut self) {
        for index in 0..self.objects.len() {
            let Some(object) = self.objects.get(index).filter(|_| !self.states.contains_key(&index)) else {
                continue;
            };
            match declaration(&object.node, object.kind, &object.comments) {
                Ok(declaration) => {
                    self.states.insert(index, State::Declared(declaration));
                }
                Err(reason) => self.leave(index, reason.message, reason.span, None),
            }
        }
    }

    /// Leaves workflows whose templates would get other names and are run by others by the names that they have.
    fn keep_called_templates(&mut self) {
        let mut called = called_templates(self.refusals.database());
        called.extend(called_templates(self.outside().database()));
        let is_called =
            |workflow: &str, template: &str| called.contains(&(workflow.to_owned(), template.to_owned()));
        let mut kept = Vec::new();
        for (index, object, declaration) in self.declared() {
            let mut renamed = declaration.renamed.iter().filter(|(before, now)| before != now);
            if let Some((before, now)) = renamed.find(|(before, _)| is_called(&object.name, before)) {
                let reason =
                    format!("another workflow runs its template `{before}`, which would be named `{now}`");
                kept.push((index, reason, object.place.clone()));
            }
        }
        for (index, reason, span) in kept {
            self.leave(index, reason, span, None);
        }
    }

    /// Builds what was written, and leaves what does not come back, until all the rest does.
    fn prove(&mut self) -> Vec<File> {
        loop {
            let files = self.files();
            let outside = self.outside();
            let proof = Proof::new(&files, &outside.around);
            let failures = self.failures(&proof);
            if failures.is_empty() {
                return files;
            }
            for (index, failure) in failures {
                let (message, span) = self.refusals.instead(self.objects.get(index), &failure);
                self.leave(index, message, span, None);
            }
        }
    }

    fn failures(&self, proof: &Proof) -> Vec<(usize, proof::Failure)> {
        let declarations = proof.declarations();
        let mut failures = Vec::new();
        for (index, object, declared) in self.declared() {
            let failure = match declarations.get(&(object.kind, object.name.clone())) {
                Some(found) => proof.failure(*found, object, &declared.renamed),
                None => Some(proof::Failure {
                    rule: None,
                    message: "what it becomes can't be read back".to_owned(),
                    span: object.place.clone(),
                }),
            };
            failures.extend(failure.map(|failure| (index, failure)));
        }
        failures
    }

    /// The objects that are said in promo, so far.
    fn declared(&self) -> impl Iterator<Item = (usize, &Object, &Declaration)> {
        self.objects.iter().enumerate().filter_map(|(index, object)| match self.states.get(&index) {
            Some(State::Declared(declaration)) => Some((index, object, declaration)),
            _ => None,
        })
    }

    /// The project around what is said in promo.
    fn outside(&self) -> Outside {
        let imported = self.declared().map(|(_, object, _)| (object.text, object.span())).collect::<Vec<_>>();
        Outside::new(self.around, self.manifests, &imported)
    }

    fn files(&self) -> Vec<File> {
        let outside = self.outside();
        let written: Vec<Written<'_>> = self
            .declared()
            .map(|(_, object, declaration)| Written { kind: object.kind, name: &object.name, declaration })
            .collect();
        let is_known = |namespace: Namespace, name: &str| outside.declares(namespace, name);
        let stays = |index: &usize| match self.states.get(index) {
            Some(State::Left(left)) => Some(left),
            _ => None,
        };
        let mut named = FxHashSet::default();
        let workflows =
            (0..self.objects.len()).filter_map(|index| Some((self.objects.get(index)?, stays(&index)?)));
        let workflows = workflows.filter(|(object, _)| {
            object.kind == Kind::WorkflowTemplate && !is_known(Namespace::Workflows, &object.name)
        });
        let workflows = workflows.filter(|(object, _)| {
            let is_written = written.iter().any(|one| one.kind == object.kind && one.name == object.name);
            !object.name.is_empty() && !is_written && named.insert(&object.name)
        });
        let externs = workflows.map(|(object, left)| {
            outside::extern_workflow(object, self.refusals.facts(&object.name), &left.reason)
        });
        let externs: Vec<_> = externs.collect();
        let files = layout::files(&written, &externs, is_known);
        let free = |path: String| self.free(path);
        files.into_iter().map(|file| File { path: free(file.path), text: formatted(file.text) }).collect()
    }

    /// A path at which the project has no source: a number is added where it has one.
    fn free(&self, path: String) -> String {
        let is_taken = |path: &str| {
            let path = format!("{}{path}", self.around.folder);
            self.around.sources.iter().any(|(known, _)| **known == *path)
        };
        let stem = path.strip_suffix(".promo").unwrap_or(&path);
        let numbered = (2..).map(|number| format!("{stem}-{number}.promo"));
        std::iter::once(path.clone()).chain(numbered).find(|path| !is_taken(path)).unwrap_or(path)
    }

    fn finish(self, files: Vec<File>) -> Imported {
        let mut imported = Imported { files, left: self.unreadable.clone(), ..Imported::default() };
        imported.counts = Kind::ALL
            .iter()
            .map(|kind| (*kind, self.declared().filter(|(_, object, _)| object.kind == *kind).count()))
            .filter(|(_, count)| *count > 0)
            .collect();
        let lefts = self.states.values().filter_map(|state| match state {
            State::Left(left) => Some(left.clone()),
            State::Declared(_) => None,
        });
        imported.left.extend(lefts);
        imported.left.sort_by(|one, other| (&one.path, one.span.start).cmp(&(&other.path, other.span.start)));
        let renamed = self.declared().map(|(_, object, declaration)| {
            let renamed = declaration.renamed.iter().filter(|(before, now)| before != now);
            (object.name.clone(), renamed.cloned().collect::<Vec<_>>())
        });
        imported.renamed = renamed.filter(|(_, renamed)| !renamed.is_empty()).collect();
        imported.others = self.others.iter().sum();
        imported.whole = (0..self.manifests.len()).filter_map(|text| self.whole(text)).collect();
        imported
    }

    /// The path of a text, if it says nothing but what is in the sources.
    fn whole(&self, text: usize) -> Option<Arc<str>> {
        let mut own = self.objects.iter().enumerate().filter(|(_, object)| object.text == text).peekable();
        own.peek()?;
        let is_all = own.all(|(index, _)| matches!(self.states.get(&index), Some(State::Declared(_))));
        let has_others = self.others.get(text).is_some_and(|others| *others > 0);
        (is_all && !has_others).then(|| self.manifests.get(text).map(|manifest| manifest.path.clone()))?
    }
}

fn namespace_of(kind: Kind) -> Namespace {
    match kind {
        Kind::PromotionFlow => Namespace::Flows,
        Kind::PromotionPolicy => Namespace::Policies,
        Kind::PromotionTemplate => Namespace::Templates,
        Kind::Product => Namespace::Products,
        Kind::WorkflowTemplate => Namespace::Workflows,
    }
}

fn other_namespace(object: &Object, namespace: Option<&str>) -> String {
    let own = object.namespace.as_deref().unwrap_or_default();
    match namespace {
        Some(namespace) => format!("it is in the namespace `{own}`, and the project writes to `{namespace}`"),
        None => format!("it is in the namespace `{own}`, and the project names none"),
    }
}

/// A source in the one style; as it is if it can't be formatted, which the proof finds out.
fn formatted(text: String) -> String {
    format(&parse(&text)).unwrap_or(text)
}
