//! The way of objects through an import: some are refused, the others are written as declarations, and of these stay in
//! the sources those that come back as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use promo_analysis::names::Namespace;
use promo_manifest::Kind;
use promo_syntax::{format, parse};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::calls::called_templates;
use crate::extern_workflow::{ExternWorkflow, extern_workflow};
use crate::kinds::{Declaration, declaration};
use crate::layout::{self, Written};
use crate::objects::{Found, Object};
use crate::outside::Outside;
use crate::proof::{self, Undeclarable};
use crate::reason::{Reason, quoted, shortened};
use crate::refusals::Refusals;
use crate::rest::without_documents;
use crate::{Around, Elsewhere, File, Imported, Left, ManifestText, Mixed};

/// Objects on their way.
pub(crate) struct Importing<'i> {
    manifests: &'i [ManifestText],
    around: &'i Around,
    objects: Vec<Object>,
    /// Objects of each text that have nothing to do with sources.
    others: Vec<Vec<Range<usize>>>,
    /// Where each object has come to.
    states: Vec<State>,
    /// Names of what lives elsewhere that can't be declared, with what is wrong with them.
    misnamed: BTreeMap<String, String>,
    /// Workflows of which nothing but their names can be declared.
    only_named: BTreeSet<String>,
    refusals: Refusals,
    outside: Outside<'i>,
}

/// Where an object has come to.
enum State {
    /// Nothing was done with it yet.
    Waiting,
    /// It is said in promo.
    Declared(Declaration),
    /// It stays as it is.
    Left(Reason),
}

impl<'i> Importing<'i> {
    pub(crate) fn new(manifests: &'i [ManifestText], around: &'i Around, found: Found) -> Importing<'i> {
        let Found { all: objects, others } = found;
        let states = objects.iter().map(|_| State::Waiting).collect();
        let refusals = Refusals::of(manifests);
        let outside = Outside::new(around, manifests, &objects);
        let (misnamed, only_named) = (BTreeMap::new(), BTreeSet::new());
        Importing { manifests, around, objects, others, states, misnamed, only_named, refusals, outside }
    }

    /// Leaves what a cluster would refuse or drop something of, and what there is already.
    pub(crate) fn refuse(&mut self) {
        let mut seen: FxHashMap<(Kind, &str), &Object> = FxHashMap::default();
        let mut refused = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            let reason = self.refusal(object).or_else(|| {
                let earlier = seen.insert((object.kind, &object.name), object);
                earlier.map(|earlier| self.twice(object, earlier))
            });
            refused.extend(reason.map(|reason| (index, reason)));
        }
        self.leave(refused);
    }

    fn refusal(&self, object: &Object) -> Option<Reason> {
        let namespace = &self.around.config.output_namespace;
        if let Some(reason) = self.refusals.of_object(object) {
            return Some(reason);
        }
        if let Some(place) = &object.tagged {
            let reason = Reason::new(place, "a tag makes something else of this value than it looks like");
            return Some(reason.help("take the tag out, and write the value as it is meant"));
        }
        if object.namespace != *namespace {
            return Some(other_namespace(object, namespace.as_deref()));
        }
        self.outside.declares(Namespace::of_manifest(object.kind), &object.name).then(|| {
            let message = format!("the project has a {} of this name already", object.kind.name());
            Reason::new(&object.place, message).help("remove one of them, or give it another name")
        })
    }

    fn twice(&self, object: &Object, earlier: &Object) -> Reason {
        let path = self.manifests.get(earlier.text).map_or("", |manifest| &manifest.path);
        let message = format!("there is another {} of this name in `{path}`", object.kind.name());
        Reason::new(&object.place, message).help("remove one of them, or give it another name")
    }

    fn leave(&mut self, left: Vec<(usize, Reason)>) {
        for (index, reason) in left {
            if let Some(state) = self.states.get_mut(index) {
                *state = State::Left(reason);
            }
        }
    }

    /// Writes all others as declarations.
    pub(crate) fn declare(&mut self) {
        for (object, state) in self.objects.iter().zip(&mut self.states) {
            if matches!(state, State::Waiting) {
                *state = match declared(object) {
                    Ok(declaration) => State::Declared(declaration),
                    Err(reason) => State::Left(reason),
                };
            }
        }
    }

    /// Leaves workflows whose templates would get other names and are run by others by the names that they have.
    pub(crate) fn keep_called_templates(&mut self) {
        let mut called = called_templates(self.refusals.database());
        called.extend(called_templates(self.outside.database()));
        let is_called =
            |workflow: &str, template: &str| called.contains(&(workflow.to_owned(), template.to_owned()));
        let kept = self.declared().filter_map(|(index, object, declaration)| {
            let mut renamed = declaration.renamed.iter().filter(|(before, now)| before != now);
            let (before, now) = renamed.find(|(before, _)| is_called(&object.name, before))?;
            let (before, now) = (quoted(before), quoted(now));
            let message = format!("another workflow runs its template {before}, which would be named {now}");
            Some((index, Reason::new(&object.place, message)))
        });
        self.leave(kept.collect());
    }

    /// Builds what was written, and leaves what does not come back, until all the rest does.
    pub(crate) fn prove(&mut self) -> Vec<File> {
        loop {
            let declared: Vec<&Object> = declared_objects(&self.objects, &self.states).collect();
            self.outside.take_out(declared.into_iter());
            let files = self.files();
            self.outside.add(&files);
            let mut failures = self.failures();
            let is_declared = self.learn_what_is_undeclarable(&files);
            if is_declared && failures.is_empty() {
                failures = self.new_errors(&files);
                if failures.is_empty() {
                    return files;
                }
            }
            self.leave(failures);
            self.leave(self.users_of_misnamed());
            self.outside.remove(&files);
        }
    }

    fn failures(&self) -> Vec<(usize, Reason)> {
        let db = self.outside.database();
        let built = proof::declared(db);
        let failures = self.declared().filter_map(|(index, object, declaration)| {
            let found = built.get(&(object.kind, object.name.as_str())).copied();
            let failure = proof::failure(db, found, object, &declaration.renamed)?;
            Some((index, self.refusals.instead(object, failure)))
        });
        failures.collect()
    }

    /// What keeps the project from being built, and is nothing that is told of the YAML as well. That is so of
    /// workflows alone, of which less is told: at all else the same rules look, so that it would be as wrong if it
    /// stayed.
    fn new_errors(&self, files: &[File]) -> Vec<(usize, Reason)> {
        let db = self.outside.database();
        let errors = files.iter().flat_map(|file| proof::rule_errors(db, &self.outside.path(file)));
        let errors = errors.filter(|error| error.kind == Kind::WorkflowTemplate);
        let mut errors = errors.peekable();
        if errors.peek().is_none() {
            return Vec::new();
        }
        let indexes: FxHashMap<(Kind, &str), (usize, &Object)> = self
            .declared()
            .map(|(index, object, _)| ((object.kind, object.name.as_str()), (index, object)))
            .collect();
        let new = errors.filter_map(|error| {
            let (index, object) = indexes.get(&(error.kind, error.name))?;
            let is_told = self.refusals.tells(object, error.rule);
            (!is_told).then(|| (*index, error.reason(object)))
        });
        new.collect()
    }

    /// Whether all can be declared that lives elsewhere. If not, less of it is declared the next time.
    fn learn_what_is_undeclarable(&mut self, files: &[File]) -> bool {
        let db = self.outside.database();
        let found = files.iter().flat_map(|file| proof::undeclarable(db, &self.outside.path(file)));
        let mut is_new = false;
        for undeclarable in found {
            is_new |= match undeclarable {
                Undeclarable::Name(name, message) => self.misnamed.insert(name, message).is_none(),
                Undeclarable::Block(name) => self.only_named.insert(name),
            };
        }
        !is_new
    }

    fn users_of_misnamed(&self) -> Vec<(usize, Reason)> {
        let users = self.declared().filter_map(|(index, object, declaration)| {
            let (name, message) = self.misnamed.iter().find(|(name, _)| declaration.uses.name(name))?;
            Some((index, Reason::new(&proof::place_of_name(object, name), shortened(message))))
        });
        users.collect()
    }

    /// The objects that are said in promo, so far.
    fn declared(&self) -> impl Iterator<Item = (usize, &Object, &Declaration)> {
        let all = self.objects.iter().zip(&self.states).enumerate();
        all.filter_map(|(index, (object, state))| match state {
            State::Declared(declaration) => Some((index, object, declaration)),
            _ => None,
        })
    }

    /// The objects that stay, so far, each with the reason.
    fn left(&self) -> impl Iterator<Item = (&Object, &Reason)> {
        self.objects.iter().zip(&self.states).filter_map(|(object, state)| match state {
            State::Left(reason) => Some((object, reason)),
            _ => None,
        })
    }

    fn written(&self) -> Vec<Written<'_>> {
        let written = self.declared().map(|(_, object, declaration)| Written {
            kind: object.kind,
            name: &object.name,
            declaration,
        });
        written.collect()
    }

    /// What nothing declares. The new sources must not be a part of the project yet.
    fn elsewhere(&self) -> Vec<Elsewhere> {
        let written = self.written();
        let externs = self.extern_workflows(&written);
        layout::elsewhere(&written, &externs, |namespace, name| self.outside.declares(namespace, name))
    }

    fn files(&self) -> Vec<File> {
        let written = self.written();
        let externs = self.extern_workflows(&written);
        let files =
            layout::files(&written, &externs, |namespace, name| self.outside.declares(namespace, name));
        files.into_iter().map(|file| File { path: self.free(file.path), text: file.text }).collect()
    }

    /// The workflows that stay YAML somewhere outside of the project.
    fn extern_workflows(&self, written: &[Written<'_>]) -> Vec<ExternWorkflow<'_>> {
        let is_workflow = |kind: Kind| kind == Kind::WorkflowTemplate;
        let own = written.iter().filter(|one| is_workflow(one.kind)).map(|one| one.name);
        let mut declared: FxHashSet<&str> = own.collect();
        let workflows = self.left().filter(|(object, _)| {
            is_workflow(object.kind)
                && !object.name.is_empty()
                && !self.misnamed.contains_key(&object.name)
                && !self.outside.declares(Namespace::Workflows, &object.name)
        });
        let mut externs = Vec::new();
        for (object, reason) in workflows {
            if declared.insert(&object.name) {
                let facts = self.refusals.facts(&object.name);
                let facts = (!self.only_named.contains(&object.name)).then_some(facts);
                externs.push(extern_workflow(object, facts, &reason.message));
            }
        }
        externs
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

    pub(crate) fn finish(mut self, files: Vec<File>) -> Imported {
        self.outside.remove(&files);
        let mut left = self.refusals.unreadable(self.manifests, &self.objects);
        left.extend(self.left().filter_map(|(object, reason)| {
            let manifest = self.manifests.get(object.text)?;
            Some(Left::new(manifest, Some(object.title()), reason.clone()))
        }));
        left.sort_by(|one, other| (&one.path, one.span.start).cmp(&(&other.path, other.span.start)));
        let counts = Kind::ALL
            .iter()
            .map(|kind| (*kind, self.declared().filter(|(_, object, _)| object.kind == *kind).count()));
        let renamed = self.declared().map(|(_, object, declaration)| {
            let renamed = declaration.renamed.iter().filter(|(before, now)| before != now);
            (object.name.clone(), renamed.cloned().collect::<Vec<_>>())
        });
        let (whole, mixed) = self.sorted_texts();
        Imported {
            config: None,
            elsewhere: self.elsewhere(),
            counts: counts.filter(|(_, count)| *count > 0).collect(),
            renamed: renamed.filter(|(_, renamed)| !renamed.is_empty()).collect(),
            others: self.others.iter().map(Vec::len).sum(),
            whole,
            mixed,
            left,
            files,
        }
    }

    /// The texts that say nothing but what is in the sources, and those that say something else too.
    fn sorted_texts(&self) -> (Vec<Arc<str>>, Vec<Mixed>) {
        let mut taken: Vec<Vec<&Object>> = vec![Vec::new(); self.manifests.len()];
        for (_, object, _) in self.declared() {
            taken.get_mut(object.text).into_iter().for_each(|taken| taken.push(object));
        }
        let left: FxHashSet<usize> = self.left().map(|(object, _)| object.text).collect();
        let (mut whole, mut mixed) = (Vec::new(), Vec::new());
        for (index, (manifest, taken)) in self.manifests.iter().zip(taken).enumerate() {
            let has_others = self.others.get(index).is_some_and(|others| !others.is_empty());
            match (taken.is_empty(), has_others || left.contains(&index)) {
                (true, _) => {}
                (false, false) => whole.push(manifest.path.clone()),
                (false, true) => mixed.push(Mixed::of(manifest, &taken)),
            }
        }
        (whole, mixed)
    }
}

impl Mixed {
    fn of(manifest: &ManifestText, taken: &[&Object]) -> Mixed {
        let spans: Vec<_> = taken.iter().map(|object| object.span()).collect();
        Mixed {
            path: manifest.path.clone(),
            objects: taken.iter().map(|object| object.title()).collect(),
            rest: without_documents(&manifest.text, &spans),
        }
    }
}

fn declared_objects<'o>(objects: &'o [Object], states: &[State]) -> impl Iterator<Item = &'o Object> {
    let all = objects.iter().zip(states);
    all.filter(|(_, state)| matches!(state, State::Declared(_))).map(|(object, _)| object)
}

/// An object as a declaration in the one style.
fn declared(object: &Object) -> Result<Declaration, Reason> {
    let mut declaration = declaration(&object.node, object.kind, &object.comments)?;
    let parsed = parse(&declaration.text);
    if let Some(error) = parsed.errors.first() {
        let message = format!("promo can't say a text in it: {}", error.message);
        return Err(Reason::new(&object.place, message));
    }
    declaration.text = format(&parsed).unwrap_or(declaration.text);
    Ok(declaration)
}

fn other_namespace(object: &Object, namespace: Option<&str>) -> Reason {
    let own = object
        .namespace
        .as_deref()
        .map_or("no namespace".to_owned(), |own| format!("the namespace {}", quoted(own)));
    let message = match namespace {
        Some(namespace) => format!("it is in {own}, and the project writes to `{namespace}`"),
        None => format!("it is in {own}, and the project names none"),
    };
    Reason::new(&object.place, message).help("import it into a project of its own")
}
